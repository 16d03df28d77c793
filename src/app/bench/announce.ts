import { JoulelabError } from '../../domain/errors.ts';
import type { ScheduledCell, Workload } from '../../laboratory/index.ts';
import type { ShownProgress } from '../show-progress.ts';

/** Making and removing a container around each task. */
const AROUND_MS = 1500;

/** How much longer a task takes under a sandbox than without, in the mean over tasks: a rough guess. */
const SANDBOX_FACTOR = 2;

/** The tasks with these ids, all without any. @throws JoulelabError `usage` with the ids that there are */
export function chooseWorkloads(all: readonly Workload[], ids: readonly string[]): readonly Workload[] {
  const known = all.map(({ facts }) => facts.id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new JoulelabError('usage', `There is no task ${unknown}.`, {
      advice: `There are ${known.join(', ')}.`,
    });
  }
  return ids.length === 0 ? all : all.filter(({ facts }) => ids.includes(facts.id));
}

/** Says what will be done and about how long it takes; gives the expected time of a block in ms. */
export function announceBench({
  plan,
  workloads,
  progress,
}: {
  readonly plan: readonly (readonly ScheduledCell[])[];
  readonly workloads: readonly Workload[];
  readonly progress: ShownProgress;
}): number {
  const [block = []] = plan;
  const nominal = new Map(workloads.map(({ facts, nominalMs }) => [facts.id, nominalMs]));
  const blockMs = block.reduce(
    (sum, { workload }) => sum + AROUND_MS + SANDBOX_FACTOR * (nominal.get(workload) ?? 0),
    0,
  );
  const arms = [...new Set(block.map(({ arm }) => arm))].sort();
  const minutes = Math.ceil((blockMs * plan.length) / 60_000);
  progress.step(
    `${workloads.length} tasks under ${arms.join(', ')} in ${plan.length} blocks: about ${minutes} min. ` +
      'Leave the machine alone meanwhile.',
  );
  return blockMs;
}
