import { expect, test } from 'vitest';
import { RUNTIMES } from './registry.ts';

test('the registry is not empty, its ids differ, and its last entry takes every runtime', () => {
  expect(RUNTIMES.length).toBeGreaterThan(1);
  expect(new Set(RUNTIMES.map(({ id }) => id)).size).toBe(RUNTIMES.length);
  expect(RUNTIMES.at(-1)?.recognise({ name: 'whatever', args: [] })).toBe(true);
});

test.each([
  [{ name: 'runc', path: 'runc' }, 'runc'],
  [{ name: 'io.containerd.runc.v2', path: 'runc' }, 'runc'],
  [{ name: 'my-runc', path: '/opt/bin/runc' }, 'runc'],
  [{ name: 'runsc', path: '/usr/bin/runsc' }, 'gvisor'],
  [{ name: 'sandboxed', path: '/usr/bin/runsc' }, 'gvisor'],
  [{ name: 'io.containerd.runsc.v1' }, 'gvisor'],
  [{ name: 'sysbox-runc', path: '/usr/bin/sysbox-runc' }, 'sysbox'],
  [{ name: 'io.containerd.kata.v2' }, 'kata'],
  [{ name: 'io.containerd.kata-qemu.v2' }, 'kata'],
  [{ name: 'vm', runtimeType: '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2' }, 'kata'],
  [{ name: 'aws.firecracker' }, 'firecracker'],
  [{ name: 'io.containerd.firecracker' }, 'firecracker'],
  [{ name: 'fast', path: '/usr/bin/crun' }, 'crun'],
  [{ name: 'youki', path: '/usr/bin/youki' }, 'youki'],
  [{ name: 'io.containerd.wasmtime.v1' }, 'other'],
])('%j is %s', (entry, id) => {
  expect(RUNTIMES.find((runtime) => runtime.recognise({ args: [], ...entry }))?.id).toBe(id);
});
