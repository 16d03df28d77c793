import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaugeOver } from './gauge.ts';
import { series } from './testdata/recorded-run.ts';

describe('level over a span', () => {
  const cases: readonly [
    string,
    Parameters<typeof series>[2],
    Parameters<typeof series>[3],
    number,
    number,
    unknown,
  ][] = [
    ['no sample', [], {}, 0, 10, undefined],
    ['one sample', [[0, 7]], {}, 0, 10, { mean: 7, min: 7, max: 7, complete: true }],
    ['one sample in the span', [[5, 7]], {}, 0, 10, { mean: 7, min: 7, max: 7, complete: true }],
    ['all samples after the span', [[11, 7]], {}, 0, 10, undefined],
    [
      'equal values',
      [
        [0, 5],
        [3, 5],
        [10, 5],
      ],
      {},
      0,
      10,
      { mean: 5, min: 5, max: 5, complete: true },
    ],
    [
      'a ramp',
      [
        [0, 0],
        [10, 10],
      ],
      {},
      0,
      10,
      { mean: 5, min: 0, max: 10, complete: true },
    ],
    [
      'uneven times weigh by time',
      [
        [0, 0],
        [1, 0],
        [2, 10],
        [10, 10],
      ],
      {},
      0,
      10,
      { mean: 8.5, min: 0, max: 10, complete: true },
    ],
    [
      'a gap is crossed in a straight line',
      [
        [0, 0],
        [1, 10],
        [9, 10],
        [10, 0],
      ],
      {},
      0,
      10,
      { mean: 9, min: 0, max: 10, complete: true },
    ],
    [
      'only what lies between the marks',
      [
        [0, 99],
        [1, 2],
        [5, 4],
        [9, 2],
        [12, 99],
      ],
      {},
      1,
      10,
      { mean: 3, min: 2, max: 4, complete: true },
    ],
    [
      'two samples at one time',
      [
        [5, 2],
        [5, 4],
      ],
      {},
      0,
      10,
      { mean: 4, min: 2, max: 4, complete: true },
    ],
    [
      'gone in the span',
      [
        [0, 4],
        [2, 4],
      ],
      { goneAtMonoUs: 3 },
      0,
      10,
      { mean: 4, min: 4, max: 4, complete: false },
    ],
    [
      'gone before the span',
      [
        [0, 4],
        [2, 4],
      ],
      { goneAtMonoUs: 3 },
      3,
      10,
      undefined,
    ],
  ];
  test.each(cases)('%s', (_, samples, more, begin, end, expected) => {
    expect(gaugeOver(series('x', 'y', samples, more), begin, end)).toEqual(expected);
  });
});

test('property: more samples on the straight lines change nothing', () => {
  const values = fc.array(fc.nat(1e6), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(values, (levels) => {
      const coarse = levels.map((value, i) => [i * 100, value] as const);
      const fine = coarse.flatMap(([time, value], i) => {
        const next = levels[i + 1];
        return next === undefined
          ? [[time, value] as const]
          : [[time, value] as const, [time + 50, (value + next) / 2] as const];
      });
      const end = (levels.length - 1) * 100;
      const [one, other] = [coarse, fine].map((samples) => gaugeOver(series('x', 'y', samples), 0, end));
      expect(other?.mean).toBeCloseTo(one?.mean as number, 6);
      expect([other?.min, other?.max]).toEqual([one?.min, one?.max]);
    }),
  );
});

test('property: the mean lies between least and greatest, for fractions too', () => {
  const samples = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.double({ noNaN: true, min: -1e12, max: 1e12 })),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(samples, (steps) => {
      let time = 0;
      const level = gaugeOver(
        series(
          'x',
          'y',
          steps.map(([step, value]) => [(time += step), value] as const),
        ),
        0,
        time,
      );
      expect(level?.mean).toBeGreaterThanOrEqual(level?.min as number);
      expect(level?.mean).toBeLessThanOrEqual(level?.max as number);
    }),
  );
});
