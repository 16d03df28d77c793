import { expect, test } from 'vitest';
import { enginesCgroup, isKeeper, keeperBelow, keeperPaths } from './keeper.ts';

const RUN = '0123456789ab';

test.each([
  ['cgroupfs on v1', { v1: { cpuacct: '/docker/ID', memory: '/docker/ID' } }, '/docker'],
  ['cgroupfs on v2', { v2: '/docker/ID' }, '/docker'],
  ['systemd', { v2: '/system.slice/docker-ID.scope' }, '/system.slice'],
  [
    "a slice of the administrator's",
    { v2: '/lab.slice/lab-work.slice/docker-ID.scope' },
    '/lab.slice/lab-work.slice',
  ],
  ['a container at the root', { v2: '/system.slice:docker:ID' }, undefined],
  ['no cgroup', {}, undefined],
])('where the engine makes cgroups: %s', (_, own, expected) => {
  expect(enginesCgroup(own)).toBe(expected);
});

test.each([
  ['/docker', { option: `/docker/joulelab-${RUN}-3`, path: `/docker/joulelab-${RUN}-3` }],
  [
    '/system.slice',
    { option: `system-joulelab${RUN}s3.slice`, path: `/system.slice/system-joulelab${RUN}s3.slice` },
  ],
  [
    '/lab.slice/lab-work.slice',
    {
      option: `lab-work-joulelab${RUN}s3.slice`,
      path: `/lab.slice/lab-work.slice/lab-work-joulelab${RUN}s3.slice`,
    },
  ],
])('a keeper below %s, told from other cgroups by its name', (parent, expected) => {
  const keeper = keeperBelow(parent, RUN, 3);
  expect(keeper).toMatchObject(expected);
  expect(isKeeper(keeper.component)).toBe(true);
});

test.each(['docker', 'system.slice', 'joulelab-exec-0123456789ab', 'user-1000.slice', 'joulelab-x-1'])(
  '%s is no keeper',
  (name) => expect(isKeeper(name)).toBe(false),
);

test('its paths are those above the container, in the hierarchies that have it', () => {
  const keeper = keeperBelow('/docker', RUN, 0);
  expect(
    keeperPaths(
      { v2: `${keeper.path}/ID`, v1: { cpuacct: `${keeper.path}/ID`, blkio: '/docker/ID' } },
      keeper,
    ),
  ).toEqual({
    v2: keeper.path,
    v1: { cpuacct: keeper.path },
  });
  // The scenario's own --cgroup-parent wins.
  expect(keeperPaths({ v2: '/mine/ID' }, keeper)).toBeUndefined();
});
