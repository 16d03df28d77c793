import {
  BENCH_QUANTITIES,
  type BenchCell,
  type BenchComparison,
  type BenchFigures,
  type BenchQuantity,
  type BenchReport,
} from '../../domain/bench.ts';
import { compareRows } from '../comparison/index.ts';

/** Differences below this are of no matter for the choice of a runtime. */
const MARGIN = 0.05;

type Row = { readonly workload: string; readonly arm: string; readonly quantity: BenchQuantity };
type Pair = { readonly reference: number; readonly arm: number };

/**
 * Every arm against the reference in every task, paired by block: what both did one after the other. A block in which one of
 * them failed is left out of the row; the rows of all tasks, arms and quantities are decided together.
 */
export function compareBench(
  report: Pick<BenchReport, 'workloads' | 'reference' | 'arms' | 'cells'>,
): BenchComparison[] {
  const rows = report.workloads.flatMap(({ id, kind }) =>
    report.arms
      .filter(({ name }) => name !== report.reference)
      .flatMap(({ name }) =>
        BENCH_QUANTITIES.filter((quantity) => kind === 'work' || quantity !== 'time').flatMap((quantity) => {
          const row = { workload: id, arm: name, quantity };
          const pairs = pairsOf(report.cells, report.reference, row);
          return pairs.length === 0 ? [] : [{ row, pairs }];
        }),
      ),
  );
  const comparisons = compareRows(
    rows.map(({ row, pairs }) => ({
      reference: { label: report.reference, values: pairs.map(({ reference }) => reference) },
      arm: { label: row.arm, values: pairs.map(({ arm }) => arm) },
    })),
    { margin: MARGIN, design: 'blocks' },
  );
  return rows.flatMap(({ row }, index) => {
    const comparison = comparisons[index];
    return comparison === undefined ? [] : [{ ...row, comparison }];
  });
}

function pairsOf(cells: readonly BenchCell[], reference: string, row: Row): Pair[] {
  const ofTask = cells.filter(({ workload }) => workload === row.workload);
  const figuresOf = (arm: string) =>
    new Map(
      ofTask.flatMap((cell) =>
        cell.arm === arm && cell.outcome === 'measured' ? [[cell.block, cell.figures] as const] : [],
      ),
    );
  const [below, above] = [figuresOf(reference), figuresOf(row.arm)];
  const value = valueOf(row.quantity, [...below.values(), ...above.values()]);
  return [...below].flatMap(([block, figures]) => {
    const other = above.get(block);
    const pair = { reference: value(figures), arm: other === undefined ? undefined : value(other) };
    return pair.reference === undefined || pair.arm === undefined
      ? []
      : [{ reference: pair.reference, arm: pair.arm }];
  });
}

/** CPU time is the containers' own where that of all is known, else the machine's: never one against the other. */
function valueOf(
  quantity: BenchQuantity,
  all: readonly BenchFigures[],
): (figures: BenchFigures) => number | undefined {
  switch (quantity) {
    case 'time':
      return ({ durationUs }) => durationUs;
    case 'cpu':
      return all.every(({ ownCpuUs }) => ownCpuUs !== undefined)
        ? ({ ownCpuUs }) => ownCpuUs
        : ({ machineCpuUs }) => machineCpuUs;
    case 'energy':
      return ({ energyUj }) => energyUj;
    case 'memory':
      return ({ memoryBytes }) => memoryBytes;
    default:
      return quantity satisfies never;
  }
}
