import { expect, test } from 'vitest';
import type { EngineFacts } from '../../domain/run.ts';
import type { RuntimeState } from '../../domain/runtimes.ts';
import type { RuntimeEntry } from '../engine/engine.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { listRuntimes } from './list-runtimes.ts';

/** A machine that no virtual machine runs on, written by hand from proc_cpuinfo(5). */
const MACHINE = {
  'proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu vme sse\n',
  'proc/sys/kernel/osrelease': '6.1.0\n',
  'proc/sys/user/max_user_namespaces': '62000\n',
  'sys/fs/cgroup/cgroup.controllers': 'cpu io memory pids\n',
};

async function list(
  runtimes: readonly RuntimeEntry[],
  facts: Partial<EngineFacts> = {},
): Promise<ReadonlyMap<string, RuntimeState>> {
  const { env, engine } = fixtureMachine(MACHINE, facts);
  const states = await listRuntimes({ ...engine, runtimes, runcVersion: '1.1.5' }, env);
  return new Map(states.map((state) => [state.name, state]));
}

const RUNC: RuntimeEntry = { name: 'runc', path: 'runc', args: [] };

/** What a program's absence is called: it may be installed where this test runs. */
const MISSING = /^(it is not installed|\S+ is installed, and the engine does not list it)/;

test('what the engine lists comes first, then what it lacks, with a shim and its name told once', async () => {
  const states = await list([RUNC, { name: 'io.containerd.runc.v2', path: 'runc', args: [] }]);
  expect([...states.keys()]).toEqual([
    'runc',
    'crun',
    'youki',
    'runsc',
    'kata',
    'sysbox-runc',
    'firecracker',
  ]);
  expect(states.get('runc')).toMatchObject({ registered: 'default', usable: true, version: '1.1.5' });
});

test('that a runtime is missing leads, what else stands in the way follows', async () => {
  const { reason, advice } = (await list([RUNC])).get('kata') ?? {};
  expect(reason).toMatch(MISSING);
  expect(reason).toMatch(/\. Besides: needs KVM; here: the CPU shows no vmx or svm flag$/);
  expect(advice).toMatch(/^Enable VT-x .*\. See how: joulelab runtimes setup kata\.$/);
});

test('what an installation brings does not stand in its way', async () => {
  const state = (await list([RUNC])).get('sysbox-runc');
  expect(state?.requirements.some(({ met }) => met === 'no')).toBe(true);
  expect(state?.reason).toMatch(MISSING);
  expect(state?.reason).not.toContain('Besides');
});

test('a Docker without shims is said of a runtime that is one, even before it is there', async () => {
  const states = await list([RUNC], { version: '20.10.24' });
  const message = 'Docker 20.10.24 takes no containerd shims.';
  expect(states.get('kata')?.gates.map((gate) => gate.message)).toContain(message);
  // gVisor would be registered by its path, which every Docker takes.
  expect(states.get('runsc')?.gates).toEqual([]);
});

test('Firecracker is refused with its reason, whatever is missing', async () => {
  const { usable, reason } = (await list([RUNC])).get('firecracker') ?? {};
  expect([usable, reason]).toEqual([false, expect.stringContaining('not with Docker')]);
});

test('a rootless engine is told first, with what its user lacks', async () => {
  const states = await list([RUNC], { rootless: true, socket: 'unix:///run/user/1000/docker.sock' });
  expect([...states.keys()][0]).toBe('rootless');
  expect(states.get('rootless')).toMatchObject({ usable: true, registered: 'default' });
  expect(states.get('kata')?.requirements).toContainEqual(
    expect.objectContaining({ name: 'engine with root', met: 'no' }),
  );
});
