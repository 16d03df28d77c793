import { median } from './mean-deviation.ts';

const LEAST_VALUES = 5;
const DEVIATIONS = 7;
/** Turns the median absolute deviation of normal data into its standard deviation. */
const MAD_TO_DEVIATION = 1.4826;

/**
 * Positions of values that lie far from the rest: more than 7 robust standard deviations (1.4826 × the median absolute deviation)
 * from the median. Of fewer than five values, or where more than half are the same, nothing can be said and none is flagged.
 *
 * The usual 3.5 (Iglewicz and Hoaglin, 1993) is made for large samples: it flags something in one of five undisturbed samples of
 * five values, this rule in one of fifteen.
 */
export function outliers(values: readonly number[]): number[] {
  if (values.length < LEAST_VALUES) return [];
  const centre = median(values);
  const limit = DEVIATIONS * MAD_TO_DEVIATION * median(values.map((value) => Math.abs(value - centre)));
  if (limit === 0) return [];
  return values.flatMap((value, index) => (Math.abs(value - centre) > limit ? [index] : []));
}
