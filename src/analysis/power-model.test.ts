import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MachineFacts } from '../domain/run.ts';
import { cpuGenerationYear } from './cpu-generation.ts';
import { loadShape, type PowerModel, powerModel } from './power-model.ts';
import { SERVER } from './testdata/recorded-run.ts';

function modelOf(machine: MachineFacts): PowerModel {
  const model = powerModel(machine);
  if ('unavailable' in model) throw new Error(model.unavailable);
  return model;
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
  expect(cpuGenerationYear(name)).toBe(year);
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
    expect(guest.bandHigh).toBeGreaterThan(modelOf(SERVER).bandHigh);
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
        expect(model.bandLow).toBeLessThan(1);
        expect(model.bandHigh).toBeGreaterThan(1);
      }),
    );
  });

  test('the shape ends at 0 and 1 and clamps beyond', () => {
    expect([-1, 0, 1, 2].map(loadShape)).toEqual([0, 0, 1, 1]);
  });
});
