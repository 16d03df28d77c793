import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProbeReport, ProbeResult, RuntimeState } from '../../domain/runtimes.ts';
import { renderRuntimes } from './render-runtimes.ts';

const SOURCE = 'its manual';

function state(changes: Partial<RuntimeState> & { readonly name: string }): RuntimeState {
  return {
    id: changes.name,
    title: changes.name,
    isolation: 'namespaces',
    registered: 'listed',
    args: [],
    usable: true,
    requirements: [],
    gates: [],
    claims: {},
    ...changes,
  };
}

const RUNTIMES: readonly RuntimeState[] = [
  state({
    name: 'rootless',
    title: 'Docker without root',
    isolation: 'user namespace',
    registered: 'default',
    version: '29.5.0',
    requirements: [
      {
        name: 'delegated cgroup controllers',
        met: 'no',
        seen: 'memory pids; cpu, io missing',
        advice: 'Delegate them.',
      },
    ],
    claims: { 'nested-engine': { says: 'partly', note: 'dind-rootless images, privileged', source: SOURCE } },
  }),
  state({
    name: 'runsc',
    title: 'gVisor',
    isolation: 'kernel in user space',
    version: '0.0~20221219.0',
    binary: '/usr/bin/runsc',
    args: ['--network=host'],
    claims: {
      'kernel-modules': { says: 'no', source: SOURCE },
      'network-name': { says: 'yes', source: SOURCE },
      systemd: { says: 'partly', note: 'privileged', source: SOURCE },
      gpu: { says: 'no', source: SOURCE },
    },
  }),
  state({
    name: 'io.containerd.kata-qemu.v2',
    title: 'Kata Containers',
    isolation: 'virtual machine',
    registered: 'shim',
    gates: [{ effect: 'warn', message: 'It may fail.', advice: 'Update it.', source: SOURCE }],
    requirements: [{ name: 'KVM', met: 'unknown', seen: '/dev/kvm can be opened' }],
  }),
  state({
    name: 'youki',
    registered: 'no',
    usable: false,
    reason: 'it is not installed. Besides: needs kernel 5.3 or later; here: 4.19',
    advice: 'Use a kernel 5.3 or later. See how: joulelab runtimes setup youki.',
  }),
  state({ name: 'odd\u001b[31m', isolation: 'unknown' }),
];

const RESULTS: readonly ProbeResult[] = [
  { capability: 'run', outcome: 'passed', evidence: 'exit code 7 came back', durationMs: 900 },
  { capability: 'network-name', outcome: 'failed', evidence: 'no answer', durationMs: 900 },
  { capability: 'systemd', outcome: 'hung', evidence: 'no answer within 60 s', durationMs: 60_000 },
  { capability: 'kernel-modules', outcome: 'failed', evidence: 'not implemented', durationMs: 900 },
  { capability: 'nested-engine', outcome: 'passed', evidence: 'hello', durationMs: 900 },
  { capability: 'gpu', outcome: 'skipped', evidence: 'no GPU', durationMs: 0 },
];

function probe(
  measuredUnixUs: number,
  results: readonly ProbeResult[],
  version = '0.0~20221219.0',
): ProbeReport {
  const runtime = RUNTIMES.find(({ name }) => name === 'runsc');
  return {
    schema: 'joulelab.probe/1',
    id: 'abcdef012345',
    measuredUnixUs,
    joulelabVersion: '0.1.0',
    machine: {
      hostname: 'lab',
      kernel: '6.1',
      threads: 4,
      memoryBytes: 1e9,
      virtualMachine: false,
      cgroup: 'v2',
    },
    engine: {
      name: 'Docker',
      version: '29.5.0',
      apiVersion: '1.50',
      socket: 'unix:///run/docker.sock',
      rootless: false,
      storageDriver: 'overlay2',
      cgroupDriver: 'systemd',
    },
    runtimes: runtime === undefined ? [] : [{ runtime: { ...runtime, version }, results }],
  };
}

const NEW = 1_795_000_000_000_000;
const shown = (width: number, probes: readonly ProbeReport[]) =>
  renderRuntimes(RUNTIMES, probes, { color: false, width, command: 'joulelab' });

test.each([80, 100, 120])('runtimes and what was tried, in %i columns', async (width) => {
  const text = shown(width, [probe(NEW, RESULTS)]);
  await expect(text).toMatchFileSnapshot(
    join(import.meta.dirname, 'testdata', 'golden', `runtimes-${width}.txt`),
  );
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
  expect(text.match(/^ {2}name /gm), 'one table, not two').toHaveLength(1);
});

test('the newest result counts, and only of the runtime as it is', () => {
  const failed = (outcome: ProbeResult['outcome']): ProbeResult[] => [
    { capability: 'run', outcome, evidence: 'seen', durationMs: 1 },
  ];
  expect(shown(100, [probe(NEW, failed('passed')), probe(NEW - 1e12, failed('failed'))])).toMatch(
    /Verified here on 2026-11-18: 1 of 1 work\./,
  );
  expect(shown(100, [probe(NEW, failed('passed'), 'another')])).not.toContain('Verified here');
  expect(shown(100, [probe(NEW, failed('skipped'))])).not.toContain('Verified here');
});

test('without a probe the legend explains no marks', () => {
  const text = shown(100, []);
  expect(text).not.toMatch(/[✓✗∞≠]/);
  expect(text).toContain('what documents say, not tried here');
});
