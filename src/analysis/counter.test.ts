import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counterAt, counterOver, toCounter } from './counter.ts';
import { series } from './testdata/recorded-run.ts';

const WRAPS_AT = 262_143_328_850;

describe('growth between two instants', () => {
  const cases: readonly [
    string,
    Parameters<typeof series>[2],
    Parameters<typeof series>[3],
    number,
    number,
    unknown,
  ][] = [
    ['no sample', [], {}, 0, 10, undefined],
    ['one sample at the begin', [[0, 7]], {}, 0, 10, { value: 0, complete: true }],
    ['one sample in the span', [[5, 7]], {}, 0, 10, { value: 0, complete: false }],
    [
      'one sample in the span, started at zero',
      [[5, 7]],
      { startsAtZero: true },
      0,
      10,
      { value: 7, complete: true },
    ],
    ['all samples after the span', [[11, 7]], { startsAtZero: true }, 0, 10, undefined],
    [
      'equal values',
      [
        [0, 5],
        [10, 5],
      ],
      {},
      0,
      10,
      { value: 0, complete: true },
    ],
    [
      'plain growth',
      [
        [0, 5],
        [5, 6],
        [10, 9],
      ],
      {},
      0,
      10,
      { value: 4, complete: true },
    ],
    [
      'samples beside the instants: the last before each',
      [
        [1, 5],
        [4, 6],
        [9, 9],
        [12, 50],
      ],
      {},
      2,
      10,
      { value: 4, complete: true },
    ],
    [
      'a gap over both instants',
      [
        [0, 5],
        [100, 9],
      ],
      {},
      10,
      20,
      { value: 0, complete: true },
    ],
    [
      'the same instant twice',
      [
        [0, 5],
        [10, 9],
      ],
      {},
      10,
      10,
      { value: 0, complete: true },
    ],
    [
      'two samples at one time: the later one',
      [
        [0, 5],
        [10, 6],
        [10, 9],
      ],
      {},
      0,
      10,
      { value: 4, complete: true },
    ],
    [
      'one wrap',
      [
        [0, WRAPS_AT - 10],
        [5, 20],
      ],
      { wrapsAt: WRAPS_AT },
      0,
      10,
      { value: 30, complete: true },
    ],
    [
      'a wrap to exactly zero',
      [
        [0, WRAPS_AT - 1],
        [5, 0],
      ],
      { wrapsAt: WRAPS_AT },
      0,
      10,
      { value: 1, complete: true },
    ],
    [
      'two wraps',
      [
        [0, 90],
        [3, 10],
        [6, 95],
        [9, 5],
      ],
      { wrapsAt: 100 },
      0,
      10,
      { value: 20 + 85 + 10, complete: true },
    ],
    [
      'a wrap before the span',
      [
        [0, 90],
        [3, 10],
        [6, 30],
      ],
      { wrapsAt: 100 },
      4,
      10,
      { value: 20, complete: true },
    ],
    [
      'a reset in the span',
      [
        [0, 500],
        [5, 20],
        [10, 60],
      ],
      {},
      0,
      10,
      { value: 40, complete: false },
    ],
    [
      'a reset at the begin belongs to the span before',
      [
        [0, 500],
        [5, 20],
        [10, 60],
      ],
      {},
      5,
      10,
      { value: 40, complete: true },
    ],
    [
      'gone in the span',
      [
        [0, 5],
        [6, 9],
      ],
      { goneAtMonoUs: 7 },
      0,
      10,
      { value: 4, complete: false },
    ],
    [
      'gone at its end',
      [
        [0, 5],
        [6, 9],
      ],
      { goneAtMonoUs: 10 },
      0,
      10,
      { value: 4, complete: true },
    ],
    [
      'gone before the span',
      [
        [0, 5],
        [6, 9],
      ],
      { goneAtMonoUs: 7 },
      8,
      10,
      undefined,
    ],
    [
      'beyond 32 bits',
      [
        [0, 2 ** 52],
        [10, 2 ** 52 + 3],
      ],
      {},
      0,
      10,
      { value: 3, complete: true },
    ],
  ];
  test.each(cases)('%s', (_, samples, more, begin, end, expected) => {
    expect(counterOver(toCounter(series('x', 'y', samples, more)), begin, end)).toEqual(expected);
  });
});

test('the recorded series is left as it was', () => {
  const recorded = series(
    'x',
    'y',
    [
      [0, 90],
      [5, 10],
    ],
    { wrapsAt: 100 },
  );
  toCounter(recorded);
  expect([...recorded.values]).toEqual([90, 10]);
});

test('a born counter is 0 at earlier marks, an unknown one is not', () => {
  const samples = [
    [5, 7],
    [8, 9],
  ] as const;
  expect(counterAt(toCounter(series('x', 'y', samples, { startsAtZero: true })), 4)).toBe(0);
  expect(counterAt(toCounter(series('x', 'y', samples)), 4)).toBe(7);
});

/** Steps of a counter with a period, at times 0, 10, 20…; values wrapped as the kernel would. */
const wrapping = fc
  .tuple(
    fc.integer({ min: 2, max: 1e6 }),
    fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }),
  )
  .map(([wrapsAt, shares]) => {
    let total = 0;
    const totals = [0, ...shares.map((share) => (total += Math.floor(share * wrapsAt)))];
    const samples = totals.map((value, i) => [i * 10, value % wrapsAt] as const);
    return { totals, recorded: series('x', 'y', samples, { wrapsAt }) };
  });

test('property: undoing wraps gives back the counter that was wrapped', () => {
  fc.assert(
    fc.property(wrapping, ({ totals, recorded }) => {
      expect([...toCounter(recorded).values]).toEqual(totals);
    }),
  );
});

test('property: growth over neighbouring spans adds up to the growth over both, resets and births included', () => {
  const anySeries = fc.record({
    values: fc.array(fc.nat(1e9), { minLength: 1, maxLength: 30 }),
    startsAtZero: fc.boolean(),
    wraps: fc.boolean(),
  });
  fc.assert(
    fc.property(anySeries, fc.array(fc.nat(350), { minLength: 3, maxLength: 6 }), (recorded, cuts) => {
      const more = { startsAtZero: recorded.startsAtZero, ...(recorded.wraps ? { wrapsAt: 1e9 + 1 } : {}) };
      const counter = toCounter(
        series(
          'x',
          'y',
          recorded.values.map((value, i) => [i * 10 + 20, value] as const),
          more,
        ),
      );
      const [first = 0, ...rest] = cuts.toSorted((a, b) => a - b);
      const total = (begin: number, end: number) => counterOver(counter, begin, end)?.value ?? 0;
      let begin = first;
      let sum = 0;
      for (const end of rest) {
        sum += total(begin, end);
        begin = end;
      }
      expect(sum).toBe(total(first, begin));
      expect(sum).toBeGreaterThanOrEqual(0);
    }),
  );
});
