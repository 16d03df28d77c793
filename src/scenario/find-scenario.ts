import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { JoulelabError } from '../domain/errors.ts';

const DEFAULT_NAMES = ['usage_scenario.yml', 'usage_scenario.yaml'] as const;

/** Real paths, links resolved. */
export type ScenarioPlace = { readonly file: string; readonly folder: string; readonly root: string };

/**
 * The scenario file for a path that a user gave: the file itself, or the default name in a folder.
 *
 * @throws JoulelabError `scenario-not-found`
 */
export function findScenario(path: string): ScenarioPlace {
  const given = resolve(path);
  const candidates = isFolder(given) ? DEFAULT_NAMES.map((name) => join(given, name)) : [given];
  const found = candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  if (found === undefined) {
    throw new JoulelabError('scenario-not-found', `There is no file ${candidates.join(' or ')}`, {
      advice: `Give the path of a usage scenario, or of a folder with a ${DEFAULT_NAMES[0]} in it.`,
    });
  }
  const file = realpathSync(found);
  const folder = dirname(file);
  return { file, folder, root: repositoryRoot(folder) ?? folder };
}

/** Top folder of the git repository around `folder`; a worktree's or submodule's `.git` is a file. */
export function repositoryRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
