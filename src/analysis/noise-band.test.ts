import { expect, test } from 'vitest';
import type { BlockStatistics, Calibration } from '../domain/calibration.ts';
import type { EnergySource } from '../domain/report.ts';
import { analyseRun } from './analyse-run.ts';
import { powerNoiseUw } from './noise-band.ts';
import { GRID, marksAt, phaseBetween, recordedRun, series } from './testdata/recorded-run.ts';

function blocks(standardDeviation: number | undefined, count = 5): BlockStatistics {
  const cpuUtilisation = { mean: 0, blocks: count };
  if (standardDeviation === undefined) return { cpuUtilisation };
  return { cpuUtilisation, power: { mean: 50e6, standardDeviation, blocks: count } };
}

function calibrated(changes: Partial<Calibration> = {}): Calibration {
  return {
    measuredUnixUs: 0,
    machine: { hostname: 'lab', threads: 96 },
    energySource: 'measured',
    blockMs: 10_000,
    intervalMs: 99,
    idle: blocks(1e6),
    idleUnsampled: blocks(9e6),
    fullLoad: blocks(0.5e6),
    recorderCpu: { mean: 0.002, blocks: 5 },
    ...changes,
  };
}

const RAPL: EnergySource = { kind: 'measured', provider: 'rapl', domains: [], covers: '' };
const ESTIMATE: EnergySource = { kind: 'estimated', model: 'm', bandLow: 0.8, bandHigh: 1.2, covers: '' };
/** 97.5 % quantile of Student's t with 4 degrees of freedom, from a printed table. */
const T4 = 2.776;

test.each<[string, Calibration | undefined, EnergySource, number, number | undefined]>([
  ['a phase of a block’s length', calibrated(), RAPL, 10e6, T4 * 1e6],
  ['a quarter of it: twice the band', calibrated(), RAPL, 2.5e6, 2 * T4 * 1e6],
  ['a longer one: drift does not average out', calibrated(), RAPL, 100e6, T4 * 1e6],
  ['unsteady under load', calibrated({ fullLoad: blocks(3e6) }), RAPL, 10e6, 3 * T4 * 1e6],
  ['two blocks tell little', calibrated({ idle: blocks(1e6, 2) }), RAPL, 10e6, 12.706e6],
  ['estimates likewise', calibrated({ energySource: 'estimated' }), ESTIMATE, 10e6, T4 * 1e6],
  ['no calibration', undefined, RAPL, 10e6, undefined],
  ['one block has no deviation', calibrated({ idle: blocks(undefined, 1) }), RAPL, 10e6, undefined],
  ['another meter', calibrated({ provider: 'ipmi' }), RAPL, 10e6, undefined],
  ['a meter and an estimate', calibrated(), ESTIMATE, 10e6, undefined],
  ['a phase without length', calibrated(), RAPL, 0, undefined],
])('%s', (_, calibration, source, durationUs, expected) => {
  const noise = powerNoiseUw(calibration, source, durationUs);
  if (expected === undefined) expect(noise).toBeUndefined();
  else expect((noise ?? 0) / expected).toBeCloseTo(1, 3);
});

test('phases carry the band of their power and of their energy', () => {
  const marks = marksAt(0, 20e6);
  const run = recordedRun({ marks, phases: [phaseBetween('[IDLE]', ...(marks as [never, never]))] });
  const energy = series(
    'energy_rapl',
    'machine',
    [
      [0, 0],
      [20e6, 1e9],
    ],
    { detail: 'package-0' },
  );
  const input = { series: [energy], specs: [], grid: GRID };
  const [phase] = analyseRun({ ...input, run: { ...run, calibration: calibrated() } }).phases;
  expect((phase?.powerNoiseUw ?? 0) / (T4 * 1e6)).toBeCloseTo(1, 3);
  expect((phase?.energyNoiseUj ?? 0) / (20 * T4 * 1e6)).toBeCloseTo(1, 3);
  expect(analyseRun({ ...input, run }).phases[0]).not.toHaveProperty('powerNoiseUw');
});
