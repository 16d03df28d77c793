/** A place in the schedule. */
export type ScheduledCell = { readonly block: number; readonly workload: string; readonly arm: string };

/**
 * The order of a bench: in each block every task once under every arm that can do it, tasks in a random order, and within
 * a task the arms in a random order, next to each other. So a machine that grows slower or warmer slows all arms alike,
 * which it would not if one arm came after the other: there a drift of 2 % looks like a difference nearly always.
 *
 * The same seed gives the same order.
 */
export function schedule(plan: {
  readonly workloads: readonly string[];
  readonly armsFor: (workload: string) => readonly string[];
  readonly blocks: number;
  readonly seed: number;
}): ScheduledCell[][] {
  const random = randomFrom(plan.seed);
  return Array.from({ length: plan.blocks }, (_, index) =>
    shuffled(plan.workloads, random).flatMap((workload) =>
      shuffled(plan.armsFor(workload), random).map((arm) => ({ block: index + 1, workload, arm })),
    ),
  );
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

/** Numbers in [0, 1) that follow from a seed: mulberry32 by Tommy Ettinger, public domain. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
