import type { BenchPlan } from './bench-plan.ts';
import type { Programs } from './measure-cost.ts';
import { runRecorder } from './run-block.ts';
import type { BenchSources } from './sources.ts';

const INTERVAL_US = 99_000;

/** Deadlines that were due in a long recording, and those that a recorder says it met or missed. */
export type Grid = { readonly due: number; readonly met: number; readonly missed: number };

/** Whether the grid of samples drifts: with a lasting delay per tick fewer deadlines would have passed than were due. */
export async function measureGrid(
  plan: BenchPlan,
  programs: Programs,
  sources: BenchSources,
): Promise<Record<keyof Programs, Grid>> {
  const job = {
    sources: sources.take(10),
    intervalUs: INTERVAL_US,
    ticks: (plan.gridMs * 1000) / INTERVAL_US,
  };
  const names = ['c', 'typescript'] as const;
  const grids = await Promise.all(
    names.map(async (name): Promise<Grid> => {
      const { ticks, missedTicks, sampledUs } = await runRecorder(programs[name], job);
      return { due: Math.floor((sampledUs ?? 0) / INTERVAL_US), met: ticks, missed: missedTicks };
    }),
  );
  return { c: grids[0] as Grid, typescript: grids[1] as Grid };
}
