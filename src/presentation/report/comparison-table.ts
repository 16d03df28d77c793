import type { ArmStatistics } from '../../domain/comparison.ts';
import type { ComparedRow, ComparisonReport } from '../../domain/comparison-report.ts';
import { formatDetectable, formatPValue, formatRatio, rowName, VERDICT_TONES } from './comparison-words.ts';
import { UNKNOWN } from './format-quantity.ts';
import { formatValue } from './format-value.ts';
import { type Cell, rightColumn, type Table } from './table.ts';

/** The rows of a set in numbers: of each quantity the reference, then the arms. */
export function comparisonTable({ rows, estimated }: ComparisonReport, set: number): Table {
  const digits = estimated ? 2 : 3;
  const quantities = Map.groupBy(
    rows.filter((row) => row.set === set),
    rowName,
  );
  return {
    columns: [
      { header: ['quantity'], align: 'left', shrinks: true },
      rightColumn('n'),
      rightColumn('mean ± deviation'),
      rightColumn('ratio'),
      rightColumn('95 %', 'interval'),
      rightColumn('p', '(Holm)'),
      rightColumn('shows', 'from'),
    ],
    rows: [...quantities].flatMap(([name, own]) => [
      [{ text: name, tone: 'strong' }, ...blank(6)],
      ...own
        .slice(0, 1)
        .map((row): Cell[] => [...armCells(row.comparison.reference, row.unit, digits), ...blank(4)]),
      ...own.map((row) => comparedCells(row, digits)),
    ]),
  };
}

function comparedCells({ comparison, unit }: ComparedRow, digits: number): Cell[] {
  const { arm, ratio, interval, adjustedPValue, detectable, verdict } = comparison;
  return [
    ...armCells(arm, unit, digits),
    { text: ratio === undefined ? UNKNOWN : formatRatio(ratio), tone: VERDICT_TONES[verdict] },
    { text: interval === undefined ? UNKNOWN : `${formatRatio(interval.low)}–${formatRatio(interval.high)}` },
    { text: formatPValue(adjustedPValue) },
    { text: formatDetectable(detectable) },
  ];
}

function armCells(arm: ArmStatistics, unit: string, digits: number): Cell[] {
  return [
    { text: `  ${arm.label}` },
    { text: String(arm.count) },
    { text: meanWithDeviation(arm, (value) => formatValue(value, unit, digits)) },
  ];
}

function blank(count: number): Cell[] {
  return Array.from({ length: count }, () => ({ text: '' }));
}

/** `12.3 J ± 0.4 J`; of one value no deviation is known. */
export function meanWithDeviation(
  { mean, standardDeviation }: Pick<ArmStatistics, 'mean' | 'standardDeviation'>,
  format: (value: number) => string,
): string {
  return standardDeviation === undefined ? format(mean) : `${format(mean)} ± ${format(standardDeviation)}`;
}
