import { globSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import { didYouMean } from '../nearest.ts';
import { isInside } from '../safety/inside-root.ts';
import { walkFiles } from './walk-files.ts';

/** Folders whose files are somebody else's. */
const LEFT_OUT = ['.git', 'node_modules'];
const SHOWN = 8;

export type MatchRequest = {
  /** Absolute path of the folder that names and patterns start from. */
  readonly folder: string;
  /** Nothing outside it is taken; absent for what the user has on this machine anyway. */
  readonly root?: string;
  /** What the folder is called in messages. */
  readonly shown: string;
  /** Files or patterns (`*`, `**`, `?`, `[…]`, `{…}`). */
  readonly names: readonly string[];
};

/**
 * Scenario files by name or pattern: in the order of the names, those of a pattern by path, each once.
 *
 * @throws JoulelabError `scenario-not-found` for each name without a file, all in one; `usage` for one outside the root
 */
export function matchFiles(request: MatchRequest): string[] {
  const missing: string[] = [];
  const found = request.names.flatMap((name) => {
    const files = filesFor(name, request.folder);
    if (files.length === 0) missing.push(name);
    return files;
  });
  if (missing.length > 0) throw notFound(missing, request);
  const { root } = request;
  const outside = root === undefined ? undefined : found.find((file) => !isInside(root, realpathSync(file)));
  if (outside !== undefined) {
    throw new JoulelabError('usage', `${relative(request.folder, outside)} is not in ${request.shown}.`, {
      advice: 'Give --filename as a path from the top of the repository.',
    });
  }
  return [...new Map(found.map((file) => [realpathSync(file), file])).values()];
}

/** Whether a name is a pattern. */
export function isPattern(name: string): boolean {
  return /[*?[{]/.test(name);
}

function filesFor(name: string, folder: string): string[] {
  const literal = resolve(folder, name);
  if (isFile(literal)) return [literal];
  if (!isPattern(name)) return [];
  return globSync(name, { cwd: folder, exclude: LEFT_OUT.map((folderName) => `**/${folderName}/**`) })
    .map((match) => resolve(folder, match))
    .filter(isFile)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function notFound(missing: readonly string[], { folder, shown }: MatchRequest): JoulelabError {
  const there = yamlFiles(folder);
  const named = missing.map((name) =>
    isPattern(name) ? `No file of ${shown} matches ${name}.` : `There is no file ${name} in ${shown}.`,
  );
  const guesses = missing.flatMap((name) => didYouMean(name, there) ?? sameName(name, there) ?? []);
  const listed = there.slice(0, SHOWN).join(', ') + (there.length > SHOWN ? ', …' : '');
  const has = there.length === 0 ? 'It has no .yml or .yaml files.' : `It has ${listed}.`;
  return new JoulelabError('scenario-not-found', named.join('\n'), {
    advice: [...new Set(guesses), has, 'Name the scenario with --filename, as a path from there.'].join(' '),
  });
}

/** The right name in another folder. */
function sameName(name: string, there: readonly string[]): string | undefined {
  const last = name.split('/').at(-1) ?? '';
  const match = there.find((file) => file.split('/').at(-1) === last);
  return match === undefined ? undefined : `Did you mean "${match}"?`;
}

function yamlFiles(folder: string): string[] {
  const found: string[] = [];
  for (const { path } of walkFiles(folder, LEFT_OUT)) {
    if (/\.ya?ml$/.test(path)) found.push(relative(folder, path));
    if (found.length === 500) break;
  }
  return found.toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The scenario of a folder by its default names; undefined where it has none. */
export function defaultScenario(folder: string): string | undefined {
  return ['usage_scenario.yml', 'usage_scenario.yaml'].map((name) => join(folder, name)).find(isFile);
}
