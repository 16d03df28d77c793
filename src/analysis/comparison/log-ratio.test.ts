import { describe, expect, test } from 'vitest';
import { type Design, ratioError, ratioInterval, welchDegrees } from './log-ratio.ts';
import { meanDeviation } from './mean-deviation.ts';
import { logNormalRandom, normalRandom, type Random } from './testdata/random.ts';

// Student's (1908) sleep data, as in R's data set `sleep`.
const SLEEP = [
  [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
  [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
] as const;

describe('published values', () => {
  test("Welch's degrees of freedom of the sleep data: t.test(extra ~ group, data = sleep) says 17.776", () => {
    const [a, b] = SLEEP.map(
      (values) => (meanDeviation(values)?.standardDeviation ?? 0) ** 2 / values.length,
    );
    expect(welchDegrees(a ?? 0, 10, b ?? 0, 10)).toBeCloseTo(17.776, 3);
  });

  // Both arms moved far from zero, where ln(ratio) is the difference over the mean: the intervals of the differences
  // become those that R has, t.test(…)$conf.int = -3.3654832 0.2054832, and paired -2.4598858 -0.7001142.
  test.each<[Design, number, number, number]>([
    ['independent', -3.3654832, 0.2054832, 0.07939],
    ['blocks', -2.4598858, -0.7001142, 0.002833],
  ])('%s arms: the sleep data on a base of a million', (design, low, high, p) => {
    const base = 1e6;
    const [first, second] = SLEEP.map((values) => values.map((value) => value + base));
    const { interval, pValue } = intervalOf(second ?? [], first ?? [], design);
    expect((interval.low - 1) * base).toBeCloseTo(low, 3);
    expect((interval.high - 1) * base).toBeCloseTo(high, 3);
    expect(pValue).toBeCloseTo(p, 4);
  });
});

describe('simulation', () => {
  const cases = [
    [3, 0.02, 0.02],
    [5, 0.02, 0.02],
    [10, 0.02, 0.02],
    [3, 0.02, 0.1],
    [5, 0.02, 0.1],
    [10, 0.1, 0.02],
    [5, 0.3, 0.3],
  ] as const;
  const sources: [string, (seed: number) => Random][] = [
    ['normal', normalRandom],
    ['log-normal', logNormalRandom],
  ];
  const rows = sources.flatMap(([name, source]) => cases.map((row) => [name, ...row, source] as const));

  test.each(rows)('%s data, n = %d, variation %d and %d: intervals cover the true ratio', (...row) => {
    const [, count, first, second, source] = row;
    const random = source(3);
    const truth = 1.3;
    const share = shareOf(2000, () => {
      const arm = random.sample(count, second).map((value) => value * truth);
      const { interval } = intervalOf(random.sample(count, first), arm, 'independent');
      return interval.low <= truth && truth <= interval.high;
    });
    // 95 %, less a little for what the delta method and Welch's approximation cost, and three standard errors (0.5 %).
    expect(share).toBeGreaterThan(0.925);
    expect(share).toBeLessThan(0.98);
  });

  test.each([
    ['normal', 3, normalRandom],
    ['normal', 5, normalRandom],
    ['log-normal', 5, logNormalRandom],
    ['log-normal', 10, logNormalRandom],
  ] as const)(
    '%s data, %d blocks that drift by a fifth: false alarms at the stated rate',
    (_, count, source) => {
      const random = source(5);
      const share = shareOf(2000, () => {
        const drift = random.sample(count, 0.2);
        const arm = (): number[] =>
          random.sample(count, 0.01).map((value, index) => value * (drift[index] ?? 1));
        return intervalOf(arm(), arm(), 'blocks').pValue <= 0.05;
      });
      expect(share).toBeGreaterThan(0.03);
      expect(share).toBeLessThan(0.065);
    },
  );

  test('without a difference one in twenty is called one, of equal arms of five', () => {
    const random = normalRandom(13);
    const share = shareOf(
      4000,
      () => intervalOf(random.sample(5, 0.02), random.sample(5, 0.02), 'independent').pValue <= 0.05,
    );
    expect(share).toBeGreaterThan(0.035);
    expect(share).toBeLessThan(0.06);
  });
});

test('arms without any spread differ surely, or surely not', () => {
  expect(intervalOf([4, 4], [4, 4], 'independent')).toEqual({ interval: { low: 1, high: 1 }, pValue: 1 });
  expect(intervalOf([4, 4], [5, 5], 'independent')).toEqual({
    interval: { low: 1.25, high: 1.25 },
    pValue: 0,
  });
});

test('of one value, or with a mean of 0, nothing is known', () => {
  expect(ratioError([4], [5, 6], 'independent')).toBeUndefined();
  expect(ratioError([4, 5], [0, 0], 'independent')).toBeUndefined();
  expect(() => ratioError([1, 2], [1, 2, 3], 'blocks')).toThrow(RangeError);
});

function intervalOf(
  reference: readonly number[],
  arm: readonly number[],
  design: Design,
): ReturnType<typeof ratioInterval> {
  const error = ratioError(reference, arm, design);
  if (error === undefined) throw new Error('the data of this test have an interval');
  return ratioInterval(error);
}

function shareOf(trials: number, happens: () => boolean): number {
  return Array.from({ length: trials }, happens).filter(Boolean).length / trials;
}
