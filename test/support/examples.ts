import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { repository, temporaryFolder, total } from './joulelab.ts';

export const EXAMPLES_FOLDER = join(repository, 'examples');

/** Names of all examples, which are their folders' names. */
export const EXAMPLES = readdirSync(EXAMPLES_FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Examples whose options are refused without `--allow-unsafe`, and that need the host's kernel and its cgroups. */
export const UNSAFE_EXAMPLES = ['docker-in-docker', 'systemd'];

/** Those that run under every runtime. */
export const SAFE_EXAMPLES = EXAMPLES.filter((name) => !UNSAFE_EXAMPLES.includes(name));

/** Images of the unsafe ones. */
export const UNSAFE_IMAGES = ['jrei/systemd-debian:12', 'docker:28-dind'];

/** Images of the safe ones. */
export const EXAMPLE_IMAGES = [
  'debian:bookworm-slim',
  'redis:7-bookworm',
  'nginx:1.22',
  'httpd:2.4',
  'python:3.11-slim-bookworm',
  'node:24-bookworm-slim',
];

/** Shares of the requests that are enough. 16 of Redis's go together, so those of 250 000 must be a multiple of 16. */
export const FEW = { gvisor: 0.0064, rootless: 0.16 } as const;

/** A tenth of the work in which no other program takes part. */
const LESS_WORK: readonly (readonly [string, string])[] = [
  ['seq 1 2000000', 'seq 1 200000'],
  ['LIMIT = 20_000_000', 'LIMIT = 2_000_000'],
  ['MEGABYTES = 1500', 'MEGABYTES = 150'],
];

/** An example's folder, copied, with a share of its requests and less work: some runtimes need ten times as long for each. */
export function lighterExample(name: string, share: number): string {
  const parent = temporaryFolder();
  // A rootless engine is another user.
  chmodSync(parent, 0o755);
  const folder = join(parent, name);
  cpSync(join(EXAMPLES_FOLDER, name), folder, { recursive: true });
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(yml|sh|py|mjs)$/.test(path)) continue;
    const file = join(folder, path);
    const fewer = readFileSync(file, 'utf8').replaceAll(/\b(250000|10000|5000)\b/g, (count) =>
      String(Math.round(Number(count) * share)),
    );
    writeFileSync(
      file,
      LESS_WORK.reduce((text, [whole, part]) => text.replaceAll(whole, part), fewer),
    );
  }
  return folder;
}

/** What must be true of each example's report: that the work was done, and that the figures say so. `share` of the requests were made. */
export const EXAMPLE_CHECKS: Readonly<Record<string, (report: RunReport, share: number) => void>> = {
  compression(report) {
    const sizes = notes(report).flatMap(
      (text) => / bytes became (\d+)$/.exec(text)?.slice(1).map(Number) ?? [],
    );
    expect(sizes).toHaveLength(3);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(cpuUs(report, 'Level 9', 'gzip')).toBeGreaterThan(cpuUs(report, 'Level 1', 'gzip'));
  },

  redis(report, share) {
    const [note = ''] = notes(report);
    const counted = Number(/^the server counted (\d+) SET requests$/.exec(note)?.[1]);
    expect(counted).toBe(500_000 * share);
    expect(cpuUs(report, 'One at a time', 'server')).toBeGreaterThan(
      cpuUs(report, 'Sixteen at a time', 'server'),
    );
    for (const [sender, receiver] of [
      ['client', 'server'],
      ['server', 'client'],
    ] as const) {
      const sent = total(report, '[RUNTIME]', 'network_sent_bytes_container', sender);
      const received = total(report, '[RUNTIME]', 'network_received_bytes_container', receiver);
      expect(sent).toBeGreaterThan(1_000_000 * share);
      expect(Math.abs(sent - received) / sent).toBeLessThan(0.01);
    }
    for (const flow of ['One at a time', 'Sixteen at a time']) {
      const metric = report.phases.find(({ name }) => name === flow)?.customMetrics?.[0];
      expect(metric).toMatchObject({ name: 'requests', unit: 'requests', count: 1, sum: 250_000 * share });
      expect(metric?.energyPerUnitUj).toBeGreaterThan(0);
    }
  },

  web(report, share) {
    const pages = new RegExp(`: ${10_000 * share} pages, (\\d+) bytes$`);
    const bytes = notes(report).map((text) => Number(pages.exec(text)?.[1]));
    const [plain = Number.NaN, compressed = Number.NaN] = bytes;
    expect(plain).toBeGreaterThan(2 * compressed);
    // The wire carries the answers and the packets' headers.
    const sent = (flow: string): number => total(report, flow, 'network_sent_bytes_container', 'web');
    expect(sent('As it is')).toBeGreaterThan(plain);
    expect(sent('Compressed')).toBeGreaterThan(compressed);
    expect(sent('Compressed')).toBeLessThan(sent('As it is'));
  },

  systemd(report) {
    const sizes = notes(report).map((text) => Number(/ has (\d+) bytes$/.exec(text)?.[1]));
    expect(sizes).toHaveLength(2);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    // The units' processes are not the container's first one's children alone: systemd makes cgroups for them.
    expect(cpuUs(report, 'Start the unit', 'debian')).toBeGreaterThan(50_000);
  },

  'docker-in-docker'(report) {
    const [hashed, received] = notes(report);
    // sha256 of 256 MiB of zeros.
    expect(hashed).toBe('SHA-256 of 256 MB is a6d72ac7690f53be');
    expect(received).toBe('67108864 bytes came from the container called server');
    // Far more than the client's and the engine's own work: the inner container is counted.
    expect(cpuUs(report, 'Work in an inner container', 'engine')).toBeGreaterThan(500_000);
  },

  compose(report, share) {
    expect(notes(report)).toEqual([`${5000 * share} visits counted`]);
    const used = ['web', 'cache', 'visitor'].map((name) => cpuUs(report, 'Visit the page', name));
    // Without cgroups there are steps of 10 ms, and a service may take less.
    if (isProcessTree(report)) expect(Math.max(...used)).toBeGreaterThan(0);
    else expect(Math.min(...used)).toBeGreaterThan(0);
  },

  'python-vs-node'(report) {
    const [primesPython, primesNode, hashPython, hashNode] = notes(report);
    expect(primesPython).toMatch(/^\d+ primes below \d+$/);
    expect(primesNode).toBe(primesPython);
    expect(hashPython).toMatch(/^SHA-256 of \d+ MB is [0-9a-f]{16}$/);
    expect(hashNode).toBe(hashPython);
    expect(cpuUs(report, 'Primes in Python', 'python')).toBeGreaterThan(
      cpuUs(report, 'Primes in Python', 'node'),
    );
    expect(cpuUs(report, 'Primes in Node', 'node')).toBeGreaterThan(
      cpuUs(report, 'Primes in Node', 'python'),
    );
  },
};

function notes(report: RunReport): string[] {
  return report.run.notes.filter(({ text }) => text !== 'Writing 2 million lines').map(({ text }) => text);
}

function isProcessTree(report: RunReport): boolean {
  return report.run.containers.some(({ accounting }) => accounting?.method === 'process-tree');
}

function cpuUs(report: RunReport, phase: string, container: string): number {
  return total(report, phase, 'cpu_time_container', container);
}
