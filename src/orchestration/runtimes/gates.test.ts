import { expect, test } from 'vitest';
import type { RuntimeEntry } from '../engine/engine.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { gvisor } from './gvisor/index.ts';
import { kata } from './kata/index.ts';
import { runc } from './runc/index.ts';
import type { Runtime } from './runtime.ts';
import { sysbox } from './sysbox/index.ts';
import { youki } from './youki/index.ts';

const byPath = (path: string): RuntimeEntry => ({ name: 'x', path, args: [] });
const RUST: RuntimeEntry = {
  name: 'kata',
  runtimeType: '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2',
  args: [],
};
const GO: RuntimeEntry = { name: 'kata', runtimeType: '/opt/kata/bin/containerd-shim-kata-v2', args: [] };
const SHIM: RuntimeEntry = { name: 'io.containerd.kata.v2', args: [] };
const SYSBOX = byPath('/usr/bin/sysbox-runc');
const YOUKI = byPath('/usr/bin/youki');
const RUNSC_SHIM: RuntimeEntry = { name: 'io.containerd.runsc.v1', args: [] };

/** Effects and what they are about: time namespaces, late networks, shims, cgroups. */
function effects(
  runtime: Runtime,
  entry: RuntimeEntry,
  version: string | undefined,
  docker: string,
  files: Record<string, string> = {},
): string[] {
  const gates = runtime.gates(version, entry, fixtureMachine(files, { version: docker }));
  const about = (message: string) =>
    /time namespace|sets networks up|takes no containerd shims|cgroup/.exec(message)?.[0] ?? message;
  return gates.map(({ effect, message }) => `${effect}: ${about(message)}`);
}

const TIME = 'refuse: time namespace';
const TIME_MAYBE = 'warn: time namespace';
const NETWORK = 'refuse: sets networks up';
const NETWORK_MAYBE = 'warn: sets networks up';
const TWO_CGROUPS = 'warn: cgroup';

test.each<[string, Runtime, RuntimeEntry, string | undefined, string, string[]]>([
  ['runc', runc, byPath('runc'), '1.1.5', '29.5.0', []],
  // youki: 0.7.0 is the first that takes time namespaces.
  ['youki', youki, YOUKI, '0.6.0', '29.4.9', []],
  ['youki', youki, YOUKI, '0.6.0', '29.5.0', [TIME]],
  ['youki', youki, YOUKI, '0.7.0', '29.5.0', []],
  ['youki', youki, YOUKI, undefined, '29.5.0', [TIME_MAYBE]],
  // Sysbox: no release up to 0.7.0, later ones are not known; late networks cost inner name resolution alone.
  ['Sysbox', sysbox, SYSBOX, '0.7.0', '27.5.1', []],
  ['Sysbox', sysbox, SYSBOX, '0.7.0', '28.0.0', [NETWORK_MAYBE]],
  ['Sysbox', sysbox, SYSBOX, '0.7.0', '26.0.0', [NETWORK_MAYBE]],
  ['Sysbox', sysbox, SYSBOX, '0.6.7', '29.5.0', [TIME, NETWORK_MAYBE]],
  ['Sysbox', sysbox, SYSBOX, '0.7.0', '29.5.0', [TIME, NETWORK_MAYBE]],
  ['Sysbox', sysbox, SYSBOX, '0.7.1', '29.5.0', [TIME_MAYBE, NETWORK_MAYBE]],
  ['Sysbox', sysbox, SYSBOX, undefined, '29.5.0', [TIME_MAYBE, NETWORK_MAYBE]],
  // Kata: networks from 3.30.0 (Rust) and 3.29.0 (Go), time namespaces from 3.32.0, one cgroup from 4.1.0.
  ['Kata', kata, RUST, '3.29.0', '27.5.1', [TWO_CGROUPS]],
  ['Kata', kata, RUST, '3.29.0', '28.0.0', [NETWORK, TWO_CGROUPS]],
  ['Kata', kata, RUST, '3.29.0', '26.0.0', [NETWORK, TWO_CGROUPS]],
  ['Kata', kata, RUST, '3.29.0', '26.0.1', [TWO_CGROUPS]],
  ['Kata', kata, RUST, '3.30.0', '28.0.0', [TWO_CGROUPS]],
  ['Kata', kata, GO, '3.28.0', '28.0.0', [NETWORK, TWO_CGROUPS]],
  ['Kata', kata, GO, '3.29.0', '28.0.0', [TWO_CGROUPS]],
  ['Kata', kata, RUST, '3.31.0', '29.5.0', [TIME, TWO_CGROUPS]],
  ['Kata', kata, RUST, '3.32.0', '29.5.0', [TWO_CGROUPS]],
  ['Kata', kata, RUST, '4.1.0', '29.5.0', []],
  ['Kata', kata, SHIM, undefined, '29.5.0', [NETWORK_MAYBE, TIME_MAYBE]],
  ['Kata', kata, SHIM, '4.1.0', '20.10.24', ['refuse: takes no containerd shims']],
  ['Kata', kata, SHIM, '4.1.0', '23.0.0', []],
  ['gVisor', gvisor, byPath('/usr/bin/runsc'), '0.0~20221219.0', '20.10.24', []],
  ['gVisor', gvisor, RUNSC_SHIM, undefined, '20.10.24', ['refuse: takes no containerd shims']],
  ['gVisor', gvisor, RUNSC_SHIM, 'release-20260601.0', '28.0.0', ['refuse: cgroup']],
  ['gVisor', gvisor, RUNSC_SHIM, 'release-20260615.0', '28.0.0', []],
])('%s %#: Docker decides', (_, runtime, entry, version, docker, expected) => {
  expect(effects(runtime, entry, version, docker)).toEqual(expected);
});

test.each<[Runtime, RuntimeEntry, string]>([
  [youki, YOUKI, '0.6.0'],
  [kata, RUST, '3.31.0'],
  [sysbox, SYSBOX, '0.7.0'],
])('time namespaces that daemon.json switches off trouble nobody', (runtime, entry, version) => {
  const off = { 'etc/docker/daemon.json': '{"features": {"time-namespaces": false}}' };
  expect(effects(runtime, entry, version, '29.5.0', off)).not.toContain(TIME);
  const on = { 'etc/docker/daemon.json': '{"features": {"time-namespaces": true}}' };
  expect(effects(runtime, entry, version, '29.5.0', on)).toContain(TIME);
});

test('an engine that is compatible with Docker has versions of its own', () => {
  const podman = fixtureMachine({}, { name: 'Podman', version: '29.5.0' });
  expect(youki.gates('0.6.0', YOUKI, podman)).toEqual([]);
});

test('the words say what is known and what helps', () => {
  const host = fixtureMachine({}, { version: '29.5.0' });
  const words = (version: string | undefined) => sysbox.gates(version, SYSBOX, host)[0]?.message;
  expect(words('0.7.0')).toBe(
    'Docker 29.5.0 gives every container a time namespace, which Sysbox does not take in releases up to 0.7.0; this is 0.7.0.',
  );
  expect(words('0.8.0')).toMatch(/this is 0\.8\.0, of which it is not known\.$/);
  expect(words(undefined)).toMatch(/its version here is unknown\.$/);
  expect(youki.gates('0.6.0', YOUKI, host)[0]).toMatchObject({
    message:
      'Docker 29.5.0 gives every container a time namespace, which youki takes from 0.7.0 on; this is 0.6.0.',
    advice:
      'Update to 0.7.0 or later, or put "features": {"time-namespaces": false} into daemon.json and restart the engine.',
  });
});
