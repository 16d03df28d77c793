import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ListedRuntimes, runtimeEntries } from '../engine/runtime-entries.ts';
import { withDeclaredType } from './daemon-json.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { RUNTIMES, recognise } from './registry.ts';

test('the ids of all runtimes differ, and the last one takes every entry', () => {
  expect(new Set(RUNTIMES.map(({ id }) => id)).size).toBe(RUNTIMES.length);
  expect(RUNTIMES.at(-1)?.recognise({ name: 'whatever', args: [] })).toBe(true);
});

/** Where each comes from: testdata/docker-info/README.md. */
function listed(version: string): Record<string, string> {
  const text = readFileSync(join(import.meta.dirname, 'testdata', 'docker-info', `${version}.json`), 'utf8');
  const entries = runtimeEntries(JSON.parse(text) as ListedRuntimes);
  return Object.fromEntries(entries.map((entry) => [entry.name, recognise(entry).id]));
}

test.each([
  [
    '20.10.24',
    {
      runc: 'runc',
      'io.containerd.runc.v2': 'runc',
      'io.containerd.runtime.v1.linux': 'runc',
      crun: 'crun',
      runsc: 'gvisor',
      'runsc-kvm': 'gvisor',
    },
  ],
  [
    '25.0',
    {
      runc: 'runc',
      'io.containerd.runc.v2': 'runc',
      kata: 'kata',
      'sysbox-runc': 'sysbox',
      wrapped: 'gvisor',
    },
  ],
  [
    '29.5',
    {
      runc: 'runc',
      'io.containerd.runc.v2': 'runc',
      microvm: 'kata',
      'older-name': 'kata',
      vm: 'kata',
      sandbox: 'gvisor',
      youki: 'youki',
    },
  ],
])('what Docker %s lists is recognised', (version, expected) => {
  expect(listed(version)).toEqual(expected);
});

test.each([
  [{ name: 'my-runc', path: '/opt/bin/runc' }, 'runc'],
  [{ name: 'runc', path: '/opt/bin/crun' }, 'runc'],
  [{ name: 'fast', path: '/usr/bin/crun' }, 'crun'],
  [{ name: 'crun', path: '/usr/bin/something' }, 'other'],
  [{ name: 'runsc-own-stack', path: '/opt/wrapper' }, 'gvisor'],
  [{ name: 'io.containerd.runsc.v1' }, 'gvisor'],
  [{ name: 'io.containerd.run.runsc.v1' }, 'gvisor'],
  [{ name: 'io.containerd.kata.v2' }, 'kata'],
  [{ name: 'io.containerd.run.kata.v2' }, 'kata'],
  [{ name: 'io.containerd.kata-qemu.v2' }, 'kata'],
  [{ name: 'old', path: '/usr/bin/kata-runtime' }, 'kata'],
  [{ name: 'aws.firecracker' }, 'firecracker'],
  [{ name: 'io.containerd.firecracker' }, 'firecracker'],
  [{ name: 'fc', runtimeType: 'aws.firecracker' }, 'firecracker'],
  [{ name: 'io.containerd.wasmtime.v1' }, 'other'],
  [{ name: 'mystery' }, 'other'],
])('%j is %s', (entry, id) => {
  expect(recognise({ args: [], ...entry }).id).toBe(id);
});

test('a name of which the engine tells nothing is told by daemon.json', () => {
  const declared = {
    runtimes: { mystery: { runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: '/x' } } },
  };
  const host = fixtureMachine({ 'etc/docker/daemon.json': JSON.stringify(declared) });
  const entry = withDeclaredType({ name: 'mystery', args: [] }, host);
  expect(entry).toMatchObject({ runtimeType: 'io.containerd.kata.v2', configPath: '/x' });
  expect(recognise(entry).id).toBe('kata');
});
