import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceFound, type RatioComparison, type Sample } from '../../domain/comparison.ts';
import { compareArms, verdictOf } from './compare-arms.ts';
import { compareRows } from './compare-rows.ts';
import { ratioError, ratioInterval } from './log-ratio.ts';
import { median } from './mean-deviation.ts';
import { detectableErrors } from './t-power.ts';
import { normalRandom } from './testdata/random.ts';

const arm = (label: string, values: readonly number[]): Sample => ({ label, values });

describe('verdict against a margin of 5 %', () => {
  test.each<[low: number, high: number, p: number, verdict: string]>([
    [1.06, 1.2, 0.001, 'regression'],
    [0.8, 0.94, 0.001, 'improvement'],
    [0.96, 1.04, 0.8, 'equivalent'],
    [1.01, 1.04, 0.001, 'equivalent'],
    [1.02, 1.2, 0.01, 'inconclusive'],
    [0.9, 1.2, 0.6, 'inconclusive'],
    [1.06, 1.2, 0.2, 'inconclusive'],
  ])('interval %d to %d with p %d: %s', (low, high, adjustedPValue, verdict) => {
    expect(verdictOf({ ...ARMS, interval: { low, high }, adjustedPValue }, { margin: 0.05 })).toBe(verdict);
  });

  test('where more is better, more is an improvement', () => {
    const found = { ...ARMS, interval: { low: 1.06, high: 1.2 }, pValue: 0.001 };
    expect(verdictOf(found, { margin: 0.05, better: 'more' })).toBe('improvement');
  });
});

const ARMS: Pick<RatioComparison, 'reference' | 'arm'> = {
  reference: { label: 'a', count: 5, mean: 1, median: 1, outliers: [] },
  arm: { label: 'b', count: 5, mean: 1, median: 1, outliers: [] },
};

test('what is not found among many rows is smaller than what is named as found', () => {
  const values = fc.array(fc.double({ min: 1, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 });
  const rows = fc.array(fc.record({ reference: values, arm: values }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(rows, (drawn) => {
      const compared = compareRows(
        drawn.map((row) => ({ reference: arm('a', row.reference), arm: arm('b', row.arm) })),
        { margin: 0.05, design: 'blocks' },
      );
      for (const comparison of compared) {
        if (differenceFound(comparison) !== false) continue;
        expect((comparison.ratio ?? 0) - 1).toBeLessThan(comparison.detectable ?? 0);
      }
    }),
  );
});

describe('compareArms', () => {
  test('of one run each there is a ratio and no decision', () => {
    const comparison = compareArms(arm('a', [10]), arm('b', [20]), { margin: 0.05 });
    expect(comparison).toMatchObject({ ratio: 2, verdict: 'inconclusive' });
    expect(comparison.interval).toBeUndefined();
    expect(differenceFound(comparison)).toBeUndefined();
  });

  test('a reference of 0 has no ratio', () => {
    const comparison = compareArms(arm('a', [0, 0]), arm('b', [1, 2]), { margin: 0.05 });
    expect(comparison.ratio).toBeUndefined();
    expect(comparison.verdict).toBe('inconclusive');
  });

  test('an outlier is named by its place and kept in the mean', () => {
    const comparison = compareArms(arm('a', [10, 11, 9, 10.5, 30]), arm('b', [1, 2]), { margin: 0.05 });
    expect(comparison.reference).toMatchObject({ count: 5, mean: 14.1, median: 10.5, outliers: [4] });
  });

  test('the interval holds 1 exactly where p is above 0.05; the unit does not matter', () => {
    const values = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(values, values, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (a, b, unit) => {
        const one = compareArms(arm('a', a), arm('b', b), { margin: 0.05 });
        const { low, high } = one.interval ?? { low: Number.NaN, high: Number.NaN };
        if (Math.abs((one.pValue ?? 0) - 0.05) > 1e-9)
          expect(low <= 1 && 1 <= high).toBe((one.pValue ?? 0) > 0.05);
        const other = compareArms(
          arm(
            'a',
            a.map((value) => value * unit),
          ),
          arm(
            'b',
            b.map((value) => value * unit),
          ),
          { margin: 0.05 },
        );
        expect(other.ratio).toBeCloseTo(one.ratio ?? 0, 9);
        expect(other.interval?.high).toBeCloseTo(high, 6);
      }),
      { numRuns: 60 },
    );
  });
});

describe('compareRows', () => {
  test('decides all rows together', () => {
    const reference = arm('runc', [100, 101, 99, 100.5, 99.5]);
    const near = arm('crun', [102, 101, 100.4, 101.5, 101.1]);
    const alone = compareArms(reference, near, { margin: 0 });
    expect(alone.pValue).toBeLessThan(0.05);
    expect(alone.verdict).toBe('regression');
    const same = { reference, arm: arm('same', [100, 99, 101, 100, 100.2]) };
    const [row, ...others] = compareRows([{ reference, arm: near }, same, same, same], { margin: 0 });
    expect(row?.adjustedPValue).toBeCloseTo((alone.pValue ?? 0) * 4, 12);
    expect(row?.verdict).toBe('inconclusive');
    expect(others).toHaveLength(3);
  });

  test('rows that cannot be tested are no part of it', () => {
    const tested = { reference: arm('a', [1, 1.1, 0.9]), arm: arm('b', [2, 2.1, 1.9]) };
    const [first, second] = compareRows([{ reference: arm('a', [1]), arm: arm('b', [2]) }, tested], {
      margin: 0,
    });
    expect(first?.adjustedPValue).toBeUndefined();
    expect(second?.adjustedPValue).toBe(second?.pValue);
  });

  test.each([
    ['independent', 5, 8],
    ['independent', 10, 18],
    ['blocks', 5, 4],
  ] as const)(
    '%s arms of %d: the detectable difference is found four times out of five',
    (design, count, df) => {
      const random = normalRandom(17);
      const increase = Math.expm1(detectableErrors(df, 0.05, 0.8) * 0.01 * Math.sqrt(2 / count));
      const pair = (): [number[], number[]] => [
        random.sample(count, 0.01),
        random.sample(count, 0.01).map((value) => value * (1 + increase)),
      ];
      const found = Array.from({ length: 3000 }, () => {
        const error = ratioError(...pair(), design);
        return error !== undefined && ratioInterval(error).pValue <= 0.05;
      });
      // Less where Welch's test gives away degrees of freedom; three standard errors are 2.2 %.
      const share = found.filter(Boolean).length / found.length;
      expect(share).toBeGreaterThan(0.75);
      expect(share).toBeLessThan(0.83);

      const reported = Array.from({ length: 300 }, () => {
        const [reference, values] = pair();
        return (
          compareArms(arm('a', reference), arm('b', values), { margin: 0, design }).detectable ?? Number.NaN
        );
      });
      expect(median(reported) / increase).toBeGreaterThan(0.85);
      expect(median(reported) / increase).toBeLessThan(1.1);
    },
  );
});
