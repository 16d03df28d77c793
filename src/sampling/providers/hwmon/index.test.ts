import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { hwmon } from './index.ts';

const read = (name: string) =>
  readOnce(hwmon, fixtureMachine(import.meta.url, name), { kind: 'machine' }).map(
    ({ metric, detail, value }) => [metric, detail, value],
  );

test('sensors under the names that lm-sensors gives them; limits and graphics cards left out', () => {
  expect(hwmon.probe(fixtureMachine(import.meta.url, 'intel-server'))).toEqual({ available: true });
  expect(read('intel-server')).toEqual([
    ['temperature_hwmon', 'coretemp-isa-0000/Package id 0', 42_000],
    ['temperature_hwmon', 'coretemp-isa-0000/Core 0', 39_000],
    ['temperature_hwmon', 'nvme-pci-5e00/Composite', 35_850],
    ['power_hwmon', 'power_meter-acpi-0/power1', 187_000_000],
    ['energy_hwmon', 'lm75-i2c-3-48/energy2', 7_777_777],
    ['fan_speed_hwmon', 'lm75-i2c-3-48/fan1', 1380],
    ['power_hwmon', 'lm75-i2c-3-48/power2', 61_000_000],
    // -5 °C is not there.
    ['temperature_hwmon', 'coretemp-isa-0001/Package id 1', 44_000],
  ]);
});

test('a sensor with a mean of its own is read by that', () => {
  expect(read('arm64-board')).toEqual([['power_hwmon', 'ina3221-virtual-0/power1', 4_800_000]]);
});

test('without sensors it says how to find them', () => {
  expect(hwmon.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('sensors-detect'),
  });
});
