import { describe, expect, test } from 'vitest';
import { incompleteBeta, logGamma, tCdf, tPValue, tQuantile } from './student-t.ts';
import { detectableErrors, noncentralTail } from './t-power.ts';

describe("Student's t", () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, upper critical values.
  test.each([
    [0.95, 1, 6.314],
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.975, 4, 2.776],
    [0.975, 5, 2.571],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 100, 1.984],
    [0.99, 7, 2.998],
    [0.995, 20, 2.845],
    [0.999, 9, 4.297],
  ])('quantile %d of %d degrees of freedom is %d', (probability, df, published) => {
    expect(tQuantile(probability, df)).toBeCloseTo(published, 3);
  });

  // Closed forms: df 1 is Cauchy's distribution, df 2 has an algebraic one.
  test.each([-40, -2, -0.3, 0, 0.7, 3, 50])('cumulative distribution at %d', (t) => {
    expect(tCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
    expect(tCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
  });

  // R: t.test(extra ~ group, data = sleep), and the same with paired = TRUE.
  test.each([
    [-1.8608, 17.776, 0.07939],
    [-4.0621, 9, 0.002833],
  ])('p-value of t = %d with %d degrees of freedom', (t, df, published) => {
    expect(tPValue(t, df)).toBeCloseTo(published, 4);
  });

  test('quantile undoes the distribution, also of fractions of a degree of freedom', () => {
    for (const df of [1, 1.37, 2.5, 17.776, 250])
      for (const probability of [0.6, 0.975, 0.9999])
        expect(tCdf(tQuantile(probability, df), df)).toBeCloseTo(probability, 12);
  });

  test('incomplete beta and gamma functions have their known values', () => {
    expect(incompleteBeta(0.3, 2, 2)).toBeCloseTo(0.3 ** 2 * (3 - 0.6), 14);
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
    expect(Math.exp(logGamma(0.5))).toBeCloseTo(Math.sqrt(Math.PI), 13);
    expect(Math.exp(logGamma(7))).toBeCloseTo(720, 9);
  });
});

describe('power', () => {
  // R: power.t.test(n = 20, delta = 1, sd = 1): power = 0.8689528. n = 64, delta = 0.5: 0.8014596 (two-sided, 5 %).
  test.each([
    [20, 1, 0.8689528],
    [64, 0.5, 0.8014596],
  ])('of a t test with %d values an arm and a difference of %d deviations', (n, delta, published) => {
    const df = 2 * n - 2;
    expect(noncentralTail(tQuantile(0.975, df), df, delta * Math.sqrt(n / 2))).toBeCloseTo(published, 5);
  });

  test('the detectable difference has the power asked for', () => {
    for (const df of [1, 1.5, 2, 4, 8, 58]) {
      const errors = detectableErrors(df, 0.05, 0.8);
      expect(noncentralTail(tQuantile(0.975, df), df, errors)).toBeCloseTo(0.8, 4);
    }
    // With many values: the sum of the normal quantiles 1.959964 and 0.841621.
    expect(detectableErrors(5000, 0.05, 0.8)).toBeCloseTo(2.8016, 2);
  });
});
