import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import { absentFigures } from './absent-figures.ts';

const root = mkdtempSync(`${tmpdir()}/joulelab-absent-`);
afterAll(() => rmSync(root, { recursive: true }));
const env = { roots: kernelRoots(root) };

test.each([
  ['cpuset cpu io memory pids', []],
  // As systemd delegates it to a user without a drop-in of its own: Debian 12, user@1000.service/cgroup.controllers.
  ['memory pids', ['disk traffic (io)']],
  ['', ['disk traffic (io)', 'memory (memory)']],
])('a cgroup with the controllers "%s"', (controllers, absent) => {
  const path = '/user.slice/docker-1.scope';
  mkdirSync(`${env.roots.cgroupfs}${path}`, { recursive: true });
  writeFileSync(`${env.roots.cgroupfs}${path}/cgroup.controllers`, `${controllers}\n`);
  expect(absentFigures(env, { v2: path })).toEqual(absent);
});

test('no cgroup of version 2, or one that is gone, says nothing', () => {
  expect(absentFigures(env, { v1: { blkio: '/docker/1' } })).toEqual([]);
  expect(absentFigures(env, { v2: '/gone' })).toEqual([]);
});
