import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MachineFacts } from '../../domain/run.ts';
import { SERVER } from '../testdata/recorded-run.ts';
import { POWER_COEFFICIENTS } from './coefficients.ts';
import { cpuGeneration } from './cpu-generation.ts';
import { shapeOf } from './power-curve.ts';
import { type PowerModel, powerModel } from './power-model.ts';
import { predictTable } from './predict-table.ts';

function modelOf(machine: MachineFacts): PowerModel {
  const model = powerModel(machine);
  if ('unavailable' in model) throw new Error(model.unavailable);
  return model;
}

/** Width of the band at idle, where it is widest. */
function width({ band }: PowerModel): number {
  return band(0).high / band(0).low;
}

test.each([
  ['Intel(R) Xeon(R) Platinum 8380 CPU @ 2.30GHz', 2021],
  ['Intel(R) Xeon(R) Gold 6252 CPU @ 2.10GHz', 2019],
  ['INTEL(R) XEON(R) PLATINUM 8592+', 2024],
  ['Intel Xeon 8592+', 2024],
  ['Intel(R) Xeon(R) 6780E', 2024],
  ['Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz', 2016],
  ['Intel(R) Xeon(R) CPU E5-2660 0 @ 2.20GHz', 2012],
  ['Intel(R) Xeon(R) CPU E3-1230 v6 @ 3.50GHz', 2017],
  ['Intel(R) Xeon(R) E-2388G CPU @ 3.20GHz', 2021],
  ['Intel(R) Xeon(R) CPU X5670 @ 2.93GHz', 2010],
  ['Intel Xeon Processor (Skylake, IBRS)', 2017],
  ['Intel Xeon Processor (Icelake)', 2021],
  ['Intel(R) Xeon(R) CPU E31230 @ 3.20GHz', 2011],
  ['Intel(R) Xeon(R) CPU E7- 4870 @ 2.40GHz', 2011],
  ['AMD EPYC 7763 64-Core Processor', 2021],
  ['AMD EPYC 7R32', 2019],
  ['AMD EPYC 9R14', 2022],
  ['AMD EPYC-Milan Processor', 2021],
  ['AMD Ryzen 9 7950X 16-Core Processor', 2023],
  ['11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz', 2020],
  ['Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz', 2018],
  ['12th Gen Intel(R) Core(TM) i7-12700K', 2021],
  ['AMD EPYC', undefined],
  ['Intel Xeon Processor', undefined],
  ['Intel(R) Xeon(R) Processor @ 2.60GHz', undefined],
  ['Common KVM processor', undefined],
])('generation of %s', (name, year) => {
  expect(cpuGeneration(name)?.year).toBe(year);
});

describe('the model', () => {
  test('knows the published order of magnitude of a server of 2019 (about 100 W idle, 450 W at full load)', () => {
    const { idleUw, fullUw, name } = modelOf(SERVER);
    expect(name).toContain('machine');
    expect(idleUw / 1e6).toBeGreaterThan(60);
    expect(idleUw / 1e6).toBeLessThan(160);
    expect(fullUw / 1e6).toBeGreaterThan(300);
    expect(fullUw / 1e6).toBeLessThan(600);
  });

  test('a virtual machine gets power by its threads and says so', () => {
    const guest = modelOf({ ...SERVER, virtualMachine: true, threads: 2 });
    expect(guest.covers).toContain('2 threads');
    expect(modelOf({ ...SERVER, virtualMachine: true, threads: 8 }).fullUw / guest.fullUw).toBeCloseTo(4, 5);
    expect(width(guest)).toBeGreaterThan(width(modelOf(SERVER)));
  });

  test('unknown size or age gives up what it cannot know, not the estimate', () => {
    const { chips: _chips, ...sizeless } = SERVER;
    expect(modelOf(sizeless).name).toContain('thread');
    expect(modelOf({ ...SERVER, cpuModel: 'Intel Xeon Processor' }).name).toContain('undated');
  });

  test('says nothing about CPUs that it was not fitted on', () => {
    expect(powerModel({ ...SERVER, cpuVendor: 'arm' })).toEqual({
      unavailable: expect.stringContaining('Intel and AMD'),
    });
  });

  test('property: power is whole, rises with utilisation, stays between idle and full load, for any machine', () => {
    const machine = fc.record({
      chips: fc.integer({ min: 1, max: 8 }),
      cores: fc.integer({ min: 1, max: 384 }),
      smt: fc.integer({ min: 1, max: 2 }),
      memoryGib: fc.integer({ min: 1, max: 4096 }),
      cpuModel: fc.constantFrom(
        'AMD EPYC 9965',
        'Intel Xeon X5570',
        'Intel Xeon Gold 6252',
        'AMD EPYC',
        'whatever',
      ),
      virtualMachine: fc.boolean(),
    });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(machine, share, share, ({ smt, memoryGib, ...facts }, one, other) => {
        const model = modelOf({
          ...SERVER,
          ...facts,
          threads: facts.cores * smt,
          memoryBytes: memoryGib * 2 ** 30,
        });
        const [low, high] = [model.powerUw(Math.min(one, other)), model.powerUw(Math.max(one, other))];
        expect(Number.isInteger(low)).toBe(true);
        expect(low).toBeGreaterThanOrEqual(model.idleUw);
        expect(high).toBeGreaterThanOrEqual(low);
        expect(high).toBeLessThanOrEqual(model.fullUw);
        expect(model.idleUw).toBeGreaterThan(0);
        expect(model.band(0.5).low).toBeLessThan(1);
        expect(model.band(0.5).high).toBeGreaterThan(1);
      }),
    );
  });

  test('property: the shape of every year rises from 0 to 1', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1990, max: 2100 }), { nil: undefined }), (year) => {
        const shape = shapeOf(POWER_COEFFICIENTS.shape, year);
        expect([shape.length, shape[0], shape[10]]).toEqual([11, 0, 1]);
        expect(shape.toSorted((a, b) => a - b)).toEqual(shape);
      }),
    );
  });

  test('offsets are for families and makers that the fit has seen; others get none', () => {
    const known = modelOf({ ...SERVER, cpuModel: 'AMD EPYC 9654', cpuVendor: 'amd' });
    const unseen = modelOf({ ...SERVER, cpuModel: 'AMD Ryzen 9 7950X', cpuVendor: 'amd' });
    expect(known.fullUw).toBeGreaterThan(0);
    expect(unseen.fullUw).toBeGreaterThan(0);
    expect(modelOf({ ...SERVER, vendor: 'Nobody Ltd' }).fullUw).toBe(modelOf(SERVER).fullUw);
  });
});

describe('readings of a wall-plug meter', () => {
  test('both take the place of the estimate and narrow the band', () => {
    const read = powerModel(SERVER, { idleWatts: 80, fullWatts: 400 });
    if ('unavailable' in read) throw new Error(read.unavailable);
    expect([read.idleUw, read.fullUw, read.powerUw(0), read.powerUw(1)]).toEqual([80e6, 400e6, 80e6, 400e6]);
    expect(read.name).toContain('idle and full load as read');
    expect(read.band(0.5).high / read.band(0.5).low).toBeLessThan(
      modelOf(SERVER).band(0.5).high / modelOf(SERVER).band(0.5).low,
    );
  });

  test('one of them moves the other end in the same direction', () => {
    const guess = modelOf(SERVER);
    const higher = powerModel(SERVER, { idleWatts: (guess.idleUw / 1e6) * 1.3 });
    if ('unavailable' in higher) throw new Error(higher.unavailable);
    expect(higher.idleUw).toBeCloseTo(guess.idleUw * 1.3, -2);
    expect(higher.fullUw).toBeGreaterThan(guess.fullUw);
  });

  test('make an estimate possible on CPUs that the model does not know', () => {
    const arm = powerModel({ ...SERVER, cpuVendor: 'arm' }, { idleWatts: 20, fullWatts: 90 });
    expect('unavailable' in arm).toBe(false);
  });
});

describe('a table of machines', () => {
  const levels = 'vendor,model,cpu_name,cpu_make,chips,cores,threads,base_mhz,memory_gb,year';
  const ends =
    'Hardware Vendor,System,# Cores,Chips,CPU Description,Processor MHz,Total Memory (GB),Published,Total Threads';

  test('gets idle to full load with a band around each, in either form of columns', () => {
    const [one] = predictTable(
      `${levels}\n"Dell, Inc.",R740,Intel Xeon Gold 6252,intel,2,48,96,2100,192,2019\n`,
    );
    const [other] = predictTable(
      `${ends}\n"Dell, Inc.",R740,48,2,"Intel Xeon Gold 6252, 2.1 GHz",2100,192,Jan-2019,96\n`,
    );
    expect(one?.levels.map(({ load }) => load)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    for (const { watts, low, high } of one?.levels ?? []) {
      expect(low).toBeLessThan(watts);
      expect(high).toBeGreaterThan(watts);
    }
    expect(other?.levels[10]?.watts).toBeGreaterThan((one?.levels[10]?.watts ?? 0) * 0.9);
    expect(other?.levels[10]?.watts).toBeLessThan((one?.levels[10]?.watts ?? 0) * 1.1);
  });

  test('holes in a row cost precision, not the row', () => {
    const rows = predictTable(`${levels}\n,,Unheard of,,,,,,,\n`);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.levels.every(({ watts }) => Number.isFinite(watts) && watts > 0)).toBe(true);
  });
});
