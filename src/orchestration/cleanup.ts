import { setTimeout as delay } from 'node:timers/promises';
import { JoulelabError } from '../domain/errors.ts';
import { removeContainer } from './engine/containers.ts';
import type { Engine } from './engine/engine.ts';
import { engineFailure } from './engine/engine-error.ts';
import { RUN_LABEL } from './engine/labels.ts';
import { removeNetwork } from './engine/networks.ts';
import { removeVolume } from './engine/volumes.ts';

/** Names of what was removed, and the runs that it belonged to. */
export type LeftoverReport = {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly runs: readonly string[];
};

type Leftover = { readonly id: string; readonly name: string; readonly run: string };
type Leftovers = {
  readonly containers: Leftover[];
  readonly networks: Leftover[];
  readonly volumes: Leftover[];
};

const ROUNDS = 50;
const BETWEEN_ROUNDS_MS = 200;

/**
 * Removes the containers, networks and volumes that carry joulelab's run label: those of one run, else of all runs.
 * Never touches anything without the label. Images stay. Can be called again and again.
 * For `patienceMs` it waits for an engine that does not answer: one that is being restarted.
 *
 * @throws JoulelabError `engine-failed` where something cannot be removed
 */
export async function removeLeftovers(
  engine: Engine,
  options: { readonly runId?: string; readonly patienceMs?: number } = {},
): Promise<LeftoverReport> {
  const latest = performance.now() + (options.patienceMs ?? 0);
  const removed = { containers: new Set<string>(), networks: new Set<string>(), volumes: new Set<string>() };
  const runs = new Set<string>();
  let fault: unknown;
  for (let round = 0; round < ROUNDS; round += 1) {
    // The second round only makes sure; from the third on the engine is still busy with a removal.
    if (round > 1) await delay(BETWEEN_ROUNDS_MS);
    const left = await findPatiently(engine, options.runId, latest);
    const all = [...left.containers, ...left.networks, ...left.volumes];
    if (all.length === 0) return reportOf(removed, runs);
    for (const { run } of all) runs.add(run);
    for (const { name } of left.containers) removed.containers.add(name);
    for (const { name } of left.networks) removed.networks.add(name);
    for (const { name } of left.volumes) removed.volumes.add(name);
    fault = await removeRound(engine, left);
  }
  if (fault instanceof JoulelabError) throw fault;
  throw new JoulelabError('engine-failed', 'The engine does not remove what a run left behind.', {
    advice: `Look at it with: docker ps --all --filter label=${RUN_LABEL}`,
  });
}

async function findPatiently(engine: Engine, runId: string | undefined, latest: number): Promise<Leftovers> {
  for (;;) {
    try {
      return await findLeftovers(engine, runId);
    } catch (thrown) {
      if (performance.now() > latest) throw thrown;
    }
    await delay(BETWEEN_ROUNDS_MS);
  }
}

/** One try on each object, containers first. Gives the first failure; the next round tells whether it mattered. */
async function removeRound(engine: Engine, left: Leftovers): Promise<unknown> {
  const containers = await Promise.allSettled(left.containers.map(({ id }) => removeContainer(engine, id)));
  const others = await Promise.allSettled([
    ...left.networks.map(({ id }) => removeNetwork(engine, id)),
    ...left.volumes.map(({ name }) => removeVolume(engine, name)),
  ]);
  return [...containers, ...others].find((one) => one.status === 'rejected')?.reason;
}

/** All labelled objects, of one run or of all. Also how a test makes sure that nothing is left. */
export async function findLeftovers(engine: Engine, runId?: string): Promise<Leftovers> {
  const filters = { label: [runId === undefined ? RUN_LABEL : `${RUN_LABEL}=${runId}`] };
  try {
    const [containers, networks, volumes] = await Promise.all([
      engine.api.listContainers({ all: true, filters }),
      engine.api.listNetworks({ filters }),
      engine.api.listVolumes({ filters }),
    ]);
    return {
      containers: containers.flatMap((one) => leftover(one.Id, one.Names[0]?.slice(1) ?? one.Id, one.Labels)),
      networks: networks.flatMap((one) => leftover(one.Id, one.Name, one.Labels)),
      volumes: (volumes.Volumes ?? []).flatMap((one) => leftover(one.Name, one.Name, one.Labels)),
    };
  } catch (thrown) {
    throw engineFailure('Cannot list what runs left behind', thrown);
  }
}

/** Nothing without the label is taken, even if an engine should ignore the filter. */
function leftover(
  id: string,
  name: string,
  labels: Readonly<Record<string, string>> | undefined,
): Leftover[] {
  const run = labels?.[RUN_LABEL];
  return run === undefined ? [] : [{ id, name, run }];
}

function reportOf(
  removed: Readonly<Record<'containers' | 'networks' | 'volumes', ReadonlySet<string>>>,
  runs: ReadonlySet<string>,
): LeftoverReport {
  return {
    containers: [...removed.containers].sort(),
    networks: [...removed.networks].sort(),
    volumes: [...removed.volumes].sort(),
    runs: [...runs].sort(),
  };
}
