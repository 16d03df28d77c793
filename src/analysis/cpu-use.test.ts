import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute } from './attribution.ts';
import { cpuUse, ownUse } from './cpu-use.ts';
import { recordedSeries } from './recorded-series.ts';
import { series } from './testdata/recorded-run.ts';

/** Targets by index: each lies in an earlier one or in none; the counter of one holds all that lie in it, however deep. */
const nested = fc
  .array(fc.record({ within: fc.option(fc.nat()), ownUs: fc.nat(1e9) }), { minLength: 1, maxLength: 12 })
  .map((drawn) => {
    const targets = drawn.map(({ within, ownUs }, index) => {
      return {
        name: `t${index}`,
        ownUs,
        within: within === null || index === 0 ? undefined : within % index,
      };
    });
    const holdersOf = (index: number): number[] => {
      const { within } = targets[index] as (typeof targets)[number];
      return within === undefined ? [] : [within, ...holdersOf(within)];
    };
    const facts = targets.map(({ name, ownUs }, index) => {
      const held = targets.filter((_, other) => holdersOf(other).includes(index));
      const counterUs = held.reduce((sum, one) => sum + one.ownUs, ownUs);
      return { name, ownUs, counterUs, holds: held.map((one) => one.name) };
    });
    return facts;
  });

describe('counters that hold others', () => {
  test('property: each gives what is its own, and nothing counts twice', () => {
    fc.assert(
      fc.property(nested, (facts) => {
        const counted = new Map(facts.map(({ name, counterUs }) => [name, counterUs]));
        const own = ownUse(counted, facts);
        for (const { name, ownUs } of facts) expect(own.get(name)).toBe(ownUs);
      }),
    );
  });

  test('property: the rows of nested targets add up to the energy exactly', () => {
    fc.assert(
      fc.property(nested, fc.nat(1e9), fc.nat(1e9), (facts, energyUj, restUs) => {
        const own = ownUse(new Map(facts.map(({ name, counterUs }) => [name, counterUs])), facts);
        const targets = [...own].map(([name, cpuUs]) => ({ kind: 'service' as const, name, cpuUs }));
        const allUs = facts.reduce((sum, { ownUs }) => sum + ownUs, restUs);
        const rows = attribute(energyUj, undefined, { targets, toolCpuUs: 0, systemBusyUs: allUs });
        expect(rows.reduce((sum, row) => sum + row.energyUj, 0)).toBe(energyUj);
        expect(rows.at(-1)?.cpuUs).toBe(restUs);
      }),
    );
  });

  test('a counter in steps of 10 ms that is less than what it holds leaves 0', () => {
    const counted = new Map([
      ['slice', 90],
      ['web', 100],
    ]);
    expect(ownUse(counted, [{ name: 'slice', holds: ['web'] }]).get('slice')).toBe(0);
  });

  test('what did not exist in the span is not taken off', () => {
    expect(ownUse(new Map([['slice', 90]]), [{ name: 'slice', holds: ['web'] }]).get('slice')).toBe(90);
  });
});

test('a container in system.slice is a row, and so is what the slice has besides', () => {
  const grown = (metric: string, target: string, us: number) =>
    series(metric, target, [
      [0, 0],
      [1e6, us],
    ]);
  const recorded = recordedSeries([
    grown('cpu_time_container', 'web', 400),
    grown('cpu_time_service', 'system services', 1000),
    grown('cpu_time_service', 'container engine', 250),
    grown('cpu_time_service', 'user sessions', 100),
    grown('cpu_time_tool', 'recorder', 30),
    grown('cpu_time_tool', 'orchestrator', 20),
    grown('cpu_time_system', 'machine', 1500),
  ]);
  const services = [
    { name: 'system services', holds: ['container engine', 'web'] },
    { name: 'user sessions', holds: ['orchestrator', 'recorder'] },
    { name: 'container engine', holds: [] },
  ];
  const { targets, toolCpuUs } = cpuUse(recorded, { beginMonoUs: 0, endMonoUs: 1e6 }, services);
  expect(targets.map(({ name, cpuUs }) => [name, cpuUs])).toEqual([
    ['web', 400],
    ['system services', 350],
    ['container engine', 250],
    ['user sessions', 50],
  ]);
  expect(toolCpuUs).toBe(50);
});
