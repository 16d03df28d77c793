import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import type { Warning } from '../../domain/warnings.ts';
import type { Cloner } from './cloner.ts';
import { defaultScenario, isPattern, matchFiles } from './match-files.ts';
import type { Origin, SourceRequest } from './opened-sources.ts';
import { parseSource } from './parse-source.ts';
import { dirtyWarnings, readWorkTree, type WorkTree } from './work-tree.ts';

/** A clone and what it is a clone of. Both real paths of this machine or addresses without credentials. */
export type ClonePlace = { readonly folder: string; readonly url: string };

/** A scenario file that has been found but not read. */
export type FoundFile = {
  /** For reading. */
  readonly path: string;
  /** For people: as found, or from the top of the cloned repository. */
  readonly shown: string;
  readonly clone?: ClonePlace;
  readonly origin: Omit<Origin, 'file' | 'relations'>;
  readonly warnings: readonly Warning[];
};

type Wanted = Pick<SourceRequest, 'filenames' | 'branch' | 'commit' | 'signal'>;

/** The scenario files of one source. Throws as `openSources` does. */
export async function findFiles(text: string, wanted: Wanted, cloner: Cloner): Promise<FoundFile[]> {
  const source = parseSource(text);
  if (source.kind === 'repository') {
    const { branch, commit } = wanted;
    return inClone(await cloner({ address: source.address, branch, commit }), '', wanted);
  }
  const paths = localPaths(source.path);
  const found: FoundFile[] = [];
  for (const path of paths) found.push(...(await inPath(path, wanted, cloner)));
  return found;
}

/** A pattern that no shell has resolved; anything else as it is. */
function localPaths(path: string): string[] {
  if (existsSync(path) || !isPattern(path)) return [path];
  return matchFiles({ folder: resolve('.'), shown: 'this folder', names: [path] });
}

async function inPath(path: string, wanted: Wanted, cloner: Cloner): Promise<FoundFile[]> {
  const { filenames, branch, commit, signal } = wanted;
  const tree = await readWorkTree(path, signal);
  if (branch !== undefined || commit !== undefined) {
    const clone = await cloner({ address: { url: rootOf(path, tree, wanted) }, branch, commit });
    return inClone(clone, relative(clone.url, realpathSync(path)), wanted);
  }
  const files = filenames.length === 0 ? [path] : matchFiles(folderOf(path, filenames));
  const origin =
    tree === undefined
      ? {}
      : {
          commit: tree.commit,
          dirty: tree.changed.length > 0,
          ...(tree.branch === undefined ? {} : { branch: tree.branch }),
        };
  const warnings = tree === undefined ? [] : dirtyWarnings(tree);
  return files.map((file) => ({ path: file, shown: relative('', file) || '.', origin, warnings }));
}

function rootOf(path: string, tree: WorkTree | undefined, { branch, commit }: Wanted): string {
  if (tree !== undefined) return tree.root;
  const what = branch === undefined ? `commit ${commit}` : `branch ${branch}`;
  throw new JoulelabError('usage', `${path} is in no git repository with commits: it has no ${what}.`, {
    advice: 'Leave out --branch and --commit, or give a repository.',
  });
}

/** @param place of the scenario or its folder in the repository; '' is its top */
function inClone(
  clone: Awaited<ReturnType<Cloner>>,
  place: string,
  { filenames }: Pick<Wanted, 'filenames'>,
): FoundFile[] {
  const { folder: root, url, commit, branch, warnings } = clone;
  const at = join(root, place);
  const all = { root, shown: url };
  const files =
    filenames.length > 0
      ? matchFiles({ ...all, folder: at, names: filenames })
      : matchFiles({ ...all, folder: root, names: [scenarioAt(root, at)] });
  const origin = { uri: url, commit, ...(branch === undefined ? {} : { branch }) };
  return files.map((path) => ({
    path,
    shown: relative(root, path),
    clone: { folder: root, url },
    origin,
    warnings,
  }));
}

/** From the top of the clone: the file itself, or the default scenario of a folder. */
function scenarioAt(root: string, at: string): string {
  const isFolder = statSync(at, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? (defaultScenario(at) ?? join(at, 'usage_scenario.yml')) : at;
  return relative(root, file);
}

function folderOf(path: string, names: readonly string[]) {
  const folder = resolve(path);
  const facts = statSync(folder, { throwIfNoEntry: false });
  if (facts?.isDirectory()) return { folder, shown: path, names };
  if (facts === undefined) {
    throw new JoulelabError('scenario-not-found', `There is no folder ${folder}.`, {
      advice: 'Give the path of a folder, or the address of a repository.',
    });
  }
  throw new JoulelabError('usage', `${path} is a file: --filename cannot name files in it.`, {
    advice: 'Give a folder with --filename, or the file alone.',
  });
}
