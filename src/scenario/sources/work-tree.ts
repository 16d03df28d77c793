import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Warning } from '../../domain/warnings.ts';
import { git } from './git.ts';

/** A git repository that a path of this machine lies in. */
export type WorkTree = {
  /** Its top folder, a real path. */
  readonly root: string;
  readonly commit: string;
  /** Absent where no branch is checked out. */
  readonly branch?: string;
  /** Paths, from the top, that differ from the commit or are not in it. */
  readonly changed: readonly string[];
};

/** The state of the repository around `path`; undefined where there is none with a commit, or no git to ask. */
export async function readWorkTree(path: string, signal?: AbortSignal): Promise<WorkTree | undefined> {
  const place = resolve(path);
  const facts = statSync(place, { throwIfNoEntry: false });
  const folder = facts?.isDirectory() ? place : dirname(place);
  if (facts === undefined) return undefined;
  try {
    const ask = async (at: string, ...args: string[]): Promise<string | undefined> => {
      const result = await git(args, { folder: at, signal });
      return result.ok ? result.stdout : undefined;
    };
    const root = (await ask(folder, 'rev-parse', '--show-toplevel'))?.replace(/\n$/, '');
    const commit = root && (await ask(root, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}'))?.trim();
    if (!root || !commit) return undefined;
    const branch = (await ask(root, 'symbolic-ref', '--quiet', '--short', 'HEAD'))?.trim();
    const status = await ask(
      root,
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=normal',
      '--no-renames',
    );
    const changed = (status ?? '')
      .split('\0')
      .filter(Boolean)
      .map((entry) => entry.slice(3));
    return { root, commit, ...(branch ? { branch } : {}), changed };
  } catch (thrown) {
    signal?.throwIfAborted();
    if (thrown instanceof Error) return undefined;
    throw thrown;
  }
}

/** What a reader must know where the measured state is in no commit. */
export function dirtyWarnings({ root, commit, changed }: WorkTree): Warning[] {
  if (changed.length === 0) return [];
  const named = changed.slice(0, 3).join(', ') + (changed.length > 3 ? ', …' : '');
  const what = changed.length === 1 ? 'One path differs' : `${changed.length} paths differ`;
  return [
    { code: 'dirty-work-tree', message: `${what} from commit ${commit.slice(0, 12)} in ${root}: ${named}.` },
  ];
}
