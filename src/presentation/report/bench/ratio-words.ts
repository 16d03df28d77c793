import { type RatioComparison, SIGNIFICANCE } from '../../../domain/comparison.ts';
import { UNKNOWN } from '../format-quantity.ts';

/** Whether a difference was found, with all rows of the bench taken together. */
export function isFound({ pValue, adjustedPValue }: RatioComparison): boolean {
  const p = adjustedPValue ?? pValue;
  return p !== undefined && p <= SIGNIFICANCE;
}

/** From this factor on, or below its inverse, people say "2 to 3 ×" and not "100 to 200 % more". */
const FACTOR_FROM = 1.5;

/** A found difference in words: `9 to 11 ×`, `12 to 15 % more`, `0.3 to 0.4 ×`, `4 to 6 % less`. */
export function rangeWords({ low, high }: { readonly low: number; readonly high: number }): string {
  if (low >= FACTOR_FROM || high <= 1 / FACTOR_FROM) return `${range(short(low), short(high))} ×`;
  const percent = (ratio: number) => short(Math.abs(ratio - 1) * 100);
  return low >= 1
    ? `${range(percent(low), percent(high))} % more`
    : `${range(percent(high), percent(low))} % less`;
}

/** A ratio with its interval for a table: `3.4 (3.1–3.7)`. */
export function ratioCell({ ratio, interval }: RatioComparison): string {
  if (ratio === undefined) return UNKNOWN;
  if (interval === undefined) return fine(ratio);
  return `${fine(ratio)} (${fine(interval.low)}–${fine(interval.high)})`;
}

/** The smallest difference that so many repeats find: `4 %`, and a factor where it is large. */
export function detectableWords(detectable: number | undefined): string {
  if (detectable === undefined) return UNKNOWN;
  // So few blocks that they tell nothing.
  if (detectable > 9) return '> 10 ×';
  if (detectable >= 1) return `${short(1 + detectable)} ×`;
  return `${short(detectable * 100)} %`;
}

function range(low: string, high: string): string {
  return low === high ? low : `${low} to ${high}`;
}

/** Two significant digits, without an exponent: 0.34, 3.4, 34, 340. */
function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** Near one, where percents matter, two decimals. */
function fine(ratio: number): string {
  if (ratio >= 99.5) return String(Math.round(ratio));
  return ratio >= 9.95 ? ratio.toFixed(1) : ratio.toFixed(2);
}
