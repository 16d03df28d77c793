import { JoulelabError } from '../../domain/errors.ts';

/** A `store-failed` error for whatever went wrong at `path`; JoulelabErrors go through unchanged. */
export function storeFailed(path: string, thrown: unknown): JoulelabError {
  if (thrown instanceof JoulelabError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new JoulelabError('store-failed', `The store ${path} cannot be used: ${reason}.`, {
    advice: adviceFor(thrown, path),
    cause: thrown,
  });
}

const OTHER_PLACE = 'or set JOULELAB_STATE_DIR to another folder';

/** Primary result codes of https://sqlite.org/rescode.html; an extended code has its primary one in the low byte. */
const SQLITE_ADVICE: Readonly<Record<number, (path: string) => string>> = {
  5: () => 'Another process is writing to it: wait until it has ended, then try again.',
  8: (path) => `Make ${path} and its folder writable, ${OTHER_PLACE}.`,
  10: (path) => `Check the disk that holds ${path}, ${OTHER_PLACE}.`,
  11: damaged,
  13: (path) => `Free space on the disk that holds ${path}, ${OTHER_PLACE}.`,
  14: (path) => `Check that ${path} is a file that you may read and write, ${OTHER_PLACE}.`,
  26: damaged,
};

const SYSTEM_ADVICE: Readonly<Record<string, (path: string) => string>> = {
  EACCES: (path) => `Make the folder of ${path} accessible to you, ${OTHER_PLACE}.`,
  EPERM: (path) => `Make the folder of ${path} accessible to you, ${OTHER_PLACE}.`,
  EROFS: (path) => `${path} lies on a read-only file system: set JOULELAB_STATE_DIR to another folder.`,
  ENOSPC: (path) => `Free space on the disk that holds ${path}, ${OTHER_PLACE}.`,
  ENOTDIR: (path) => `A part of ${path} is a file where a folder is needed: remove it, ${OTHER_PLACE}.`,
  EEXIST: (path) => `The folder of ${path} is a file: remove it, ${OTHER_PLACE}.`,
  EISDIR: (path) => `${path} is a folder where a file is needed: remove it, ${OTHER_PLACE}.`,
};

function adviceFor(thrown: unknown, path: string): string {
  const { errcode, code } = Object(thrown) as { errcode?: unknown; code?: unknown };
  const known =
    typeof errcode === 'number'
      ? SQLITE_ADVICE[errcode & 0xff]
      : SYSTEM_ADVICE[typeof code === 'string' ? code : ''];
  return known?.(path) ?? damaged(path);
}

function damaged(path: string): string {
  return `If the file is damaged, move it away (mv ${path} ${path}.damaged): joulelab then begins a new one.`;
}
