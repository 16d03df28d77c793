import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import { joulelab, repository, SHORT, temporaryFolder, total } from '../support/joulelab.ts';

const folder = join(repository, 'examples');
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What must be true of each example's report: that the work was done, and that the figures say so. */
const checks: Readonly<Record<string, (report: RunReport) => void>> = {
  compression(report) {
    const sizes = notes(report).flatMap(
      (text) => / bytes became (\d+)$/.exec(text)?.slice(1).map(Number) ?? [],
    );
    expect(sizes).toHaveLength(3);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(cpuUs(report, 'Level 9', 'gzip')).toBeGreaterThan(cpuUs(report, 'Level 1', 'gzip'));
  },

  redis(report) {
    expect(notes(report)).toContain('the server counted 500000 SET requests');
    expect(cpuUs(report, 'One at a time', 'server')).toBeGreaterThan(
      cpuUs(report, 'Sixteen at a time', 'server'),
    );
    for (const [sender, receiver] of [
      ['client', 'server'],
      ['server', 'client'],
    ] as const) {
      const sent = total(report, '[RUNTIME]', 'network_sent_bytes_container', sender);
      const received = total(report, '[RUNTIME]', 'network_received_bytes_container', receiver);
      expect(sent).toBeGreaterThan(1_000_000);
      expect(Math.abs(sent - received) / sent).toBeLessThan(0.01);
    }
    for (const flow of ['One at a time', 'Sixteen at a time']) {
      const metric = report.phases.find(({ name }) => name === flow)?.customMetrics?.[0];
      expect(metric).toMatchObject({ name: 'requests', unit: 'requests', count: 1, sum: 250_000 });
      expect(metric?.energyPerUnitUj).toBeGreaterThan(0);
    }
  },

  web(report) {
    const bytes = notes(report).map((text) => Number(/: 10000 pages, (\d+) bytes$/.exec(text)?.[1]));
    const [plain = Number.NaN, compressed = Number.NaN] = bytes;
    expect(plain).toBeGreaterThan(2 * compressed);
    // The wire carries the answers and the packets' headers.
    const sent = (flow: string): number => total(report, flow, 'network_sent_bytes_container', 'web');
    expect(sent('As it is')).toBeGreaterThan(plain);
    expect(sent('Compressed')).toBeGreaterThan(compressed);
    expect(sent('Compressed')).toBeLessThan(sent('As it is'));
  },

  compose(report) {
    expect(notes(report)).toEqual(['5000 visits counted']);
    for (const container of ['web', 'cache', 'visitor']) {
      expect(cpuUs(report, 'Visit the page', container)).toBeGreaterThan(0);
    }
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

function cpuUs(report: RunReport, phase: string, container: string): number {
  return total(report, phase, 'cpu_time_container', container);
}

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

describe('every example', () => {
  it('has a check of what it measures, and a line in the list of examples', () => {
    expect(Object.keys(checks).toSorted()).toEqual(examples.toSorted());
    const list = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const name of examples) {
      expect(list).toContain(`[${name}](${name})`);
      expect(readFileSync(join(folder, name, 'README.md'), 'utf8')).toContain(`examples/${name} --quick`);
    }
  });

  it.each(examples)('%s runs, is stored and is shown', async (name) => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const ran = await joulelab(['run', join(folder, name), ...SHORT, '--quick'], { env });
    expect(ran.exitCode, ran.stderr).toBe(0);
    const report = JSON.parse((await joulelab(['show', 'last', '--json'], { env })).stdout) as RunReport;
    expect(ran.stdout).toContain(report.run.id);
    expect(report.run.status).toBe('completed');
    expect(report.phases.filter(({ kind }) => kind === 'phase').map(({ name: phase }) => phase)).toEqual([
      '[BASELINE]',
      '[INSTALLATION]',
      '[BOOT]',
      '[IDLE]',
      '[RUNTIME]',
      '[REMOVE]',
    ]);
    checks[name]?.(report);
  });
});
