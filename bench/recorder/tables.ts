import { median } from '../../src/analysis/comparison/mean-deviation.ts';
import type { BenchPlan } from './bench-plan.ts';
import { type CostCell, type Programs, perRound } from './measure-cost.ts';
import type { Grid } from './measure-grid.ts';
import type { Block } from './run-block.ts';

export type BenchResults = {
  readonly plan: BenchPlan;
  /** What was read, in words. */
  readonly sources: string;
  readonly cost: readonly CostCell[];
  readonly underLoad: Readonly<Record<keyof Programs, Block>>;
  readonly grid: Readonly<Record<keyof Programs, Grid>>;
};

const MAX_RATIO = { c: 1.25, typescript: 2.5 };
const MAX_RESIDENT = 4e6;
/** Caches that are full and the noise of the machine; a walk through all sources per source would show as a multiple. */
const MAX_GROWTH = 1.25;
const COLUMNS = [8, 7, 16, 16, 7, 17, 16, 18];

/** Prints what was measured and which parts of the bar hold; returns whether all do. */
export function printTables({ plan, cost, underLoad, grid, sources }: BenchResults): boolean {
  console.log(`\nCPU time of a round in µs and in % of one core, ${plan.blocks} blocks; files: ${sources}\n`);
  printRow(
    'interval',
    'sources',
    'floor',
    'C',
    'C/floor',
    'TypeScript',
    'TypeScript/floor',
    'jitter p99 C, TS',
  );
  for (const cell of cost) {
    const { cpuUsPerRound: us, cpuPercent: percent, ratio, jitterP99Us } = cell;
    const both = (name: 'floor' | keyof Programs) =>
      `${us[name].toFixed(0)} µs ${percent[name].toFixed(2)} %`;
    const jitter = `${jitterP99Us.c}, ${jitterP99Us.typescript} µs`;
    const ratios = [ratio.c, ratio.typescript].map((value) => value.toFixed(2));
    printRow(
      `${cell.intervalUs / 1000} ms`,
      String(cell.sources),
      both('floor'),
      both('c'),
      ratios[0] ?? '',
      both('typescript'),
      ratios[1] ?? '',
      jitter,
    );
  }
  console.log('\nThe bar:');
  const worst = (name: keyof Programs) => Math.max(...cost.map((cell) => cell.ratio[name]));
  const resident = Math.max(...cost.map((cell) => cell.residentBytes.c));
  const residentTypescript = Math.max(...cost.map((cell) => cell.residentBytes.typescript));
  const { c, typescript } = underLoad;
  return [
    say(worst('c') <= MAX_RATIO.c, `C at most ${MAX_RATIO.c} × the floor: ${worst('c').toFixed(2)}`),
    say(
      worst('typescript') <= MAX_RATIO.typescript,
      `TypeScript at most ${MAX_RATIO.typescript} × the floor: ${worst('typescript').toFixed(2)}`,
    ),
    say(
      resident < MAX_RESIDENT,
      `resident below 4 MB for C: ${megabytes(resident)} MB (TypeScript ${megabytes(residentTypescript)} MB)`,
    ),
    say(
      c.missedTicks === 0,
      `C misses no tick at 10 ms with all cores busy: ${c.missedTicks} of ${c.ticks + c.missedTicks}, ` +
        `p99 ${c.jitterP99Us} µs (TypeScript ${typescript.missedTicks}, p99 ${typescript.jitterP99Us} µs)`,
    ),
    ...(['c', 'typescript'] as const).map((name) => {
      const { due, met, missed } = grid[name];
      return say(
        Math.abs(met + missed - due) <= 1,
        `no drift over ${plan.gridMs / 1000} s: ${name}: ${due} deadlines due, ${met} met, ${missed} missed`,
      );
    }),
    ...perSource(cost),
  ].every(Boolean);
}

/** µs that one more source costs, from 10 to 50 of them and from 50 to 200. */
function perSource(cost: readonly CostCell[]): boolean[] {
  return [...Map.groupBy(cost, (cell) => cell.intervalUs)].map(([intervalUs, cells]) => {
    const [few, some, many] = cells;
    if (few === undefined || some === undefined || many === undefined) return true;
    const first = slope(few, some);
    const second = slope(some, many);
    return say(
      second <= first * MAX_GROWTH,
      `C: a source more costs no more among many at ${intervalUs / 1000} ms: ` +
        `${first.toFixed(2)} µs between ${few.sources} and ${some.sources}, ${second.toFixed(2)} µs between ${some.sources} and ${many.sources}`,
    );
  });
}

/** µs that a source more costs the C recorder between two cells: the median over the turns. */
function slope(from: CostCell, to: CostCell): number {
  const steps = from.blocks.c.map((block, turn) => perRound(to.blocks.c[turn] as Block) - perRound(block));
  return median(steps) / (to.sources - from.sources);
}

function printRow(...cells: string[]): void {
  console.log(cells.map((cell, index) => cell.padEnd((COLUMNS[index] ?? 0) + 2)).join(''));
}

function say(holds: boolean, text: string): boolean {
  console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${text}`);
  return holds;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
