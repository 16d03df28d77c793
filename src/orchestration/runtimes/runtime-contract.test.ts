import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { RuntimeEntry } from '../engine/engine.ts';
import { RUNTIMES } from './registry.ts';
import type { Runtime } from './runtime.ts';
import { describeRuntime } from './runtime-contract.ts';

const byPath = (name: string, path: string): RuntimeEntry => ({ name, path, args: [] });
const byName = (name: string): RuntimeEntry => ({ name, args: [] });

/** Entries of each, by the folder. */
const ENTRIES: Readonly<Record<string, readonly RuntimeEntry[]>> = {
  runc: [byPath('runc', 'runc'), byName('io.containerd.runc.v2'), byPath('mine', '/opt/bin/runc')],
  crun: [byPath('crun', '/usr/bin/crun'), byPath('fast', '/usr/local/bin/crun')],
  youki: [byPath('youki', '/usr/bin/youki')],
  gvisor: [byPath('sandboxed', '/usr/bin/runsc'), byName('io.containerd.runsc.v1')],
  kata: [
    byName('io.containerd.kata.v2'),
    byName('io.containerd.run.kata.v2'),
    { ...byName('vm'), runtimeType: '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2' },
  ],
  sysbox: [byPath('sysbox-runc', '/usr/bin/sysbox-runc')],
  firecracker: [byName('aws.firecracker')],
  other: [byName('io.containerd.wasmtime.v1')],
};

for (const runtime of RUNTIMES) {
  describeRuntime(runtime, {
    folder: join(import.meta.dirname, runtime.id),
    own: ENTRIES[runtime.id] ?? [],
    foreign: runtime.id === 'other' ? [] : foreignTo(runtime.id),
  });
}

test('every folder with an index.ts is registered, but for the mode of the engine', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !['rootless', 'testdata'].includes(name));
  expect(RUNTIMES.map(({ id }) => id).sort()).toEqual(folders.sort());
});

const folder = mkdtempSync(join(tmpdir(), 'joulelab-runtime-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'spindle'));
writeFileSync(join(folder, 'spindle', 'index.ts'), spindle());
const fake = (await import(pathToFileURL(join(folder, 'spindle', 'index.ts')).href)) as { spindle: Runtime };

// A new runtime is one folder and one line in the registry: this is such a folder.
describeRuntime(fake.spindle, {
  folder: join(folder, 'spindle'),
  own: [byPath('spindle', '/usr/bin/spindle')],
  foreign: Object.values(ENTRIES).flat(),
});

function foreignTo(id: string): RuntimeEntry[] {
  return [
    ...Object.entries(ENTRIES).flatMap(([other, entries]) => (other === id ? [] : entries)),
    byPath('spindle', '/usr/bin/spindle'),
  ];
}

function spindle(): string {
  const module = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
  return `
import type { Runtime } from ${module('runtime.ts')};
import { binaryStatus } from ${module('binary-status.ts')};
import { accountInContainerCgroup } from ${module('container-cgroup.ts')};
import { isCalled } from ${module('names.ts')};
import { nativeClaims } from ${module('native-claims.ts')};
import { NATIVE_POLICY } from ${module('native-policy.ts')};
import { kernel } from ${module('requirements.ts')};

export const spindle: Runtime = {
  id: 'spindle',
  title: 'Spindle',
  isolation: 'namespaces',
  recognise: (entry) => isCalled(entry, /^spindle$/),
  inspect: binaryStatus,
  requirements: async (_, host) => [kernel(host, '5.0', 'it says so')],
  gates: () => [],
  policy: () => NATIVE_POLICY,
  accounting: accountInContainerCgroup,
  sharedServices: () => [],
  claims: nativeClaims(),
  installation: {
    name: 'spindle',
    binary: 'spindle',
    packages: {},
    manual: ['# Take the program of a release.'],
    daemonEntry: { path: '/usr/bin/spindle' },
  },
};
`;
}
