import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Environment, kernelRoots } from '../../domain/environment.ts';
import { engineServices, slices } from './services.ts';

/** A kernel tree as systemd and Docker lay it out; written by hand from proc(5), cgroups(7) and systemd.special(7). */
function machine(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): Environment {
  const root = mkdtempSync(join(tmpdir(), 'joulelab-services-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, to] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(to, join(root, path));
  }
  return { roots: kernelRoots(root) };
}

const HOST = 'unix:///var/run/docker.sock';
const SOCKET = '0000000000000000: 00000002 00000000 00010000 0001 01 4242 /run/docker.sock\n';

const daemons = (
  cgroups: { readonly docker: string; readonly containerd: string },
  containerdParent: number,
) =>
  machine(
    {
      'proc/700/comm': 'dockerd\n',
      'proc/700/status': 'Name:\tdockerd\nPPid:\t1\n',
      'proc/700/cgroup': cgroups.docker,
      'proc/700/net/unix': SOCKET,
      // Another engine's.
      'proc/710/comm': 'dockerd\n',
      'proc/710/status': 'Name:\tdockerd\nPPid:\t1\n',
      'proc/710/net/unix': SOCKET,
      'proc/600/comm': 'containerd\n',
      'proc/600/status': `Name:\tcontainerd\nPPid:\t${containerdParent}\n`,
      'proc/600/cgroup': cgroups.containerd,
    },
    { 'proc/700/fd/3': 'socket:[4242]', 'proc/710/fd/3': 'socket:[77]' },
  );

test('units of systemd have their own cgroups', () => {
  const env = daemons(
    { docker: '0::/system.slice/docker.service\n', containerd: '0::/system.slice/containerd.service\n' },
    1,
  );
  expect(engineServices(env, { host: HOST, cgroupDriver: 'systemd' })).toEqual([
    { kind: 'service', name: 'container engine', cgroup: { v2: '/system.slice/docker.service' } },
    {
      kind: 'service',
      name: 'container engine (containerd)',
      cgroup: { v2: '/system.slice/containerd.service' },
    },
  ]);
});

test('a containerd that the daemon started is in its cgroup: one row', () => {
  const unit = '0::/system.slice/docker.service\n';
  const env = daemons({ docker: unit, containerd: unit }, 700);
  expect(engineServices(env, { host: HOST, cgroupDriver: 'systemd' })).toEqual([
    { kind: 'service', name: 'container engine', cgroup: { v2: '/system.slice/docker.service' } },
  ]);
});

test.each([
  ['without systemd', '0::/\n', 'cgroupfs'],
  ['where containers have no cgroup, and so are in the unit', '0::/user.slice/docker.service\n', 'none'],
])('%s it is the processes', (_, cgroup, cgroupDriver) => {
  const env = daemons({ docker: cgroup, containerd: cgroup }, 700);
  expect(engineServices(env, { host: HOST, cgroupDriver })).toEqual([
    { kind: 'service', name: 'container engine', pids: [700, 600] },
  ]);
});

test.each([
  ['on another machine', 'tcp://10.0.0.1:2375'],
  ['whose socket no dockerd has open', 'unix:///run/podman/podman.sock'],
])('an engine %s has no row', (_, host) => {
  const env = daemons({ docker: '0::/\n', containerd: '0::/\n' }, 700);
  expect(engineServices(env, { host, cgroupDriver: 'cgroupfs' })).toEqual([]);
});

test.each([
  ['cgroup v2', 'sys/fs/cgroup', { 'sys/fs/cgroup/cgroup.controllers': 'cpu\n' }],
  ['hybrid', 'sys/fs/cgroup/unified', {}],
])('slices of systemd: %s', (_, tree, files) => {
  const env = machine({
    ...files,
    [`${tree}/system.slice/cpu.stat`]: '',
    [`${tree}/user.slice/cpu.stat`]: '',
  });
  expect(slices(env)).toEqual([
    { kind: 'service', name: 'system services', cgroup: { v2: '/system.slice' } },
    { kind: 'service', name: 'user sessions', cgroup: { v2: '/user.slice' } },
  ]);
  expect(slices(machine({}))).toEqual([]);
});
