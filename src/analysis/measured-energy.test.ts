import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Series } from '../domain/recording.ts';
import { analyseRun } from './analyse-run.ts';
import { integratePower } from './integrate-power.ts';
import { measuredEnergy } from './measured-energy.ts';
import { recordedSeries } from './recorded-series.ts';
import { GRID, marksAt, phaseBetween, recordedRun, series } from './testdata/recorded-run.ts';

const PHASE = { beginMonoUs: 0, endMonoUs: 20e6 };
const SECONDS = Array.from({ length: 21 }, (_, second) => second);

/** A gauge of constant power, read every second for 20 s. */
function gauge(metric: string, watts: number, detail?: string, seconds: readonly number[] = SECONDS): Series {
  const samples = seconds.map((second) => [second * 1e6, watts * 1e6] as const);
  return series(metric, 'machine', samples, detail === undefined ? {} : { detail });
}

/** A counter that grows by `watts` for 20 s. */
function counter(metric: string, watts: number, detail: string): Series {
  const samples = SECONDS.map((second) => [second * 1e6, second * watts * 1e6] as const);
  return series(metric, 'machine', samples, { detail });
}

const RAPL = [counter('energy_rapl', 50, 'package-0'), counter('energy_rapl', 5, 'dram-0')];
const PERF = [counter('energy_rapl_perf', 51, 'package-0')];
const MSR = [counter('energy_rapl_msr', 52, 'package-0')];
const PSYS = counter('energy_rapl', 90, 'psys');
const WALL = gauge('power_meter', 120, '10.0.0.7');
const IPMI = gauge('power_ipmi', 110);
const BATTERY = gauge('power_battery', 30, 'BAT0');
const NVIDIA = [gauge('power_nvidia', 200, '0'), gauge('power_nvidia', 100, '1')];
const AMD = gauge('power_gpu', 78, 'amdgpu-pci-0300/PPT');
const HOT = gauge('temperature_gpu', 60, 'amdgpu-pci-0300/junction');
const EDGE = gauge('temperature_gpu', 50, 'amdgpu-pci-0300/edge');
const INTEL = [counter('energy_gpu', 40, 'xe-pci-8300/pkg'), counter('energy_gpu', 60, 'xe-pci-8300/card')];
const PROGRAM = gauge('power_external', 70, 'psu');
const GAP = [0, 1, 2, 3, 15, 16, 17, 18, 19, 20];

const cases: readonly [string, Series[], string | undefined, number, number][] = [
  ['nothing', [], undefined, 0, 0],
  ['RAPL alone', RAPL, 'rapl', 55, 0],
  ['performance events where powercap is missing', PERF, 'rapl-perf', 51, 0],
  ['registers where both are missing', MSR, 'rapl-msr', 52, 0],
  ['the same meters in three ways count once', [...MSR, ...PERF, ...RAPL], 'rapl', 55, 0],
  ['a wall meter holds all', [...RAPL, ...NVIDIA, IPMI, BATTERY, WALL], 'meter', 120, 0],
  ['a board controller holds more than RAPL', [...RAPL, IPMI], 'ipmi', 110, 0],
  ['RAPL tells short phases better than a battery', [...RAPL, BATTERY], 'rapl', 55, 0],
  ['a battery where there is no RAPL', [BATTERY], 'battery', 30, 0],
  ['two batteries', [BATTERY, gauge('power_battery', 5, 'BAT1')], 'battery', 35, 0],
  ['graphics cards lie outside of the packages', [...RAPL, ...NVIDIA], 'rapl + nvidia-gpu', 355, 0],
  ['a card of AMD has a hot spot', [...RAPL, AMD, HOT, EDGE], 'rapl + gpu-hwmon', 133, 0],
  ['graphics inside the CPU are in the package', [...RAPL, AMD, EDGE], 'rapl', 55, 0],
  ['a card of Intel, not its chip too', [...RAPL, ...INTEL], 'rapl + gpu-hwmon', 115, 0],
  ['psys may hold the card', [...RAPL, PSYS, ...NVIDIA], 'rapl', 90, 1],
  ['graphics cards alone are not the machine', NVIDIA, undefined, 0, 0],
  ['a program says nothing of what it covers: after RAPL', [...RAPL, PROGRAM], 'rapl', 55, 0],
  ['a program where nothing else is metered', [PROGRAM], 'program', 70, 0],
  ['a program that counts energy', [counter('energy_external', 33, 'psu')], 'program', 33, 0],
  ['two outlets: which is the machine?', [WALL, gauge('power_meter', 9, 'b'), ...RAPL], 'rapl', 55, 1],
  ['a wall meter that fell silent', [gauge('power_meter', 120, 'a', GAP), ...RAPL], 'rapl', 55, 1],
  ['a card that fell silent', [gauge('power_nvidia', 200, '0', GAP), ...RAPL], 'rapl', 55, 1],
  ['a battery that was charged meanwhile', [gauge('power_battery', 30, 'BAT0', GAP)], undefined, 0, 1],
];

describe('which meter', () => {
  test.each(cases)('%s', (_, all, provider, watts, passedOver) => {
    const result = measuredEnergy(recordedSeries(all), [PHASE]);
    expect(result.chosen?.provider).toBe(provider);
    expect(result.chosen?.energyUj(PHASE)).toBe(provider === undefined ? undefined : watts * 20e6);
    expect(result.passedOver).toHaveLength(passedOver);
  });

  test('what several meters cover is said in words', () => {
    expect(measuredEnergy(recordedSeries([...RAPL, ...NVIDIA]), [PHASE]).chosen?.covers).toBe(
      'the CPU package and DRAM and 2 NVIDIA graphics cards; not disks, network cards, fans and power supply',
    );
  });
});

describe('power over time', () => {
  const ramp = integratePower(
    series('power_meter', 'machine', [
      [0, 0],
      [10e6, 10e6],
    ]),
  );

  test.each([
    ['a straight line between readings', 0, 10e6, 50e6],
    ['half of the way is a quarter of the area', 0, 5e6, 12.5e6],
    ['the last reading holds on', 10e6, 12e6, 20e6],
    ['the first held before', -2e6, 0, 0],
    ['but not for ever', 10e6, 21e6, undefined],
    ['nor from ever', -11e6, 5e6, undefined],
  ])('%s', (_, beginMonoUs, endMonoUs, energyUj) => {
    expect(ramp.energyUj({ beginMonoUs, endMonoUs })).toBe(energyUj);
  });

  test('no reading at all is no energy', () => {
    expect(integratePower(series('power_meter', 'machine', [])).energyUj(PHASE)).toBeUndefined();
  });

  test('property: spans add up, wherever they are cut', () => {
    const readings = fc.array(fc.nat(1e9), { minLength: 2, maxLength: 20 });
    const cuts = fc.array(fc.nat(20_000_000), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(readings, cuts, (powers, unsorted) => {
        const { energyUj } = integratePower(
          series(
            'power_meter',
            'machine',
            powers.map((power, second) => [second * 1e6, power] as const),
          ),
        );
        const times = unsorted.toSorted((a, b) => a - b);
        const [first = 0, last = 0] = [times[0], times.at(-1)];
        const parts = times
          .slice(1)
          .map((end, i) => energyUj({ beginMonoUs: times[i] as number, endMonoUs: end }));
        fc.pre(parts.every((part) => part !== undefined));
        expect(parts.reduce((sum, part) => (sum ?? 0) + (part ?? 0), 0)).toBe(
          energyUj({ beginMonoUs: first, endMonoUs: last }),
        );
      }),
    );
  });
});

test('a report names the meter, and warns of phases with few readings and of meters that were left', () => {
  const marks = marksAt(0, 16e6, 19e6);
  const run = recordedRun({
    marks,
    phases: [phaseBetween('[IDLE]', marks[0], marks[1]), phaseBetween('short', marks[1], marks[2])],
  });
  const all = [IPMI, WALL, gauge('power_meter', 9, 'b')];
  const report = analyseRun({ run, series: all, specs: [], grid: GRID });
  expect(report.energySource).toMatchObject({ kind: 'measured', provider: 'ipmi' });
  expect(report.phases.map(({ energyUj }) => energyUj)).toEqual([110 * 16e6, 110 * 3e6]);
  expect(report.run.warnings).toEqual([
    { code: 'energy-source-passed-over', message: expect.stringContaining('10.0.0.7, b') },
    { code: 'few-meter-readings', message: 'Readings of the energy meter in a phase: short 3.' },
  ]);
});
