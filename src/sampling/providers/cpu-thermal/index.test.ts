import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { cpuThermal } from './index.ts';

test('each core and package once, whatever threads it has', () => {
  const machine = fixtureMachine(import.meta.url, 'intel-two-sockets');
  expect(cpuThermal.probe(machine)).toEqual({ available: true });
  const found = readOnce(cpuThermal, machine, { kind: 'machine' });
  expect(found.map(({ metric, detail, value }) => [metric, detail, value])).toEqual([
    ['thermal_throttling_package', 'package-0', 7],
    ['thermal_throttling_package', 'package-1', 107],
    ['thermal_throttling_core', 'package-0/core-0', 0],
    ['thermal_throttling_core', 'package-0/core-1', 1],
    ['thermal_throttling_core', 'package-1/core-0', 10],
    ['thermal_throttling_core', 'package-1/core-1', 11],
  ]);
});

test('without the counters it says whose they are', () => {
  expect(cpuThermal.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('Intel'),
  });
});
