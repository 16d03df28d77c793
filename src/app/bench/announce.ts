import { JoulelabError } from '../../domain/errors.ts';
import type { Isolation } from '../../domain/runtimes.ts';
import type { ScheduledCell, Workload } from '../../laboratory/index.ts';
import type { ShownProgress } from '../show-progress.ts';
import type { OpenArm } from './open-arms.ts';

/** Making and removing a container around each task. */
const AROUND_MS = 1500;

/** How much longer tasks take than under runc, in the mean: a rough guess. */
const SLOWNESS: Readonly<Partial<Record<Isolation, number>>> = {
  'kernel in user space': 5,
  'virtual machine': 2,
};

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
  arms,
  progress,
}: {
  readonly plan: readonly (readonly ScheduledCell[])[];
  readonly workloads: readonly Workload[];
  readonly arms: readonly OpenArm[];
  readonly progress: ShownProgress;
}): number {
  const [block = []] = plan;
  const slowness = new Map(
    arms.map(({ facts }) => [facts.name, SLOWNESS[facts.isolation ?? 'unknown'] ?? 1]),
  );
  const expected = ({ workload, arm }: ScheduledCell): number => {
    const task = workloads.find(({ facts }) => facts.id === workload);
    const factor = task?.facts.kind === 'rest' ? 1 : (slowness.get(arm) ?? 1);
    return AROUND_MS + factor * (task?.nominalMs ?? 0);
  };
  const blockMs = block.reduce((sum, cell) => sum + expected(cell), 0);
  const names = [...new Set(block.map(({ arm }) => arm))].sort();
  const minutes = Math.ceil((blockMs * plan.length) / 60_000);
  progress.step(
    `${workloads.length} tasks under ${names.join(', ')} in ${plan.length} blocks: about ${minutes} min. ` +
      'Leave the machine alone meanwhile.',
  );
  return blockMs;
}
