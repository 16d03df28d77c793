import { expect, test } from 'vitest';
import { fixtureContainer, fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { cpuContainer } from './index.ts';

test.each([
  // cpuacct.usage says 957839952 ns.
  ['debian-12-hybrid', 957_839],
  ['cgroup-v2-systemd', 1_234_567],
  ['cgroup-v2-cgroupfs', 1_234_567],
  ['cgroup-v2-rootless', 99_123],
  // The controllers cpu and cpuacct are mounted together.
  ['rhel-7-v1', 5_123_456],
])('CPU time of the container on %s', (name, value) => {
  const machine = fixtureMachine(import.meta.url, name);
  expect(cpuContainer.probe(machine)).toEqual({ available: true });
  expect(readOnce(cpuContainer, machine, fixtureContainer(name))).toEqual([
    { metric: 'cpu_time_container', value },
  ]);
});

test('a hybrid machine without the v1 file is read on the v2 side', () => {
  const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');
  const container = fixtureContainer('debian-12-hybrid');
  const { v2 = '' } = container.cgroup;
  expect(readOnce(cpuContainer, machine, { ...container, cgroup: { v2 } })).toEqual([
    { metric: 'cpu_time_container', value: 957_839 },
  ]);
});

test('a container in the root cgroup has no figure: the root holds the whole machine', () => {
  const machine = fixtureMachine(import.meta.url, 'cgroup-v2-systemd');
  const container = { ...fixtureContainer('cgroup-v2-systemd'), cgroup: { v2: '/', v1: { cpuacct: '/' } } };
  expect(cpuContainer.plan(machine, container)).toEqual([]);
});

test('without any cgroup tree it is unavailable and says what to mount', () => {
  const status = cpuContainer.probe(fixtureMachine(import.meta.url, 'no-such-machine'));
  expect(status).toMatchObject({ available: false, advice: expect.stringContaining('mount') });
});
