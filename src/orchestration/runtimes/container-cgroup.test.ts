import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CgroupPaths } from '../../domain/target.ts';
import { accountInContainerCgroup, parseContainerCgroup } from './container-cgroup.ts';

const ID = '5d427ca23b67564d1108f76482897ed5e7a3570c30f4d1cfaca667279b434c71';
const FOLDER = join(import.meta.dirname, 'testdata', 'proc-pid-cgroup');

/** What each machine's file must give. */
const EXPECTED: Readonly<Record<string, CgroupPaths>> = {
  'v1-cgroupfs': {
    v1: { cpu: `/docker/${ID}`, cpuacct: `/docker/${ID}`, memory: `/docker/${ID}`, blkio: `/docker/${ID}` },
  },
  'hybrid-cgroupfs': {
    v2: `/docker/${ID}`,
    v1: { pids: `/docker/${ID}`, memory: `/docker/${ID}`, cpuacct: `/docker/${ID}`, cpu: `/docker/${ID}` },
  },
  'hybrid-systemd': {
    v1: {
      memory: `/system.slice/docker-${ID}.scope`,
      cpu: `/system.slice/docker-${ID}.scope`,
      cpuacct: `/system.slice/docker-${ID}.scope`,
    },
  },
  'v2-systemd': { v2: `/system.slice/docker-${ID}.scope` },
  'v2-cgroupfs': { v2: `/docker/${ID}` },
  'v2-rootless': { v2: `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope` },
  'v2-systemd-in-container': { v2: `/system.slice/docker-${ID}.scope` },
  'v1-sysbox': { v1: { memory: `/docker/${ID}`, cpu: `/docker/${ID}`, cpuacct: `/docker/${ID}` } },
  'v2-kata-go': { v2: `/system.slice:docker:${ID}` },
  'v1-rootless-without-cgroups': {},
};

test('every file of the table is there, and none besides', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(EXPECTED).sort());
});

test.each(Object.entries(EXPECTED))('%s', (name, expected) => {
  expect(parseContainerCgroup(readFileSync(join(FOLDER, name), 'utf8'), ID)).toEqual(expected);
});

test('a container that has ended already has no cgroup, which is no error', () => {
  const roots = { procfs: '/nosuch', sysfs: '', cgroupfs: '', dev: '' };
  const container = { name: 'app', id: ID, pid: 1, networkMode: 'bridge' };
  const { ownCgroup, target } = accountInContainerCgroup(container, { roots });
  expect([ownCgroup, target.cgroup]).toEqual([false, {}]);
});

test.each([
  ['bridge', true],
  ['joulelab-x-default', true],
  ['none', true],
  ['host', false],
  ['container:abc', false],
])('network mode %s: a network namespace of its own is %s', (networkMode, expected) => {
  const roots = { procfs: '/nosuch', sysfs: '', cgroupfs: '', dev: '' };
  const { target } = accountInContainerCgroup({ name: 'app', id: ID, pid: 1, networkMode }, { roots });
  expect(target.ownNetwork).toBe(expected);
});
