import type { Environment } from '../domain/environment.ts';
import type { Warning } from '../domain/warnings.ts';
import {
  type Engine,
  removeLeftovers,
  removeStaleCommandCgroups,
  removeStaleKeepers,
} from '../orchestration/index.ts';
import { removeStaleFrames } from '../sampling/index.ts';
import { removeStaleClones } from '../scenario/index.ts';
import type { Store } from '../storage/index.ts';
import { clonesFolder } from './places.ts';

type DeadRuns = {
  /** Absent where no engine is used or answers: then containers are left for a later clean-up. */
  readonly engine?: Engine;
  readonly store: Store;
  readonly env: Environment;
};

/**
 * Removes what measurements left that ended without a chance to clean up (SIGKILL, power cut), and stores them as
 * failed. Call it under the machine lock: whatever is found then belongs to nobody any more.
 *
 * @returns what was removed, each in words such as `container joulelab-3f9c-web`
 */
export async function removeTraces({ engine, store, env }: DeadRuns): Promise<string[]> {
  const left = engine === undefined ? undefined : await removeLeftovers(engine);
  const named = (kind: string, names: readonly string[] = []): string[] =>
    names.map((name) => `${kind} ${name}`);
  return [
    ...named('container', left?.containers),
    ...named('network', left?.networks),
    ...named('volume', left?.volumes),
    ...named('cgroup', removeStaleCommandCgroups(env)),
    ...named('cgroup', await removeStaleKeepers(env)),
    ...named('recorder frames', removeStaleFrames()),
    ...named('clones', removeStaleClones(clonesFolder())),
    ...named('unfinished run', await failUnfinishedRuns(store)),
  ];
}

/** `removeTraces` before a new run: says in that run what an earlier one left. */
export async function removeDeadRuns(dead: DeadRuns): Promise<Warning[]> {
  const removed = await removeTraces(dead);
  if (removed.length === 0) return [];
  return [{ code: 'stale-objects-removed', message: `An earlier run left behind: ${removed.join(', ')}.` }];
}

/** Runs that still count as running have lost their process: kept as failed, with what is known of them. */
async function failUnfinishedRuns(store: Store): Promise<string[]> {
  const unfinished = (await store.listRuns()).filter(({ status }) => status === 'running');
  for (const { id } of unfinished) {
    const run = await store.loadRun(id);
    const error = {
      code: 'interrupted',
      message:
        'joulelab ended before it could store the run: it was killed, the machine went down, or the disk was full.',
      advice: 'Nothing was stored of this run but its beginning. Measure again.',
    } as const;
    await store.saveRun({ ...run, status: 'failed', endedUnixUs: Date.now() * 1000, error });
  }
  return unfinished.map(({ id }) => id);
}
