import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute } from './attribution.ts';
import { splitWhole } from './largest-remainder.ts';

describe('splitting a whole amount', () => {
  test.each([
    ['evenly', 9, [1, 1, 1], [3, 3, 3]],
    ['leftovers go to the greatest remainders', 10, [1, 2, 3], [2, 3, 5]],
    ['a tie goes to the earlier one', 1, [1, 1], [1, 0]],
    ['nothing', 0, [1, 2], [0, 0]],
    ['a zero weight gets nothing', 7, [0, 3], [0, 7]],
    ['all weights zero', 7, [0, 0], undefined],
    ['no one', 7, [], undefined],
    [
      'beyond 2^53 in the product',
      3_600_000_000_000,
      [1e12, 1e12, 1],
      [1_799_999_999_999, 1_799_999_999_999, 2],
    ],
  ])('%s', (_, amount, weights, expected) => {
    expect(splitWhole(amount, weights)).toEqual(expected);
  });

  test('property: the parts are whole, not negative, add up, and are within 1 of their share', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31 - 1),
        fc.array(fc.nat(1e9), { minLength: 1, maxLength: 12 }),
        (amount, weights) => {
          const sum = weights.reduce((total, weight) => total + weight, 0);
          fc.pre(sum > 0);
          const parts = splitWhole(amount, weights) ?? [];
          expect(parts.reduce((total, part) => total + part, 0)).toBe(amount);
          parts.forEach((part, i) => {
            expect(Number.isInteger(part) && part >= 0).toBe(true);
            expect(Math.abs(part - (amount * (weights[i] as number)) / sum)).toBeLessThan(1.001);
          });
        },
      ),
    );
  });
});

describe('attribution', () => {
  const cpu = {
    targets: [
      { kind: 'container', name: 'web', cpuUs: 300 },
      { kind: 'command', name: 'make', cpuUs: 100 },
    ],
    toolCpuUs: 50,
    systemBusyUs: 500,
  } as const;

  test('idle apart, the rest by CPU time', () => {
    expect(attribute(1500, 500, cpu)).toEqual([
      { kind: 'container', name: 'web', energyUj: 600, cpuUs: 300 },
      { kind: 'command', name: 'make', energyUj: 200, cpuUs: 100 },
      { kind: 'tool', name: 'joulelab', energyUj: 100, cpuUs: 50 },
      { kind: 'rest', name: 'rest of the system', energyUj: 100, cpuUs: 50 },
      { kind: 'idle', name: 'idle', energyUj: 500, cpuUs: 0 },
    ]);
  });

  test('without a known idle power there is no idle row', () => {
    expect(attribute(500, undefined, cpu).map((row) => row.energyUj)).toEqual([300, 100, 50, 50]);
  });

  test('idle is at most the energy of the phase', () => {
    expect(attribute(100, 500, cpu).map((row) => row.energyUj)).toEqual([0, 0, 0, 0, 100]);
  });

  test('targets that used more than the machine seems to leave nothing to the rest', () => {
    expect(attribute(450, 0, { ...cpu, systemBusyUs: 440 }).map((row) => row.energyUj)).toEqual([
      300, 100, 50, 0, 0,
    ]);
  });

  test('no CPU time at all: what is not idle goes to the rest of the system', () => {
    expect(attribute(90, 40, { targets: [], toolCpuUs: 0 }).map((row) => [row.kind, row.energyUj])).toEqual([
      ['tool', 0],
      ['rest', 50],
      ['idle', 40],
    ]);
  });

  test('property: the rows add up to the energy exactly, none is negative', () => {
    const use = fc.record({
      targets: fc.array(
        fc.record({
          kind: fc.constant('container' as const),
          name: fc.string(),
          cpuUs: fc.double({ min: 0, max: 1e13, noNaN: true }),
        }),
      ),
      toolCpuUs: fc.nat(),
      systemBusyUs: fc.double({ min: 0, max: 1e13, noNaN: true }),
    });
    const idle = fc.option(fc.double({ min: -1e12, max: 1e16, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), fc.nat(1e6), idle, use, (units, factor, idleUj, cpuUse) => {
        const energyUj = units * factor;
        const rows = attribute(energyUj, idleUj, cpuUse);
        expect(rows.reduce((sum, row) => sum + row.energyUj, 0)).toBe(energyUj);
        expect(rows.every((row) => row.energyUj >= 0)).toBe(true);
      }),
    );
  });
});
