import type { ComparisonReport } from '../../domain/comparison-report.ts';
import { comparisonTable } from './comparison-table.ts';
import { formatMargin, rowName } from './comparison-words.ts';
import { formatValue } from './format-value.ts';
import { joinLines, type Painter, painter, type RenderOptions } from './style.ts';
import { layoutTable } from './table.ts';
import { verdictCounts, verdictLines } from './verdict-lines.ts';
import { fillLines, wrapText, wrapWithPrefix } from './wrap-text.ts';

/** A comparison for a terminal: the verdicts in words, the numbers, outliers, what was left out, what to read it with. */
export function renderComparison(report: ComparisonReport, options: RenderOptions): string {
  const { width } = options;
  const paint = painter(options.color);
  const heading = (set: number): string => {
    const label = report.sets[set]?.label;
    return label === undefined ? '' : ` · ${label}`;
  };
  const sections: [heading: string, lines: string[]][] = [
    ['', headline(report, width, paint)],
    ...report.sets.flatMap((_, set): [string, string[]][] => [
      [`Verdicts${heading(set)}`, verdictLines(report, set, width, paint)],
      [`Figures${heading(set)}`, layoutTable(comparisonTable(report, set), width, paint)],
    ]),
    ['Outliers, which are in the figures', outlierLines(report, width)],
    [
      'Left out',
      report.leftOut.flatMap(({ what, reason }) => wrapWithPrefix('  ', `${what}: ${reason}`, width)),
    ],
    [
      'Read with care',
      report.notes.flatMap((note) => wrapWithPrefix('  ! ', note, width).map((line) => paint(line, 'warn'))),
    ],
    ['How to read it', legend(report, width).map((line) => paint(line, 'quiet'))],
  ];
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => (title === '' ? lines : [paint(title, 'heading'), ...lines]));
  return joinLines(
    blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
    options,
  );
}

function headline(report: ComparisonReport, width: number, paint: Painter): string[] {
  const runs = report.sets.flatMap(({ arms }) => arms.flatMap((arm) => arm.runs)).length;
  const facts = [
    `compared by ${report.by.join(', ')}`,
    `${runs} runs`,
    `margin ${formatMargin(report.margin)}`,
    ...(report.design === 'blocks' ? ['in pairs'] : []),
    ...(report.quick ? ['quick'] : []),
  ];
  return [
    paint(verdictCounts(report.rows), 'strong'),
    ...fillLines(facts, ' · ', width).map((line) => paint(line, 'quiet')),
  ];
}

function outlierLines(report: ComparisonReport, width: number): string[] {
  const digits = report.estimated ? 2 : 3;
  const lines = report.rows.flatMap((row) => {
    const arms = report.sets[row.set]?.arms ?? [];
    return (['reference', 'arm'] as const).flatMap((side) => {
      const { label, outliers, median } = row.comparison[side];
      const runs = arms.find((arm) => arm.label === label)?.runs ?? [];
      return outliers.map((position) => {
        const value = formatValue(row.values[side][position] ?? Number.NaN, row.unit, digits);
        const usual = formatValue(median, row.unit, digits);
        return `run ${runs[position]?.slice(0, 6)} of ${label}: ${rowName(row)} ${value}, where ${usual} is the median`;
      });
    });
  });
  return [...new Set(lines)].flatMap((line) => wrapWithPrefix('  ', line, width));
}

function legend(report: ComparisonReport, width: number): string[] {
  if (report.rows.every(({ comparison }) => comparison.interval === undefined))
    return wrapText(
      'One run says nothing about how much runs differ anyway. Measure each several times: --iterations 5.',
      width - 2,
    ).map((line) => `  ${line}`);
  const text =
    `A ratio is one of means over whole runs. A regression or an improvement lies beyond ${formatMargin(report.margin)} with its whole 95 % ` +
    `interval; equivalent lies within. Among all rows together the chance of any difference found where there is none is 5 %. ` +
    '"Shows from": the increase that so many runs show four times out of five.';
  return wrapText(text, width - 2).map((line) => `  ${line}`);
}
