export { type Draft, draftScenario } from './draft/draft-scenario.ts';
export { type LoadRequest, loadScenario } from './load-scenario.ts';
export { scenarioJsonSchema } from './schema/json-schema.ts';
export { removeStaleClones } from './sources/clones-folder.ts';
export { openSources } from './sources/open-sources.ts';
export type { OpenedSources, Origin, SourcedScenario } from './sources/opened-sources.ts';
