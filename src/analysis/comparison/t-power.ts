import { bisect, incompleteBeta, logGamma, tQuantile } from './student-t.ts';

/**
 * P(T > t) of the noncentral t distribution for t > 0 and a noncentrality above 0.
 *
 * Source: R. V. Lenth, Algorithm AS 243, Applied Statistics 38 (1989), turned round: both series of its weights add up to the
 * chance of a positive T, so that the upper tail needs no normal distribution.
 */
export function noncentralTail(t: number, df: number, noncentrality: number): number {
  const y = df / (df + t * t);
  const half = noncentrality ** 2 / 2;
  const last = Math.ceil(half + 12 * Math.sqrt(half) + 30);
  let tail = 0;
  for (let j = 0; j <= last; j += 1) {
    const even = Math.exp(-half + j * Math.log(half) - logGamma(j + 1));
    const odd = Math.exp(-half + (j + 0.5) * Math.log(half) - logGamma(j + 1.5));
    tail += even * incompleteBeta(y, df / 2, j + 0.5) + odd * incompleteBeta(y, df / 2, j + 1);
  }
  return tail / 2;
}

/**
 * How many standard errors a difference must have so that a two-sided t test finds it with this power (above 0.5), in its
 * direction. Four digits are right.
 */
export function detectableErrors(df: number, significance: number, power: number): number {
  // The rows of an answer share these three, and a bisection takes milliseconds.
  const key = `${df} ${significance} ${power}`;
  const known = calculated.get(key);
  if (known !== undefined) return known;
  const t = tQuantile(1 - significance / 2, df);
  const errors = bisect((noncentrality) => noncentralTail(t, df, noncentrality) < power, t, 2 * t, 1e-4);
  calculated.set(key, errors);
  return errors;
}

const calculated = new Map<string, number>();
