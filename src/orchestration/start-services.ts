import { reasonOf } from './deadline.ts';
import type { Places } from './plan-networks.ts';
import type { LiveContainer, ScenarioRun } from './scenario-run.ts';
import { startService } from './start-service.ts';

/**
 * Starts all services, side by side as far as their dependencies allow. Comes back when every one runs and has been set up.
 *
 * After a failure the others are called off and waited for, so that clean-up meets no container in the making.
 * @throws the first failure
 */
export async function startServices(run: ScenarioRun, places: Places): Promise<void> {
  const callOff = new AbortController();
  const follow = () => callOff.abort(reasonOf(run.signal));
  run.signal.addEventListener('abort', follow, { once: true });
  const started = new Map<string, Promise<LiveContainer>>();
  let failure: { readonly thrown: unknown } | undefined;
  try {
    if (run.signal.aborted) follow();
    for (const service of run.job.scenario.services) {
      const one = startService(run, service, { started, places, signal: callOff.signal });
      const noted = one.catch((thrown: unknown) => {
        failure ??= { thrown };
        callOff.abort(thrown);
        throw thrown;
      });
      // Several dependents may wait for it, or none: the failure is thrown below.
      noted.catch(() => undefined);
      started.set(service.key, noted);
    }
    await Promise.allSettled(started.values());
  } finally {
    run.signal.removeEventListener('abort', follow);
  }
  if (failure !== undefined) throw failure.thrown;
}
