import type { Verdict } from '../../domain/comparison.ts';
import type { ComparedRow, ComparisonReport } from '../../domain/comparison-report.ts';
import { comparisonWords, rowName, VERDICT_TONES } from './comparison-words.ts';
import type { Painter } from './style.ts';
import { wrapWithPrefix } from './wrap-text.ts';

const ORDER: readonly Verdict[] = ['regression', 'improvement', 'equivalent', 'inconclusive'];
const WIDEST = Math.max(...ORDER.map((verdict) => verdict.length));

/** What each row of a set says, the verdict first. */
export function verdictLines(report: ComparisonReport, set: number, width: number, paint: Painter): string[] {
  return report.rows
    .filter((row) => row.set === set)
    .flatMap((row) => {
      const { verdict } = row.comparison;
      const words = comparisonWords(row.comparison, report.margin, report.rows.length);
      const prefix = `  ${verdict.padEnd(WIDEST)}  `;
      const [first = '', ...more] = wrapWithPrefix(prefix, `${rowName(row)}: ${words}`, width);
      return [`  ${paint(verdict, VERDICT_TONES[verdict])}${first.slice(2 + verdict.length)}`, ...more];
    });
}

/** How many rows of each verdict: `1 regression, 2 equivalent`. */
export function verdictCounts(rows: readonly ComparedRow[]): string {
  return ORDER.flatMap((verdict) => {
    const count = rows.filter(({ comparison }) => comparison.verdict === verdict).length;
    const noun = verdict === 'regression' || verdict === 'improvement';
    return count === 0 ? [] : [`${count} ${verdict}${noun && count > 1 ? 's' : ''}`];
  }).join(', ');
}
