import { expect, test } from 'vitest';
import type { Series } from '../domain/recording.ts';
import { checkResets } from './check-resets.ts';

const WRAPS_AT = 262_143_328_851;

function energy(
  samples: readonly (readonly [second: number, value: number])[],
  more: Partial<Series> = {},
): Series {
  return {
    metric: 'energy_rapl',
    target: 'machine',
    detail: 'package-0',
    timesMonoUs: Float64Array.from(samples, ([second]) => second * 1e6),
    values: Float64Array.from(samples, ([, value]) => value),
    startsAtZero: false,
    wrapsAt: WRAPS_AT,
    ...more,
  };
}

test.each([
  [
    'grows',
    [
      [0, 5],
      [0.1, 10],
    ],
  ],
  [
    'stands still',
    [
      [0, 5],
      [0.1, 5],
    ],
  ],
  // 20 J in 0.1 s.
  [
    'wraps',
    [
      [0, WRAPS_AT - 10e6],
      [0.1, 10e6],
    ],
  ],
  // Marks only: what fits into a minute may be a wrap.
  [
    'wraps between marks a minute apart',
    [
      [0, 200e9],
      [60, 10e9],
    ],
  ],
] as const)('a counter that %s is left as it is', (_name, samples) => {
  const series = [energy(samples)];
  expect(checkResets(series)).toEqual({ series, faults: [] });
});

test('a counter that began anew is told, and is no wrap', () => {
  const { series, faults } = checkResets([
    energy([
      [0, 118e9],
      [0.1, 119e9],
      [0.2, 1e6],
      [0.3, 2e6],
    ]),
  ]);
  expect(series[0]).not.toHaveProperty('wrapsAt');
  expect(series[0]?.values).toHaveLength(4);
  expect(faults).toEqual(['energy_rapl package-0: the counter began anew once']);
});

test('so is a meter that was reset; other counters are not looked at', () => {
  const samples = [
    [0, 500],
    [1, 3],
  ] as const;
  const { wrapsAt: _none, ...meter } = energy(samples, { metric: 'energy_meter' });
  expect(checkResets([meter]).faults).toHaveLength(1);
  expect(checkResets([{ ...meter, metric: 'cpu_idle_time_system' }]).faults).toEqual([]);
});
