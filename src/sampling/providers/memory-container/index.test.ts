import { expect, test } from 'vitest';
import { fixtureContainer, fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { memoryContainer } from './index.ts';
import { workingSet } from './parse.ts';

test.each([
  ['debian-12-hybrid', 12_890_112 - 9_981_952],
  ['cgroup-v2-systemd', 104_857_600 - 31_457_280],
  ['cgroup-v2-cgroupfs', 104_857_600 - 31_457_280],
])('working set of the container on %s', (name, value) => {
  const machine = fixtureMachine(import.meta.url, name);
  expect(memoryContainer.probe(machine)).toEqual({ available: true });
  expect(readOnce(memoryContainer, machine, fixtureContainer(name))).toEqual([
    { metric: 'memory_used_container', value },
  ]);
});

test('a working set is never negative and needs both parts', () => {
  expect(workingSet(new Map([['usage', 10]]))).toBeUndefined();
  expect(
    workingSet(
      new Map([
        ['usage', 10],
        ['inactive', 12],
      ]),
    ),
  ).toBe(0);
});
