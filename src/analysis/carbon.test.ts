import { expect, test } from 'vitest';
import { carbonUg } from './carbon.ts';
import { gridIntensity } from './grid-intensity.ts';

test('1 kWh at 473 g/kWh is 473 g', () => {
  expect(carbonUg(3.6e12, { gramsPerKwh: 473, zone: 'X', source: 'x' })).toBe(473e6);
});

test('1 J at 360 g/kWh is 100 µg', () => {
  expect(carbonUg(1e6, { gramsPerKwh: 360, zone: 'X', source: 'x' })).toBe(100);
});

test('the default is the world, a country is named by its code in any case, the source is told', () => {
  expect(gridIntensity()).toEqual(gridIntensity('world'));
  expect(gridIntensity().zone).toBe('WORLD');
  expect(gridIntensity(' deu ')).toMatchObject({
    zone: 'DEU',
    source: expect.stringMatching(/Ember.*@tgwf\/co2/),
  });
  expect(gridIntensity('FRA').gramsPerKwh).toBeLessThan(gridIntensity('POL').gramsPerKwh);
});

test.each(['DE', '', 'Atlantis', 'toString', '__proto__'])(
  'an unknown zone is an error that says what to write: %j',
  (zone) => {
    expect(() => gridIntensity(zone)).toThrow(
      expect.objectContaining({ code: 'usage', advice: expect.stringContaining('three-letter') }),
    );
  },
);
