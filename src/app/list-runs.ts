import { type ExitStatus, type ListOptions, renderRunList, type Terminal } from '../presentation/index.ts';
import { openStore } from '../storage/index.ts';
import { storePath } from './places.ts';

/** `joulelab list`. */
export async function listRuns(options: ListOptions, { stdout }: Terminal): Promise<ExitStatus> {
  await using store = await openStore({ path: storePath() });
  const runs = await store.listRuns({ limit: options.limit });
  stdout.write(options.json ? `${JSON.stringify({ runs }, null, 2)}\n` : renderRunList(runs, stdout));
  return 0;
}
