import { toJoulelabError } from '../domain/errors.ts';
import { acquireMachineLock, connectEngine, type Engine } from '../orchestration/index.ts';
import { type ExitStatus, type OutputOptions, renderCleanup, type Terminal } from '../presentation/index.ts';
import { openStore } from '../storage/index.ts';
import { environment, storePath } from './places.ts';
import { removeTraces } from './remove-dead-runs.ts';

/** `joulelab cleanup`: what it can reach it removes; without an engine it says that containers may be left. */
export async function cleanUp(options: OutputOptions, { stdout }: Terminal): Promise<ExitStatus> {
  await using _lock = await acquireMachineLock({ wait: false });
  await using store = await openStore({ path: storePath() });
  const found = await findEngine();
  await using engine = found.engine;
  const removed = await removeTraces({
    store,
    env: environment(),
    ...(engine === undefined ? {} : { engine }),
  });
  const summary = { removed, failed: found.failed };
  stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : renderCleanup(summary, stdout));
  return found.status;
}

type Found = {
  readonly engine?: Engine | undefined;
  readonly failed: readonly { readonly what: string; readonly why: string }[];
  readonly status: ExitStatus;
};

async function findEngine(): Promise<Found> {
  try {
    return { engine: await connectEngine(), failed: [], status: 0 };
  } catch (thrown) {
    const error = toJoulelabError(thrown);
    const why = `${error.message} ${error.advice}`;
    return { failed: [{ what: 'containers, networks and volumes', why }], status: error.exitStatus };
  }
}
