/**
 * Comparison of repeated measurements. The unit is a whole run (or one block of a bench), never a sample within one: samples
 * of a run are not independent of each other.
 */
export type Sample = {
  readonly label: string;
  /** One value a run, in the order measured. */
  readonly values: readonly number[];
};

/** Mean of an arm with its spread. `standardDeviation` (n − 1) is absent for one value. */
export type ArmStatistics = {
  readonly label: string;
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly standardDeviation?: number;
  /** Positions in `values` that lie far from the rest (flagged, never left out). */
  readonly outliers: readonly number[];
};

/**
 * What the interval says of the declared margin.
 *
 * `regression`, `improvement`: the whole interval lies beyond the margin, worse or better, and no difference is ruled out with
 * all rows taken together (Holm). `equivalent`: the whole interval lies within the margin. `inconclusive`: neither; a
 * difference may have been found even so, only whether it exceeds the margin cannot be told.
 */
export type Verdict = 'regression' | 'improvement' | 'equivalent' | 'inconclusive';

/** The chance of being wrong that intervals and p-values are read with: intervals cover 95 %. */
export const SIGNIFICANCE = 0.05;

/** The chance with which `detectable` differences are found. */
export const POWER = 0.8;

/** An arm against the reference, for one quantity. */
export type RatioComparison = {
  readonly reference: ArmStatistics;
  readonly arm: ArmStatistics;
  /** Ratio of means, arm ÷ reference; absent where the reference's mean is not above 0. */
  readonly ratio?: number;
  /** 95 % interval of the ratio; absent where an arm has fewer than two values or a mean that is not above 0. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** Of no difference at all, two-sided; present with the interval, which holds 1 exactly where it is above 0.05. */
  readonly pValue?: number;
  /** The same after Holm's procedure over all rows that are decided together. */
  readonly adjustedPValue?: number;
  /**
   * Smallest relative increase that this many repeats find with 80 % power, with all rows that are decided together: 0.03 is 3 %.
   * Rests on the spread seen.
   */
  readonly detectable?: number;
  readonly verdict: Verdict;
};

/** Whether no difference is ruled out; undefined where it cannot be tested. */
export function differenceFound(comparison: RatioComparison): boolean | undefined {
  const p = comparison.adjustedPValue ?? comparison.pValue;
  return p === undefined ? undefined : p <= SIGNIFICANCE;
}
