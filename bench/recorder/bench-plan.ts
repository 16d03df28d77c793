/** How long what is measured. */
export type BenchPlan = {
  readonly name: 'full' | 'short';
  readonly intervalsUs: readonly number[];
  readonly sourceCounts: readonly number[];
  /** Blocks per program, interval and number of sources; the median of their costs counts. */
  readonly blocks: number;
  readonly blockMs: number;
  /** A block has so many rounds at least: what happens once in a block must not count. */
  readonly leastRounds: number;
  readonly underLoadMs: number;
  readonly gridMs: number;
};

const CELLS = { intervalsUs: [99_000, 10_000, 1_000], sourceCounts: [10, 50, 200] };

export const FULL_PLAN: BenchPlan = {
  name: 'full',
  ...CELLS,
  blocks: 7,
  blockMs: 2_000,
  leastRounds: 40,
  underLoadMs: 20_000,
  gridMs: 600_000,
};

export const SHORT_PLAN: BenchPlan = {
  name: 'short',
  ...CELLS,
  blocks: 1,
  blockMs: 1_000,
  leastRounds: 10,
  underLoadMs: 3_000,
  gridMs: 5_000,
};
