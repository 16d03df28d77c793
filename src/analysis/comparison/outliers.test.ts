import { expect, test } from 'vitest';
import { outliers } from './outliers.ts';
import { normalRandom } from './testdata/random.ts';

test.each([
  ['far above the rest', [10, 11, 9, 10.5, 30], [4]],
  ['far below the rest', [10, -2, 11, 9, 10.5], [1]],
  [
    'two, which would hide each other from a rule by mean and deviation',
    [10, 30, 11, 9, 31, 10.5, 9.5],
    [1, 4],
  ],
  ['of four values none can be told', [10, 11, 9, 30], []],
  ['more than half are the same', [10, 10, 10, 10, 11], []],
  ['within the spread', [10, 11, 9, 12, 8], []],
  ['no values', [], []],
])('%s', (_, values, expected) => {
  expect(outliers(values)).toEqual(expected);
});

test.each([
  [5, 0.08, 0.6],
  [10, 0.02, 0.8],
  [20, 0.005, 0.85],
])(
  'of %d values few are flagged by chance, and most that are ten deviations off',
  (count, atMost, atLeast) => {
    const random = normalRandom(11);
    const samples = Array.from({ length: 3000 }, () => random.sample(count, 0.01));
    const share = (found: readonly boolean[]): number => found.filter(Boolean).length / found.length;
    expect(share(samples.map((values) => outliers(values).length > 0))).toBeLessThan(atMost);
    expect(
      share(samples.map(([first = 0, ...rest]) => outliers([first + 0.1, ...rest]).includes(0))),
    ).toBeGreaterThan(atLeast);
  },
);
