import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { psiSystem } from './index.ts';

test('totals of all three resources', () => {
  const machine = fixtureMachine(import.meta.url, 'cgroup-v2-systemd');
  expect(psiSystem.probe(machine)).toEqual({ available: true });
  const found = readOnce(psiSystem, machine, { kind: 'machine' });
  expect(found.map(({ metric, detail, value }) => [metric, detail, value])).toEqual([
    ['pressure_cpu_system', 'some', 1_220_043],
    ['pressure_cpu_system', 'full', 0],
    ['pressure_memory_system', 'some', 1234],
    ['pressure_memory_system', 'full', 567],
    ['pressure_io_system', 'some', 345_678],
    ['pressure_io_system', 'full', 300_123],
  ]);
});

test('an older kernel without a second line for the CPU', () => {
  const found = readOnce(psiSystem, fixtureMachine(import.meta.url, 'linux-5.10'), { kind: 'machine' });
  expect(found).toEqual([{ metric: 'pressure_cpu_system', detail: 'some', value: 99 }]);
});

test('without PSI it names the kernel parameter', () => {
  expect(psiSystem.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('psi=1'),
  });
});
