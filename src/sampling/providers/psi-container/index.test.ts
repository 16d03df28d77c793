import { expect, test } from 'vitest';
import { fixtureContainer, fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { psiContainer } from './index.ts';

test('totals of the container', () => {
  const name = 'cgroup-v2-systemd';
  const machine = fixtureMachine(import.meta.url, name);
  expect(psiContainer.probe(machine)).toEqual({ available: true });
  const found = readOnce(psiContainer, machine, fixtureContainer(name));
  expect(found.map(({ metric, detail, value }) => [metric, detail, value])).toEqual([
    ['pressure_cpu_container', 'some', 12_200_431],
    ['pressure_cpu_container', 'full', 1],
    ['pressure_memory_container', 'some', 12_341],
    ['pressure_memory_container', 'full', 5671],
    ['pressure_io_container', 'some', 3_456_781],
    ['pressure_io_container', 'full', 3_001_231],
  ]);
});

test('cgroup v1 has none', () => {
  expect(psiContainer.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    reason: expect.stringContaining('cgroup v1'),
  });
});
