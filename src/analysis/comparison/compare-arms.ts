import {
  type ArmStatistics,
  POWER,
  type RatioComparison,
  type Sample,
  SIGNIFICANCE,
  type Verdict,
} from '../../domain/comparison.ts';
import { type Design, ratioError, ratioInterval } from './log-ratio.ts';
import { meanDeviation, median } from './mean-deviation.ts';
import { outliers } from './outliers.ts';
import { detectableErrors } from './t-power.ts';

export type ComparisonOptions = {
  /** Relative difference that does not matter: 0.05 is 5 %. From 0 up to, but not, 1. */
  readonly margin: number;
  /** Absent: independent. */
  readonly design?: Design;
  /** Which way is good; absent: less. */
  readonly better?: 'less' | 'more';
  /** How many rows are decided together; absent: this one alone. The more, the larger a difference has to be. */
  readonly rows?: number;
};

/**
 * An arm against a reference: ratio of means with its 95 % interval, p-value, detectable difference and verdict. For several rows
 * that are decided together use `compareRows`. How it is calculated: `ratioError`; why so: docs/decisions/0009-comparison.md.
 *
 * @throws RangeError for an arm without values, and for blocks of unequal number
 */
export function compareArms(reference: Sample, arm: Sample, options: ComparisonOptions): RatioComparison {
  const arms = { reference: armStatistics(reference), arm: armStatistics(arm) };
  if (!(arms.reference.mean > 0)) return { ...arms, verdict: 'inconclusive' };
  const ratio = arms.arm.mean / arms.reference.mean;
  const known = ratioError(reference.values, arm.values, options.design ?? 'independent');
  if (known === undefined) return { ...arms, ratio, verdict: 'inconclusive' };
  // The first step of Holm's procedure, which every row has to pass at the worst.
  const significance = SIGNIFICANCE / (options.rows ?? 1);
  const detectable =
    known.error === 0 ? 0 : Math.expm1(detectableErrors(known.df, significance, POWER) * known.error);
  const comparison = { ...arms, ratio, ...ratioInterval(known), detectable };
  return { ...comparison, verdict: verdictOf(comparison, options) };
}

/** @throws RangeError for no values */
export function armStatistics({ label, values }: Sample): ArmStatistics {
  const spread = meanDeviation(values);
  if (spread === undefined) throw new RangeError(`the arm ${label} has no values`);
  return { label, count: values.length, ...spread, median: median(values), outliers: outliers(values) };
}

/** What the interval says of the margin; see the type. */
export function verdictOf(
  { interval, pValue, adjustedPValue = pValue }: Omit<RatioComparison, 'verdict'>,
  { margin, better = 'less' }: ComparisonOptions,
): Verdict {
  if (interval === undefined || adjustedPValue === undefined) return 'inconclusive';
  const [least, most] = [1 - margin, 1 + margin];
  if (interval.low >= least && interval.high <= most) return 'equivalent';
  if (adjustedPValue > SIGNIFICANCE) return 'inconclusive';
  if (interval.low > most) return better === 'less' ? 'regression' : 'improvement';
  if (interval.high < least) return better === 'less' ? 'improvement' : 'regression';
  return 'inconclusive';
}
