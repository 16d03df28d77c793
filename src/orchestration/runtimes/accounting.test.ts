import { expect, test } from 'vitest';
import type { CgroupPaths } from '../../domain/target.ts';
import { firecracker } from './firecracker/index.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { gvisor } from './gvisor/index.ts';
import { kata } from './kata/index.ts';
import { runc } from './runc/index.ts';
import type { Runtime } from './runtime.ts';
import { sysbox } from './sysbox/index.ts';

const ID = '5d427ca23b67564d1108f76482897ed5e7a3570c30f4d1cfaca667279b434c71';
const PROCESS = 'proc/4242/cgroup';
const V2 = { 'sys/fs/cgroup/cgroup.controllers': 'cpu io memory\n' };
/** A cgroup of version 2 that exists. */
const v2 = (path: string) => ({ [`sys/fs/cgroup${path}/cpu.stat`]: '' });

const USER = '/user.slice/user-1000.slice/user@1000.service/user.slice';

type Row = [string, Runtime, Record<string, string>, CgroupPaths, CgroupPaths[]?];

/**
 * Where the process that the engine names stands, by runtime. Written by hand from the sources in the runtimes' own comments; that of
 * Kata's Rust shim under systemd is inferred from systemd.slice(5), as no document shows the expanded name.
 */
test.each<Row>([
  [
    'runc',
    runc,
    { [PROCESS]: `0::/system.slice/docker-${ID}.scope\n` },
    { v2: `/system.slice/docker-${ID}.scope` },
  ],
  [
    'rootless under systemd',
    runc,
    { [PROCESS]: `0::${USER}/docker-${ID}.scope\n` },
    { v2: `${USER}/docker-${ID}.scope` },
  ],
  ['gVisor', gvisor, { [PROCESS]: `0::/docker/${ID}\n` }, { v2: `/docker/${ID}` }],
  [
    'Sysbox: the first process is in a child',
    sysbox,
    { [PROCESS]: `0::/system.slice/docker-${ID}.scope/init.scope\n` },
    { v2: `/system.slice/docker-${ID}.scope` },
  ],
  [
    'Sysbox on version 1',
    sysbox,
    {
      [PROCESS]: `4:cpu,cpuacct:/docker/${ID}/syscont-cgroup-root/init.scope\n1:name=systemd:/docker/${ID}\n`,
    },
    { v1: { cpu: `/docker/${ID}`, cpuacct: `/docker/${ID}` } },
  ],
  [
    'Kata, Go shim, systemd: a literal folder, helpers apart',
    kata,
    { [PROCESS]: `0::/system.slice:docker:${ID}\n`, ...V2, ...v2(`/kata_overhead/${ID}`) },
    { v2: `/system.slice:docker:${ID}` },
    [{ v2: `/kata_overhead/${ID}` }],
  ],
  [
    'Kata, Go shim, cgroupfs',
    kata,
    { [PROCESS]: `0::/docker/kata_${ID}\n`, ...V2, ...v2(`/kata_overhead/${ID}`) },
    { v2: `/docker/kata_${ID}` },
    [{ v2: `/kata_overhead/${ID}` }],
  ],
  [
    'Kata, Go shim, version 1: all that figures are read from',
    kata,
    {
      [PROCESS]: `4:cpu,cpuacct:/docker/kata_${ID}\n`,
      ...Object.fromEntries(
        ['cpu', 'cpuacct', 'memory', 'blkio', 'pids'].map((one) => [
          `sys/fs/cgroup/${one}/kata_overhead/${ID}/tasks`,
          '',
        ]),
      ),
    },
    { v1: { cpu: `/docker/kata_${ID}`, cpuacct: `/docker/kata_${ID}` } },
    [
      {
        v1: {
          cpu: `/kata_overhead/${ID}`,
          cpuacct: `/kata_overhead/${ID}`,
          memory: `/kata_overhead/${ID}`,
          blkio: `/kata_overhead/${ID}`,
        },
      },
    ],
  ],
  [
    'Kata, Rust shim, systemd, helpers apart',
    kata,
    {
      [PROCESS]: `0::/system.slice/docker-${ID}.scope\n`,
      ...V2,
      ...v2(`/kata.slice/kata-overhead.slice/runtime-rs-${ID}.scope`),
    },
    { v2: `/system.slice/docker-${ID}.scope` },
    [{ v2: `/kata.slice/kata-overhead.slice/runtime-rs-${ID}.scope` }],
  ],
  [
    'Kata, Rust shim, helpers below the container: its own counters have them',
    kata,
    { [PROCESS]: `0::/docker/${ID}/sandbox\n`, ...V2, ...v2(`/docker/${ID}/overhead`) },
    { v2: `/docker/${ID}` },
  ],
  [
    'Kata, Rust shim, all in one cgroup (the default)',
    kata,
    { [PROCESS]: `0::/system.slice/docker-${ID}.scope\n`, ...V2 },
    { v2: `/system.slice/docker-${ID}.scope` },
  ],
  [
    "Kata: another container's helpers are not its own",
    kata,
    { [PROCESS]: `0::/docker/kata_${ID}\n`, ...V2, ...v2('/kata_overhead/abc') },
    { v2: `/docker/kata_${ID}` },
  ],
])('%s', (_, runtime, files, cgroup, overhead) => {
  const { env } = fixtureMachine(files);
  const container = { name: 'app', id: ID, pid: 4242, networkMode: 'bridge' };
  const { ownCgroup, target } = runtime.accounting(container, env);
  expect({ ownCgroup, cgroup: target.cgroup, overhead: target.overhead }).toEqual({
    ownCgroup: true,
    cgroup,
    overhead,
  });
});

test('a container whose cgroup does not name it has none of its own', () => {
  const { env } = fixtureMachine({ [PROCESS]: '0::/user.slice/session-1.scope\n' });
  const { ownCgroup, target } = runc.accounting({ name: 'a', id: ID, pid: 4242, networkMode: 'bridge' }, env);
  expect([ownCgroup, target.cgroup]).toEqual([false, {}]);
});

test('under Kata the mirrors of eth0 are not counted again', () => {
  const container = { name: 'app', id: ID, pid: 4242, networkMode: 'bridge' };
  const { ignoreInterfaces } = kata.accounting(container, fixtureMachine().env).target;
  expect(ignoreInterfaces).toEqual(expect.arrayContaining(['lo', 'tap0_kata', 'tap15_kata']));
  expect(ignoreInterfaces).not.toContain('eth0');
});

test.each<[string, Record<string, string>, unknown]>([
  [
    'units of systemd',
    { ...v2('/system.slice/sysbox-mgr.service'), ...v2('/system.slice/sysbox-fs.service') },
    [
      { name: 'sysbox-mgr', cgroup: { v2: '/system.slice/sysbox-mgr.service' } },
      { name: 'sysbox-fs', cgroup: { v2: '/system.slice/sysbox-fs.service' } },
    ],
  ],
  ['processes', { 'proc/71/comm': 'sysbox-fs\n' }, [{ name: 'sysbox-fs', pids: [71] }]],
])('the daemons of Sysbox are found as %s', (_, files, expected) => {
  expect(sysbox.sharedServices(fixtureMachine(files))).toEqual(expected);
});

test('Firecracker is recognised so that it can be refused with a way out', async () => {
  const { engine } = fixtureMachine();
  expect(await firecracker.inspect({ name: 'aws.firecracker', args: [] }, engine)).toMatchObject({
    installed: false,
    reason: expect.stringContaining('not with Docker'),
    advice: expect.stringContaining('joulelab runtimes setup kata'),
  });
});
