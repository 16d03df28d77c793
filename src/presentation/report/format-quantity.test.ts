import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCarbon,
  formatDuration,
  formatEnergy,
  formatPower,
  formatShare,
} from './format-quantity.ts';

describe('formatEnergy', () => {
  it.each([
    [undefined, '–'],
    [Number.NaN, '–'],
    [0, '0 J'],
    [7, '7 µJ'],
    [999, '999 µJ'],
    [1_234, '1.23 mJ'],
    [999_499, '999 mJ'],
    [999_600, '1.00 J'],
    [39_040_000, '39.0 J'],
    [284_000_000, '284 J'],
    [5_063_000_000, '5.06 kJ'],
    [3.6e12, '1.00 kWh'],
    [-39_040_000, '-39.0 J'],
  ])('%s µJ is %s', (value, text) => expect(formatEnergy(value)).toBe(text));

  it.each([
    [221_000_000, '220 J'],
    [9_750_000, '9.8 J'],
    [996_000_000, '1.0 kJ'],
    [12_400_000, '12 J'],
  ])('an estimate of %s µJ is %s', (value, text) => expect(formatEnergy(value, 2)).toBe(text));
});

describe('other quantities', () => {
  it.each([
    [formatPower(812), '812 µW'],
    [formatPower(17_940_000), '17.9 W'],
    [formatPower(1_200_000_000), '1.20 kW'],
    [formatCarbon(89), '89 µg'],
    [formatCarbon(29_500), '29.5 mg'],
    [formatCarbon(1_500_000), '1.50 g'],
    [formatBytes(0), '0 B'],
    [formatBytes(512), '512 B'],
    [formatBytes(52_428_800), '52.4 MB'],
    [formatBytes(25_200_000_000), '25.2 GB'],
    [formatBytes(undefined), '–'],
    [formatShare(0), '0 %'],
    [formatShare(0.0002), '< 0.1 %'],
    [formatShare(0.0234), '2.3 %'],
    [formatShare(0.0996), '10 %'],
    [formatShare(1), '100 %'],
    [formatShare(undefined), '–'],
  ])('%s', (shown, text) => expect(shown).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [undefined, '–'],
    [0, '0 s'],
    [812, '812 µs'],
    [84_000, '84.0 ms'],
    [12_318_000, '12.3 s'],
    [99_940_000, '99.9 s'],
    [99_960_000, '1 min 40 s'],
    [102_000_000, '1 min 42 s'],
    [3_599_400_000, '59 min 59 s'],
    [3_599_600_000, '1 h 00 min'],
    [7_500_000_000, '2 h 05 min'],
  ])('%s µs is %s', (value, text) => expect(formatDuration(value)).toBe(text));
});

describe('every formatter', () => {
  const formatters = [formatEnergy, formatPower, formatCarbon, formatBytes];

  it('keeps the value within half a unit of the third digit, in at most eight characters', () => {
    const sizes: Record<string, number> = { µ: 1, m: 1e3, '': 1e6, k: 1e9 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e11 }), (value) => {
        const text = formatPower(value);
        const [number = '', unit = ''] = text.split(' ');
        const back = Number(number) * (sizes[unit.replace('W', '')] ?? Number.NaN);
        expect(Math.abs(back - value)).toBeLessThanOrEqual(value * 0.00501);
        for (const format of formatters) expect(format(value).length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
