import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { kernelRoots } from '../../../domain/environment.ts';
import { fixtureContainer, fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { command } from './index.ts';
import { treeCpu } from './parse.ts';

test.each(['debian-12-hybrid', 'cgroup-v2-systemd'])('a command in a cgroup on %s', (name) => {
  const machine = fixtureMachine(import.meta.url, name);
  const { cgroup } = fixtureContainer(name);
  const isV2 = name === 'cgroup-v2-systemd';
  expect(readOnce(command, machine, { kind: 'command', name: 'make', pid: 1, parentPid: 1, cgroup })).toEqual(
    [
      { metric: 'cpu_time_command', value: isV2 ? 1_234_567 : 957_839 },
      {
        metric: 'disk_read_bytes_command',
        detail: isV2 ? 'nvme0n1' : 'vda',
        value: isV2 ? 1_048_576 : 8_417_280,
      },
      {
        metric: 'disk_written_bytes_command',
        detail: isV2 ? 'nvme0n1' : 'vda',
        value: isV2 ? 8_392_704 : 8_400_896,
      },
      { metric: 'memory_used_command', value: isV2 ? 73_400_320 : 2_908_160 },
    ],
  );
});

test('without a cgroup only CPU time is known', () => {
  const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');
  // 4711 has used 940 ms itself and waited for nothing.
  expect(readOnce(command, machine, { kind: 'command', name: 'make', pid: 4711, parentPid: 4711 })).toEqual([
    { metric: 'cpu_time_command', value: 940_000 },
  ]);
});

test('the larger part counts: running first, waited for at last', () => {
  expect(treeCpu(new Map([['running', 30]]))).toBe(30);
  expect(
    treeCpu(
      new Map([
        ['running', 30],
        ['waited-for', 50],
      ]),
    ),
  ).toBe(50);
});

test('a real child that was waited for shows in the parent’s file', () => {
  const target = { kind: 'command', name: 'burn', pid: process.pid, parentPid: process.pid } as const;
  const plan = command.plan({ roots: kernelRoots() }, target);
  const parent = plan.find((source) => source.role === 'tree-parent');
  if (parent === undefined) throw new Error('nothing planned');
  spawnSync('sh', ['-c', 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done']);
  const finished = readOnce({ ...command, plan: () => [parent] }, { roots: kernelRoots() }, target);
  expect(finished).toHaveLength(1);
  expect(finished[0]?.value).toBeGreaterThan(50_000);
});
