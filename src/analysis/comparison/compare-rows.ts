import type { RatioComparison, Sample } from '../../domain/comparison.ts';
import { type ComparisonOptions, compareArms, verdictOf } from './compare-arms.ts';
import { holm } from './holm.ts';

export type ComparisonRow = Pick<ComparisonOptions, 'better'> & {
  readonly reference: Sample;
  readonly arm: Sample;
};

/**
 * Rows that are read, and so decided, together: p-values are adjusted by Holm's procedure over those that have one. Intervals are
 * those of each row alone; a detectable difference is one that is found among so many rows.
 *
 * @throws RangeError as `compareArms`
 */
export function compareRows(
  rows: readonly ComparisonRow[],
  options: Omit<ComparisonOptions, 'better' | 'rows'>,
): RatioComparison[] {
  const alone = rows.map(({ reference, arm, ...way }) => {
    const settings = { ...options, ...way, rows: rows.length };
    return { settings, comparison: compareArms(reference, arm, settings) };
  });
  const adjusted = holm(alone.flatMap(({ comparison }) => comparison.pValue ?? []));
  return alone.map(({ settings, comparison }) => {
    const adjustedPValue = comparison.pValue === undefined ? undefined : adjusted.shift();
    if (adjustedPValue === undefined) return comparison;
    const together = { ...comparison, adjustedPValue };
    return { ...together, verdict: verdictOf(together, settings) };
  });
}
