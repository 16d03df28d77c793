import { type RatioComparison, SIGNIFICANCE } from '../../domain/comparison.ts';
import { meanDeviation } from './mean-deviation.ts';
import { tPValue, tQuantile } from './student-t.ts';

/** What is known of a ratio of means: the standard error of its logarithm, with its degrees of freedom. */
export type RatioError = { readonly ratio: number; readonly error: number; readonly df: number };

/**
 * `independent`: the values of the arms have nothing to do with each other. `blocks`: the n-th values of both arms were measured
 * side by side, so that what drifts slowly hits both and cancels.
 */
export type Design = 'independent' | 'blocks';

/**
 * Standard error of ln(ratio of means) by the delta method: of independent arms √(CV₁²/n₁ + CV₂²/n₂) with Welch's and
 * Satterthwaite's degrees of freedom; of blocks the standard error of the differences of the values, each divided by its arm's mean.
 *
 * @returns undefined where an arm has fewer than two values or a mean that is not above 0
 * @throws RangeError for blocks of unequal number
 */
export function ratioError(
  reference: readonly number[],
  arm: readonly number[],
  design: Design,
): RatioError | undefined {
  if (design === 'blocks' && reference.length !== arm.length)
    throw new RangeError(
      `arms of blocks have as many values each, not ${reference.length} and ${arm.length}`,
    );
  const [first, second] = [relativeValues(reference), relativeValues(arm)];
  if (first === undefined || second === undefined) return undefined;
  const ratio = second.mean / first.mean;
  if (design === 'blocks') {
    const differences = second.values.map((value, index) => value - (first.values[index] ?? Number.NaN));
    return { ratio, error: Math.sqrt(squaredError(differences)), df: differences.length - 1 };
  }
  const [a, b] = [squaredError(first.values), squaredError(second.values)];
  return { ratio, error: Math.sqrt(a + b), df: welchDegrees(a, reference.length, b, arm.length) };
}

/**
 * 95 % interval ratio · exp(±t · error) and the p-value of no difference, which agree: 1 lies in the interval exactly where p is
 * above 0.05. Two arms without any spread differ surely, or surely not.
 */
export function ratioInterval({
  ratio,
  error,
  df,
}: RatioError): Required<Pick<RatioComparison, 'interval' | 'pValue'>> {
  if (error === 0) return { interval: { low: ratio, high: ratio }, pValue: ratio === 1 ? 1 : 0 };
  const factor = Math.exp(tQuantile(1 - SIGNIFICANCE / 2, df) * error);
  return {
    interval: { low: ratio / factor, high: ratio * factor },
    pValue: tPValue(Math.log(ratio) / error, df),
  };
}

/** Degrees of freedom of a sum of two variances of means, from n₁ and n₂ values: Welch (1947), Satterthwaite (1946). */
export function welchDegrees(first: number, n1: number, second: number, n2: number): number {
  return (first + second) ** 2 / (first ** 2 / (n1 - 1) + second ** 2 / (n2 - 1));
}

function relativeValues(
  values: readonly number[],
): { readonly mean: number; readonly values: number[] } | undefined {
  const mean = meanDeviation(values)?.mean ?? 0;
  if (values.length < 2 || mean <= 0) return undefined;
  return { mean, values: values.map((value) => value / mean) };
}

/** Variance of the mean. */
function squaredError(values: readonly number[]): number {
  return (meanDeviation(values)?.standardDeviation ?? Number.NaN) ** 2 / values.length;
}
