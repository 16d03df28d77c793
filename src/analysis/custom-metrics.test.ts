import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CustomMetricRecord } from '../domain/run.ts';
import { customMetricFigures, unixSpanOf } from './custom-metrics.ts';

const GRID = { gramsPerKwh: 360, zone: 'test', source: 'test' };
const SPAN = { beginUnixUs: 1000, endUnixUs: 2000 };

function record(
  samples: readonly (readonly [unixUs: number, value: number])[],
  changes: Partial<CustomMetricRecord> = {},
): CustomMetricRecord {
  return {
    name: 'requests',
    unit: 'request',
    sci: false,
    samples: [
      { source: 'app', unixUs: samples.map(([time]) => time), values: samples.map(([, value]) => value) },
    ],
    ...changes,
  };
}

const figures = (records: readonly CustomMetricRecord[], energyUj?: number) =>
  customMetricFigures(records, SPAN, { energyUj, grid: GRID });

test('the samples in the phase are counted, those before and after are not', () => {
  const one = record([
    [999, 100],
    [1000, 1],
    [1500, -2.5],
    [1999, 4],
    [2000, 100],
  ]);
  expect(figures([one])).toEqual([
    { name: 'requests', unit: 'request', count: 3, sum: 2.5, mean: 2.5 / 3, min: -2.5, max: 4 },
  ]);
});

test('samples of several sources are one metric; a metric without any is left out', () => {
  const both = record([], {
    samples: [
      { source: 'a', unixUs: [1001], values: [1] },
      { source: 'b', unixUs: [1002, 5000], values: [3, 9] },
    ],
  });
  expect(figures([both, record([[1, 1]])])).toMatchObject([{ count: 2, sum: 4, mean: 2 }]);
  expect(figures([])).toEqual([]);
});

test('with sci the energy and the carbon of the phase are divided by the sum', () => {
  const metric = record(
    [
      [1200, 400],
      [1300, 600],
    ],
    { sci: true },
  );
  // 3.6e9 µJ are 1 Wh, 0.36 g CO2e at 360 g/kWh: 3.6 J and 360 µg each of 1000 requests.
  expect(figures([metric], 3.6e9)).toMatchObject([{ energyPerUnitUj: 3.6e6, carbonPerUnitUg: 360 }]);
  expect(figures([{ ...metric, sci: false }], 3.6e9)[0]).not.toHaveProperty('energyPerUnitUj');
});

test.each([
  ['no energy source', 5, undefined],
  ['a sum of nothing', 0, 1e6],
  ['a negative sum', -5, 1e6],
])('there is no energy per unit with %s', (_, value, energyUj) => {
  const [figure] = figures([record([[1200, value]], { sci: true })], energyUj);
  expect(figure).toMatchObject({ count: 1, sum: value });
  expect(figure).not.toHaveProperty('energyPerUnitUj');
});

test('neighbouring phases share no sample and lose none', () => {
  const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 30 }), (all, border) => {
      const context = { energyUj: undefined, grid: GRID };
      const over = (beginUnixUs: number, endUnixUs: number) =>
        customMetricFigures([record(all)], { beginUnixUs, endUnixUs }, context)[0];
      const [first, second, whole] = [over(0, border), over(border, 31), over(0, 31)];
      expect((first?.count ?? 0) + (second?.count ?? 0)).toBe(whole?.count);
      expect((first?.sum ?? 0) + (second?.sum ?? 0)).toBe(whole?.sum);
    }),
  );
});

test('a phase whose mark is lost has no place on the wall clock', () => {
  const mark = { label: '', monoUs: 0, endMonoUs: 0 };
  const marks = [
    { ...mark, id: 0, unixUs: 10 },
    { ...mark, id: 1, unixUs: 20 },
  ];
  expect(unixSpanOf({ beginMark: 0, endMark: 1 }, marks)).toEqual({ beginUnixUs: 10, endUnixUs: 20 });
  expect(unixSpanOf({ beginMark: 0, endMark: 7 }, marks)).toBeUndefined();
});
