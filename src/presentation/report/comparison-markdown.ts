import type { ComparisonReport } from '../../domain/comparison-report.ts';
import { meanWithDeviation } from './comparison-table.ts';
import { formatDetectable, formatMargin, formatPValue, formatRatio, rowName } from './comparison-words.ts';
import { formatValue } from './format-value.ts';
import { verdictCounts } from './verdict-lines.ts';

/** A comparison as Markdown, for a comment on a pull request. */
export function comparisonMarkdown(report: ComparisonReport): string {
  const digits = report.estimated ? 2 : 3;
  const runs = report.sets.flatMap(({ arms }) => arms.flatMap((arm) => arm.runs)).length;
  const several = report.sets.length > 1;
  const header = [
    ...(several ? ['set'] : []),
    'verdict',
    'quantity',
    'arm',
    'mean',
    'reference',
    'mean',
    'ratio',
    '95 % interval',
    'p (Holm)',
    'shows from',
  ];
  const rows = report.rows.map((row) => {
    const format = (value: number): string => formatValue(value, row.unit, digits);
    const { reference, arm, ratio, interval, adjustedPValue, detectable, verdict } = row.comparison;
    return [
      ...(several ? [report.sets[row.set]?.label ?? ''] : []),
      verdict === 'regression' ? `**${verdict}**` : verdict,
      rowName(row),
      `${arm.label} (n = ${arm.count})`,
      meanWithDeviation(arm, format),
      `${reference.label} (n = ${reference.count})`,
      meanWithDeviation(reference, format),
      ratio === undefined ? '–' : formatRatio(ratio),
      interval === undefined ? '–' : `${formatRatio(interval.low)} to ${formatRatio(interval.high)}`,
      formatPValue(adjustedPValue),
      formatDetectable(detectable),
    ];
  });
  const lines = [
    `**${verdictCounts(report.rows)}** by ${report.by.join(', ')}, ${runs} runs, margin ${formatMargin(report.margin)}`,
    '',
    ...[header, header.map(() => '---'), ...rows].map(tableRow),
    '',
    ...[...report.leftOut.map(({ what, reason }) => `Left out: ${what}: ${reason}.`), ...report.notes].map(
      (note) => `- ${note}`,
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}
