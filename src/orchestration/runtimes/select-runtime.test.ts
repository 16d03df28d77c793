import { expect, test } from 'vitest';
import type { Engine, RuntimeEntry } from '../engine/engine.ts';
import { fixtureMachine } from './fixture-machine.ts';
import type { RuntimeHost } from './runtime.ts';
import { selectRuntime } from './select-runtime.ts';

const OFFERED: readonly RuntimeEntry[] = [
  { name: 'runc', path: 'runc', args: [] },
  { name: 'vm', args: [] },
  { name: 'gone', path: '/nosuch/youki', args: [] },
];
const DAEMON_JSON = JSON.stringify({
  runtimes: { vm: { runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: '/etc/kata/qemu.toml' } } },
});

function machine(docker = '28.2.2'): RuntimeHost {
  const { env, engine } = fixtureMachine({ 'etc/docker/daemon.json': DAEMON_JSON }, { version: docker });
  const offering: Engine = { ...engine, runtimes: OFFERED, runcVersion: '1.1.5' };
  return { env, engine: offering };
}

test.each([
  [undefined, 'runc', '1.1.5', 'runc'],
  // The engine tells a name only; its configuration tells the shim.
  ['vm', 'kata', undefined, undefined],
  ['io.containerd.runsc.v1', 'gvisor', undefined, undefined],
])('%s is %s', async (name, id, version, binary) => {
  const selected = await selectRuntime(machine(), name);
  expect([selected.runtime.id, selected.version, selected.binary]).toEqual([id, version, binary]);
});

test('what the configuration says of an entry comes with it', async () => {
  const { entry } = await selectRuntime(machine(), 'vm');
  expect(entry).toMatchObject({ runtimeType: 'io.containerd.kata.v2', configPath: '/etc/kata/qemu.toml' });
});

test.each([
  [
    'nosuch',
    '28.2.2',
    /knows no OCI runtime nosuch/,
    /offers runc, vm, gone.*\{"runtimes":\{"nosuch":\{"path":"\/usr\/bin\/nosuch"\}\}\}/,
  ],
  ['runsc', '28.2.2', /runsc/, /\{"runtimes":\{"runsc":.*joulelab runtimes setup gvisor/],
  ['kata', '20.10.24', /kata/, /with Docker 23 or later, put .*"runtimeType"/],
  ['io.containerd.kata.v2', '20.10.24', /kata/, /update Docker 20\.10\.24 to 23/],
  ['aws.firecracker', '28.2.2', /firecracker-containerd/, /setup kata/],
  ['gone', '28.2.2', /\/nosuch\/youki does not exist/, /daemon\.json/],
])('%s under Docker %s is refused', async (name, docker, message, advice) => {
  await expect(selectRuntime(machine(docker), name)).rejects.toMatchObject({
    code: 'runtime-unavailable',
    message: expect.stringMatching(message),
    advice: expect.stringMatching(advice),
  });
});
