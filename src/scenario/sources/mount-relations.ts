import type { RelationFacts } from '../../domain/run.ts';
import type { Mount } from '../../domain/scenario.ts';
import type { Warning } from '../../domain/warnings.ts';
import type { Cloner } from './cloner.ts';
import type { SourcedScenario } from './opened-sources.ts';
import { parseAddress } from './parse-source.ts';

/** Folder in every container that holds a scenario's relations, by their keys. */
const RELATIONS_FOLDER = '/tmp/relations';

/** Clones the repositories that a scenario names under `relations`, and mounts each read-only into every service. */
export async function mountRelations(sourced: SourcedScenario, cloner: Cloner): Promise<SourcedScenario> {
  const { scenario, origin } = sourced;
  const mounts: Mount[] = [];
  const warnings: Warning[] = [];
  const relations: Record<string, RelationFacts> = {};
  for (const [key, { url, branch, commitHash }] of Object.entries(scenario.relations)) {
    const clone = await cloner({ address: parseAddress(url), branch, commit: commitHash });
    const target = `${RELATIONS_FOLDER}/${key}`;
    mounts.push({ type: 'bind', source: clone.folder, target, readOnly: true });
    warnings.push(...clone.warnings);
    relations[key] = {
      uri: clone.url,
      commit: clone.commit,
      ...(clone.branch === undefined ? {} : { branch: clone.branch }),
    };
  }
  if (mounts.length === 0) return sourced;
  return {
    scenario: {
      ...scenario,
      services: scenario.services.map((service) => ({
        ...service,
        mounts: [...service.mounts, ...mounts],
      })),
      warnings: [...scenario.warnings, ...warnings],
    },
    origin: { ...origin, relations },
  };
}
