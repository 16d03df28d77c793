import { type ExitStatus, type ListOptions, renderRunList, type Terminal } from '../presentation/index.ts';
import { openStore, type RunSummary } from '../storage/index.ts';
import { storePath } from './places.ts';

/** `joulelab list`. */
export async function listRuns(options: ListOptions, { stdout }: Terminal): Promise<ExitStatus> {
  await using store = await openStore({ path: storePath() });
  const { runtime, limit } = options;
  const runs =
    runtime === undefined
      ? await store.listRuns({ limit })
      : (await store.listRuns()).filter((run) => run.runtimes?.includes(runtime)).slice(0, limit);
  stdout.write(options.json ? `${JSON.stringify({ runs }, null, 2)}\n` : text(runs, options, stdout));
  return 0;
}

function text(runs: readonly RunSummary[], { runtime }: ListOptions, stdout: Terminal['stdout']): string {
  if (runs.length === 0 && runtime !== undefined) return `No stored run has a container under ${runtime}.\n`;
  return renderRunList(runs, stdout);
}
