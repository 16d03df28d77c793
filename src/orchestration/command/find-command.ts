import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';

export type FoundCommand = 'executable' | 'not-executable' | 'missing';

/**
 * Whether the shell's rules find the command: a name with a slash is a path from `cwd`, any other is looked up in `path`.
 * Asked before anything is measured, so that a typing error is an error of its own and not an exit status.
 */
export async function findCommand(name: string, cwd: string, path: string): Promise<FoundCommand> {
  const places = name.includes('/')
    ? [resolve(cwd, name)]
    : path.split(delimiter).map((folder) => resolve(cwd, folder, name));
  let best: FoundCommand = 'missing';
  for (const place of places) {
    const verdict = await judge(place);
    if (verdict === 'executable') return verdict;
    if (verdict === 'not-executable') best = verdict;
  }
  return best;
}

async function judge(place: string): Promise<FoundCommand> {
  const facts = await stat(place).catch(() => undefined);
  if (facts === undefined) return 'missing';
  if (!facts.isFile()) return 'not-executable';
  return access(place, constants.X_OK).then(
    () => 'executable',
    () => 'not-executable',
  );
}
