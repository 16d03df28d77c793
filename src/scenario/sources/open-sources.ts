import { JoulelabError, toJoulelabError } from '../../domain/errors.ts';
import { loadScenario } from '../load-scenario.ts';
import { didYouMean } from '../nearest.ts';
import { createCloner } from './cloner.ts';
import { makeClonesFolder } from './clones-folder.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { mountRelations } from './mount-relations.ts';
import type { OpenedSources, SourcedScenario, SourceRequest } from './opened-sources.ts';
import { refuseTogether } from './refuse-together.ts';
import { relocateError, relocateScenario } from './relocate.ts';

/**
 * Gets hold of all that is to be measured: clones repositories, finds the scenario files, validates all of them, then
 * clones their relations. Nothing is measured where one of them has a fault.
 *
 * @throws JoulelabError those of `loadScenario`, of several files together in one; `repository-not-found`,
 *   `repository-unreachable`, `usage`. No credentials are in any message.
 */
export async function openSources(request: SourceRequest): Promise<OpenedSources> {
  using stack = new DisposableStack();
  // Made when the first clone is: most calls need none.
  const cloner = createCloner(request, () => stack.use(makeClonesFolder(request.clonesFolder)).path);
  const files: FoundFile[] = [];
  for (const source of request.sources) files.push(...(await findFiles(source, request, cloner)));
  const loaded = await loadAll(files, request);
  const scenarios: SourcedScenario[] = [];
  for (const one of loaded) scenarios.push(await mountRelations(one, cloner));
  const kept = stack.move();
  return { scenarios, [Symbol.dispose]: () => kept.dispose() };
}

async function loadAll(files: readonly FoundFile[], request: SourceRequest): Promise<SourcedScenario[]> {
  const { variables, allowUnsafe, skipUnsafe, allowedRunArgs = [] } = request;
  const single = files.length === 1;
  const loaded: SourcedScenario[] = [];
  const refusals: { shown: string; error: JoulelabError }[] = [];
  for (const file of files) {
    try {
      const rules = { variables, allowUnsafe, skipUnsafe, allowedRunArgs, variablesMayBeUnused: !single };
      loaded.push(sourced(file, await loadScenario({ path: file.path, ...rules })));
    } catch (thrown) {
      refusals.push({ shown: file.shown, error: relocateError(toJoulelabError(thrown), file.clone) });
    }
  }
  if (refusals.length > 0) throw refuseTogether(refusals, files.length);
  if (!single) refuseUnused(variables, loaded);
  return loaded;
}

function sourced(file: FoundFile, loaded: SourcedScenario['scenario']): SourcedScenario {
  const scenario = file.clone === undefined ? loaded : relocateScenario(loaded, file.clone);
  const warnings = [...file.warnings, ...scenario.warnings];
  return {
    scenario: { ...scenario, warnings },
    origin: { ...file.origin, file: file.clone === undefined ? loaded.file : file.shown },
  };
}

/** With several scenarios a variable may be for some of them, but not for none. */
function refuseUnused(given: Readonly<Record<string, string>>, loaded: readonly SourcedScenario[]): void {
  const used = new Set(loaded.flatMap(({ scenario }) => Object.keys(scenario.variables)));
  const unused = Object.keys(given).find((name) => !used.has(name) && !used.has(`__GMT_VAR_${name}__`));
  if (unused === undefined) return;
  const short = [...used].map((name) => name.slice('__GMT_VAR_'.length, -2));
  throw new JoulelabError('scenario-invalid', `The variable "${unused}" is given, but no scenario uses it.`, {
    advice: didYouMean(unused, short) ?? `Leave out --variable ${unused}=…`,
  });
}
