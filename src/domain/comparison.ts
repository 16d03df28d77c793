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
 * `equivalent`: the whole interval lies within the margin. `regression` / `improvement`: the whole interval lies beyond no
 * difference and the ratio beyond the margin is not excluded… see analysis/comparison. `inconclusive`: it cannot be told.
 */
export type Verdict = 'regression' | 'improvement' | 'equivalent' | 'inconclusive';

/** An arm against the reference, for one quantity. */
export type RatioComparison = {
  readonly reference: ArmStatistics;
  readonly arm: ArmStatistics;
  /** Ratio of means, arm ÷ reference. */
  readonly ratio: number;
  /** 95 % interval of the ratio; absent where an arm has fewer than two values. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** Two-sided; adjusted by Holm's procedure where several rows are decided together. */
  readonly pValue?: number;
  readonly adjustedPValue?: number;
  /** Smallest relative difference that this many repeats find with 80 % power: 0.03 is 3 %. */
  readonly detectable?: number;
  readonly verdict: Verdict;
};
