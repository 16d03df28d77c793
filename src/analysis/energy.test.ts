import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Series } from '../domain/recording.ts';
import { energyMeter } from './energy.ts';
import { powerModel } from './power/power-model.ts';
import { recordedSeries } from './recorded-series.ts';
import { marksAt, recordedRun, SERVER, series } from './testdata/recorded-run.ts';

function rapl(detail: string, ...values: readonly number[]): Series {
  return series(
    'energy_rapl',
    'machine',
    values.map((value, i) => [i * 1e6, value] as const),
    { detail, wrapsAt: 1e9 },
  );
}

function meterOf(all: readonly Series[], machine = SERVER, marks = marksAt()) {
  const first = energyMeter(recordedRun({ machine, marks }), recordedSeries(all));
  return first;
}

const WHOLE = { beginMonoUs: 0, endMonoUs: 1e12 };

describe('choice of RAPL domains', () => {
  const cases: readonly [string, Series[], readonly string[], number][] = [
    [
      'package and what lies inside it',
      [rapl('package-0', 0, 100), rapl('core-0', 0, 60), rapl('uncore-0', 0, 5)],
      ['package-0'],
      100,
    ],
    [
      'packages and DRAM of a server',
      [rapl('package-0', 0, 100), rapl('package-1', 5, 95), rapl('dram-0', 0, 20), rapl('dram-1', 0, 10)],
      ['package-0', 'package-1', 'dram-0', 'dram-1'],
      220,
    ],
    [
      'psys over one package',
      [rapl('package-0', 0, 100), rapl('dram-0', 0, 20), rapl('psys', 0, 300)],
      ['psys'],
      300,
    ],
    ['psys that is not wired', [rapl('package-0', 0, 100), rapl('psys', 0, 0)], ['package-0'], 100],
    [
      'psys of a server with two packages',
      [rapl('package-0', 0, 100), rapl('package-1', 0, 100), rapl('psys', 0, 300)],
      ['package-0', 'package-1'],
      200,
    ],
    [
      'dies of one package',
      [rapl('package-0-die-0', 0, 100), rapl('package-0-die-1', 0, 50), rapl('dram-0-die-0', 0, 7)],
      ['package-0-die-0', 'package-0-die-1', 'dram-0-die-0'],
      157,
    ],
    [
      'each zone wraps by itself',
      [rapl('package-0', 0, 100), rapl('package-1', 1e9 - 30, 20)],
      ['package-0', 'package-1'],
      150,
    ],
  ];
  test.each(cases)('%s', (_, all, domains, energyUj) => {
    const meter = meterOf(all);
    expect(meter.source).toMatchObject({ kind: 'measured', provider: 'rapl', domains });
    expect(meter.energyUj(WHOLE)).toBe(energyUj);
    expect(meter.derived).toEqual([]);
  });

  test('what is covered is said in words', () => {
    expect(meterOf([rapl('package-0', 0, 1), rapl('dram-0', 0, 1)]).source).toMatchObject({
      covers: expect.stringContaining('the CPU package and DRAM'),
    });
    expect(meterOf([rapl('package-0', 0, 1), rapl('package-1', 0, 1)]).source).toMatchObject({
      covers: expect.stringContaining('2 CPU packages without DRAM'),
    });
  });

  test('counters that stand still are no measurement', () => {
    expect(meterOf([rapl('package-0', 5, 5, 5)]).source).toMatchObject({ kind: 'none' });
  });

  test('a span in which the meter was not read has no energy, not 0', () => {
    expect(meterOf([rapl('package-0', 0, 100)]).energyUj({ beginMonoUs: -9, endMonoUs: -5 })).toBeUndefined();
  });
});

/** CPU times of a machine with busy and idle microseconds per step of `stepUs`. */
function cpuTimes(stepUs: number, steps: readonly (readonly [number, number])[]): Series[] {
  let [busy, idle] = [1000, 5000];
  const samples = [
    [0, busy, idle],
    ...steps.map(([b, i], n) => [(n + 1) * stepUs, (busy += b), (idle += i)]),
  ] as [number, number, number][];
  return [
    series(
      'cpu_time_system',
      'machine',
      samples.map(([time, value]) => [time, value] as const),
    ),
    series(
      'cpu_idle_time_system',
      'machine',
      samples.map(([time, , value]) => [time, value] as const),
    ),
  ];
}

describe('estimate', () => {
  const model = powerModel(SERVER);
  if ('unavailable' in model) throw new Error('SERVER has a model');
  const { powerUw, idleUw, fullUw } = model;

  test('idle, full and half load over whole windows give the power of the model', () => {
    const meter = meterOf(
      cpuTimes(1e6, [
        [0, 10],
        [10, 0],
        [5, 5],
      ]),
    );
    expect(meter.source).toMatchObject({
      kind: 'estimated',
      bandLow: expect.any(Number),
      bandHigh: expect.any(Number),
    });
    expect(meter.idleUw).toBe(idleUw);
    expect(meter.energyUj({ beginMonoUs: 0, endMonoUs: 1e6 })).toBe(idleUw);
    expect(meter.energyUj({ beginMonoUs: 1e6, endMonoUs: 2e6 })).toBe(fullUw);
    expect(meter.energyUj({ beginMonoUs: 2e6, endMonoUs: 3e6 })).toBe(powerUw(0.5));
  });

  test('a window ends at a mark: load after it does not leak into what came before', () => {
    const meter = meterOf(
      cpuTimes(250_000, [
        [0, 10],
        [0, 10],
        [10, 0],
        [10, 0],
      ]),
      SERVER,
      marksAt(0, 500_000, 1e6),
    );
    expect(meter.energyUj({ beginMonoUs: 0, endMonoUs: 500_000 })).toBe(Math.round(idleUw / 2));
    expect(meter.energyUj({ beginMonoUs: 0, endMonoUs: 1e6 })).toBe(
      Math.round(idleUw / 2) + Math.round(fullUw / 2),
    );
  });

  test('with samples at marks alone (sampling off) each phase has the power of its mean utilisation', () => {
    const [begin, middle, end] = [0, 30e6, 90e6];
    const busyAndIdle = ([busy, idle]: readonly [number, number], at: number) => [
      series('cpu_time_system', 'machine', [
        [begin, 0],
        [middle, busy],
        [end, busy + at],
      ]),
      series('cpu_idle_time_system', 'machine', [
        [begin, 0],
        [middle, idle],
        [end, idle + 3 * at],
      ]),
    ];
    const meter = meterOf(busyAndIdle([10, 10], 5), SERVER, marksAt(begin, middle, end));
    expect(meter.energyUj({ beginMonoUs: begin, endMonoUs: middle })).toBe(30 * powerUw(0.5));
    expect(meter.energyUj({ beginMonoUs: middle, endMonoUs: end })).toBe(60 * powerUw(0.25));
  });

  test('stolen time is not utilisation', () => {
    const steal = series('cpu_steal_time_system', 'machine', [
      [0, 0],
      [1e6, 10],
    ]);
    expect(meterOf([...cpuTimes(1e6, [[5, 5]]), steal]).energyUj(WHOLE)).toBe(powerUw(0.25));
  });

  test('a window in which no tick passed keeps the utilisation of the one before', () => {
    expect(
      meterOf(
        cpuTimes(1e6, [
          [10, 0],
          [0, 0],
        ]),
      ).energyUj(WHOLE),
    ).toBe(2 * fullUw);
  });

  test('neither counters nor a model: none, with the reason', () => {
    const none = meterOf([]);
    expect(none.source).toEqual({
      kind: 'none',
      reason: expect.stringContaining('No energy counter was recorded'),
    });
    expect(none.energyUj(WHOLE)).toBeUndefined();
    expect(meterOf(cpuTimes(1e6, [[1, 1]]), { ...SERVER, cpuVendor: 'arm' }).source).toMatchObject({
      kind: 'none',
    });
  });

  test('property: the counter is whole, never falls, and its parts add up whatever the marks', () => {
    const steps = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 60 });
    const cuts = fc.uniqueArray(fc.nat(60), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(steps, cuts, (load, indices) => {
        const marks = marksAt(...indices.toSorted((a, b) => a - b).map((i) => i * 99_000));
        const meter = meterOf(cpuTimes(99_000, load), SERVER, marks);
        const values = meter.derived[0]?.values ?? new Float64Array();
        values.forEach((value, i) => {
          expect(Number.isInteger(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(values[i - 1] ?? 0);
        });
        const times = marks.map((mark) => mark.endMonoUs);
        const energy = (beginMonoUs: number, endMonoUs: number) =>
          meter.energyUj({ beginMonoUs, endMonoUs }) ?? 0;
        const parts = times.slice(1).reduce((sum, end, i) => sum + energy(times[i] as number, end), 0);
        expect(parts).toBe(energy(times[0] as number, times.at(-1) as number));
      }),
    );
  });
});
