import { median } from '../../src/analysis/comparison/mean-deviation.ts';
import type { RecorderProgram } from '../../src/sampling/recorder/recorder-program.ts';
import type { BenchPlan } from './bench-plan.ts';
import { type Block, runFloor, runRecorder } from './run-block.ts';
import type { BenchSources } from './sources.ts';

export type Programs = { readonly c: RecorderProgram; readonly typescript: RecorderProgram };
type ProgramName = 'floor' | keyof Programs;
const NAMES: readonly ProgramName[] = ['floor', 'c', 'typescript'];

/** What a round costs at one interval and with one number of sources. */
export type CostCell = {
  readonly intervalUs: number;
  readonly sources: number;
  /** CPU time of a round in µs: the median over the blocks. */
  readonly cpuUsPerRound: Readonly<Record<ProgramName, number>>;
  /** Share of one core in percent. */
  readonly cpuPercent: Readonly<Record<ProgramName, number>>;
  /** Median of the blocks' ratios to the floor, each of the same turn. */
  readonly ratio: Readonly<Record<keyof Programs, number>>;
  readonly jitterP99Us: Readonly<Record<keyof Programs, number>>;
  readonly residentBytes: Readonly<Record<keyof Programs, number>>;
  readonly blocks: Readonly<Record<ProgramName, readonly Block[]>>;
};

/** Every cell of the plan: in each turn of an interval every program once with every number of sources, in an order that is drawn anew. */
export async function measureCost(
  plan: BenchPlan,
  floor: string,
  programs: Programs,
  sources: BenchSources,
): Promise<CostCell[]> {
  const cells: CostCell[] = [];
  for (const intervalUs of plan.intervalsUs) {
    const ticks = Math.max(plan.leastRounds, Math.round((plan.blockMs * 1000) / intervalUs));
    const jobs = plan.sourceCounts.map((count) => ({
      job: { sources: sources.take(count), intervalUs, ticks },
      blocks: { floor: [], c: [], typescript: [] } as Record<ProgramName, Block[]>,
    }));
    for (let turn = 0; turn < plan.blocks; turn += 1) {
      for (const { job, blocks } of shuffled(jobs)) {
        for (const name of shuffled(NAMES)) {
          const block =
            name === 'floor' ? await runFloor(floor, job) : await runRecorder(programs[name], job);
          blocks[name].push(block);
        }
      }
      console.error(`measured ${intervalUs / 1000} ms, turn ${turn + 1} of ${plan.blocks}`);
    }
    cells.push(...jobs.map(({ job, blocks }) => summary(intervalUs, job.sources.length, blocks)));
  }
  return cells;
}

function summary(intervalUs: number, sources: number, blocks: Record<ProgramName, Block[]>): CostCell {
  const all = <T>(of: (name: ProgramName) => T) => ({
    floor: of('floor'),
    c: of('c'),
    typescript: of('typescript'),
  });
  const both = <T>(of: (name: keyof Programs) => T) => ({ c: of('c'), typescript: of('typescript') });
  const cpuUsPerRound = all((name) => median(blocks[name].map(perRound)));
  return {
    intervalUs,
    sources,
    cpuUsPerRound,
    cpuPercent: all((name) => (cpuUsPerRound[name] / intervalUs) * 100),
    ratio: both((name) =>
      median(blocks[name].map((block, turn) => perRound(block) / perRound(blocks.floor[turn] as Block))),
    ),
    jitterP99Us: both((name) => median(blocks[name].map((block) => block.jitterP99Us ?? 0))),
    residentBytes: both((name) => Math.max(...blocks[name].map((block) => block.residentBytes ?? 0))),
    blocks,
  };
}

/** CPU time of a round in µs. */
export function perRound(block: Block): number {
  return block.cpuUs / Math.max(1, block.ticks);
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}
