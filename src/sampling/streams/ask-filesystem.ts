import { statfs } from 'node:fs/promises';

/** How full the file system at `path` is, as JSON. A network file system may hang: `signal` ends the wait. */
export async function askFilesystem(path: string, signal: AbortSignal): Promise<string> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const { bsize, blocks, bfree } = await Promise.race([statfs(path), aborted.promise]);
    return JSON.stringify({ blockBytes: bsize, blocks, free: bfree });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
