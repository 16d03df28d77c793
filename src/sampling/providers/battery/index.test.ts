import { expect, test } from 'vitest';
import { fixtureMachine, parseBytes, readOnce } from '../../testdata/read-fixture.ts';
import { battery } from './index.ts';

test.each([
  // The second battery is not in use, the mains adapter and the mouse are none.
  ['thinkpad', [{ metric: 'power_battery', detail: 'BAT0', value: 7_342_000 }]],
  ['current-and-voltage', [{ metric: 'power_battery', detail: 'BAT0', value: 9_340_100 }]],
])('what is drawn on %s', (name, expected) => {
  const machine = fixtureMachine(import.meta.url, name);
  expect(battery.probe(machine)).toEqual({ available: true });
  expect(readOnce(battery, machine, { kind: 'machine' })).toEqual(expected);
});

test('while it charges there is no value', () => {
  const [source] = battery.plan(fixtureMachine(import.meta.url, 'thinkpad'), { kind: 'machine' });
  if (source === undefined) throw new Error('nothing planned');
  const text = 'POWER_SUPPLY_STATUS=Charging\nPOWER_SUPPLY_POWER_NOW=31000000\n';
  expect(parseBytes(battery, source, Buffer.from(text))).toEqual([]);
});

test('without a battery it says what else there is', () => {
  expect(battery.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('meter'),
  });
});
