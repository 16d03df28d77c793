import type { BenchComparison, BenchFigures, BenchQuantity, BenchReport } from '../../../domain/bench.ts';
import {
  formatBytes,
  formatDuration,
  formatEnergy,
  formatPower,
  formatShare,
  UNKNOWN,
} from '../format-quantity.ts';
import { armName } from './bench-verdict.ts';
import { detectableWords, isFound, ratioCell } from './ratio-words.ts';

/** A table as text, for every form of the report; `found` cells are to stand out. */
export type BenchTable = {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly { readonly text: string; readonly found?: boolean }[])[];
};

/** All tables of a bench: what the reference takes, each arm against it, and containers at rest. */
export function benchTables(report: BenchReport): BenchTable[] {
  const others = report.arms.filter(
    ({ name }) => name !== report.reference && report.comparisons.some(({ arm }) => arm === name),
  );
  return [
    referenceTable(report),
    ...others.map((arm) => ratioTable(report, arm.name, armName(arm))),
    restTable(report),
  ].filter(({ rows }) => rows.length > 0);
}

/** Two digits where energy is an estimate. */
function energyDigits({ energySource }: BenchReport): number {
  return energySource.kind === 'measured' ? 3 : 2;
}

function referenceTable(report: BenchReport): BenchTable {
  const rows = works(report).flatMap(({ id, title }) => {
    const mean = (quantity: BenchQuantity) => referenceMean(report, id, quantity);
    if (RATIOS.every((quantity) => mean(quantity) === undefined)) return [];
    return [
      [
        title,
        formatDuration(mean('time')),
        formatDuration(mean('cpu')),
        formatEnergy(mean('energy'), energyDigits(report)),
        formatBytes(mean('memory')),
      ].map((text) => ({ text })),
    ];
  });
  return {
    title: `What ${report.reference} takes (mean of a block)`,
    header: ['task', 'time', 'CPU', 'energy', 'memory'],
    rows,
  };
}

const FIGURES = {
  time: 'durationUs',
  cpu: 'ownCpuUs',
  energy: 'energyUj',
  memory: 'memoryBytes',
} as const satisfies Record<BenchQuantity, keyof BenchFigures>;

/** As it was compared; where there is nothing to compare with, of all that was measured. */
export function referenceMean(
  { comparisons, cells, reference }: BenchReport,
  workload: string,
  quantity: BenchQuantity,
): number | undefined {
  const compared = comparisons.find((row) => row.workload === workload && row.quantity === quantity);
  if (compared !== undefined) return compared.comparison.reference.mean;
  const values = cells.flatMap((cell) =>
    cell.workload === workload && cell.arm === reference && cell.outcome === 'measured'
      ? (cell.figures[FIGURES[quantity]] ?? [])
      : [],
  );
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const RATIOS: readonly BenchQuantity[] = ['time', 'cpu', 'energy', 'memory'];

function ratioTable(report: BenchReport, arm: string, name: string): BenchTable {
  const decisive: BenchQuantity = report.energySource.kind === 'none' ? 'time' : 'energy';
  const rows = works(report).flatMap(({ id, title }) => {
    const mine = report.comparisons.filter((row) => row.arm === arm && row.workload === id);
    if (mine.length === 0) return failedRow(report, arm, id, title);
    const of = (quantity: BenchQuantity) => mine.find((row) => row.quantity === quantity);
    return [
      [
        { text: title },
        ...RATIOS.map((quantity) => ratio(of(quantity))),
        { text: detectableWords(of(decisive)?.comparison.detectable) },
      ],
    ];
  });
  return {
    title: `${name}: times what ${report.reference} takes (95 % interval)`,
    header: ['task', 'time', 'CPU', 'energy', 'memory', 'detects from'],
    rows,
  };
}

/** A task that failed or hung in every block: why is in the sentences. */
function failedRow({ cells }: BenchReport, arm: string, workload: string, title: string): BenchTable['rows'] {
  const outcome = cells.find(
    (cell) => cell.arm === arm && cell.workload === workload && cell.outcome !== 'skipped',
  )?.outcome;
  if (outcome === undefined) return [];
  const blank = [...RATIOS.slice(1), 'detects from'].map(() => ({ text: UNKNOWN }));
  return [[{ text: title }, { text: outcome }, ...blank]];
}

function ratio(row: BenchComparison | undefined): { text: string; found?: boolean } {
  if (row === undefined) return { text: UNKNOWN };
  return { text: ratioCell(row.comparison), found: isFound(row.comparison) };
}

function restTable(report: BenchReport): BenchTable {
  const rows = report.rest.map(({ arm, containers, ...cost }) =>
    [
      containers === 0 ? `${arm}, no container` : `${arm}, ${containers}`,
      containers === 0 ? UNKNOWN : formatBytes(cost.memoryBytes),
      containers === 0 ? UNKNOWN : formatBytes(aboveNothing(cost.machineMemoryBytes)),
      formatShare(cost.cpuShare),
      formatPower(cost.powerUw, energyDigits(report)),
    ].map((text) => ({ text })),
  );
  return {
    title: 'Containers at rest',
    header: ['containers', 'memory each', "machine's, each", 'CPU of a core', "machine's power"],
    rows,
  };
}

/** Other programs of the machine may have given back more memory than the containers took: then it cannot be told. */
function aboveNothing(bytes: number | undefined): number | undefined {
  return bytes === undefined || bytes < 0 ? undefined : bytes;
}

function works({ workloads }: BenchReport) {
  return workloads.filter(({ kind }) => kind === 'work');
}
