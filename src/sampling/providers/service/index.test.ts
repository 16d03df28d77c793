import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { service } from './index.ts';

const machine = (name: string) => fixtureMachine(import.meta.url, name);

test('from the cgroup of its unit', () => {
  const target = { kind: 'service', name: 'engine', cgroup: { v2: '/system.slice/docker.service' } } as const;
  expect(readOnce(service, machine('cgroup-v2-systemd'), target)).toEqual([
    { metric: 'cpu_time_service', value: 7_654_321 },
  ]);
});

test('from its processes each with the children that it waited for', () => {
  // utime 75, stime 19, and no children, in ticks of 10 ms.
  const target = { kind: 'service', name: 'engine', pids: [4711] } as const;
  expect(readOnce(service, machine('debian-12-hybrid'), target)).toEqual([
    { metric: 'cpu_time_service', value: 940_000 },
  ]);
});
