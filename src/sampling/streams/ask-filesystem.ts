import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';

/**
 * Gives a function that says how full the file system at `path` is, as JSON. A network file system may hang: the signal ends the wait, and
 * while a question is open no other is asked, because each holds one of the few threads that do all file work of this process.
 */
export function filesystemAsker(path: string): (signal: AbortSignal) => Promise<string> {
  let open: Promise<StatsFs> | undefined;
  return async (signal) => {
    open ??= statfs(path).finally(() => {
      open = undefined;
    });
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const { bsize, blocks, bfree } = await Promise.race([open, aborted.promise]);
      return JSON.stringify({ blockBytes: bsize, blocks, free: bfree });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}
