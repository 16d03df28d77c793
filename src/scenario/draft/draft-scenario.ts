import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { JoulelabError, type ScenarioFault } from '../../domain/errors.ts';
import type { Scenario } from '../../domain/scenario.ts';
import { repositoryRoot, type ScenarioPlace } from '../find-scenario.ts';
import { readScenarioAt } from '../load-scenario.ts';
import { draftFromCompose } from './compose-draft.ts';
import { draftFromDockerfile, minimalDraft } from './image-draft.ts';

/** In the order in which Compose looks for them. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'] as const;
const SCENARIO_FILE = 'usage_scenario.yml';

/** A scenario to be written. */
export type Draft = {
  /** Where it belongs; nothing is written yet. */
  readonly file: string;
  readonly madeFrom: 'compose' | 'dockerfile' | 'nothing';
  /** The Compose file or Dockerfile. */
  readonly source?: string;
  readonly text: string;
  /** The draft as joulelab reads it; absent where it has faults that only its author can mend. */
  readonly scenario?: Scenario;
  readonly faults: readonly ScenarioFault[];
};

/**
 * Makes a usage scenario for a folder, from its Compose file or Dockerfile or from nothing.
 *
 * @param path the folder, or the Compose file or Dockerfile itself
 * @throws JoulelabError `usage` where there is no such thing
 */
export function draftScenario(path: string): Draft {
  const { folder, source, kind } = findSource(path);
  const where = { file: join(folder, SCENARIO_FILE), folder, root: repositoryRoot(folder) ?? folder };
  const text =
    kind === 'compose'
      ? draftFromCompose(where, source)
      : kind === 'dockerfile'
        ? draftFromDockerfile(source)
        : minimalDraft(folder);
  return {
    file: where.file,
    madeFrom: kind,
    text,
    ...(kind === 'nothing' ? {} : { source }),
    ...check(where, text),
  };
}

type Source = { readonly folder: string; readonly kind: Draft['madeFrom']; readonly source: string };

function findSource(path: string): Source {
  const given = resolve(path);
  if (!existsSync(given)) {
    throw new JoulelabError('usage', `There is no ${given}`, {
      advice: 'Give a folder, a Compose file or a Dockerfile.',
    });
  }
  const real = realpathSync(given);
  if (!statSync(real).isDirectory()) return { folder: dirname(real), kind: kindOf(real), source: real };
  const compose = COMPOSE_FILES.map((name) => join(real, name)).find((file) => existsSync(file));
  if (compose !== undefined) return { folder: real, kind: 'compose', source: compose };
  const dockerfile = join(real, 'Dockerfile');
  if (existsSync(dockerfile)) return { folder: real, kind: 'dockerfile', source: dockerfile };
  return { folder: real, kind: 'nothing', source: '' };
}

function kindOf(file: string): 'compose' | 'dockerfile' {
  if (/\.ya?ml$/i.test(file)) return 'compose';
  if (/dockerfile|containerfile/i.test(basename(file))) return 'dockerfile';
  throw new JoulelabError('usage', `${file} is neither a Compose file nor a Dockerfile`, {
    advice: 'Give a folder, a file that ends in .yml or .yaml, or one called Dockerfile.',
  });
}

function check(where: ScenarioPlace, text: string): Pick<Draft, 'scenario' | 'faults'> {
  try {
    const scenario = readScenarioAt(where, { variables: {}, allowUnsafe: false, skipUnsafe: false }, text);
    return { scenario, faults: [] };
  } catch (error) {
    if (error instanceof JoulelabError) return { faults: error.details.faults ?? [] };
    throw error;
  }
}
