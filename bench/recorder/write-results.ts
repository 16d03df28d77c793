import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BenchResults } from './tables.ts';

const FOLDER = new URL('../results/', import.meta.url);

/** Writes the results with the machine's facts as JSON; returns the path. */
export function writeResults(results: BenchResults): string {
  const date = new Date().toISOString().slice(0, 10);
  const suffix = results.plan.name === 'full' ? '' : `-${results.plan.name}`;
  const path = `bench/results/${date}-${hostKind()}${suffix}.json`;
  mkdirSync(FOLDER, { recursive: true });
  const host = {
    kind: hostKind(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: cpus().length,
    memoryBytes: totalmem(),
    kernel: release().replace(/^(\d+\.\d+\.\d+).*/, '$1'),
    node: process.version,
  };
  const text = JSON.stringify({ schema: 'joulelab.bench.recorder/1', date, host, ...results }, null, 1);
  const file = new URL(path.replace('bench/results/', ''), FOLDER);
  writeFileSync(file, `${text}\n`);
  // As every file of the repository is formatted.
  spawnSync('node_modules/.bin/biome', ['format', '--write', fileURLToPath(file)], { stdio: 'ignore' });
  return path;
}

/** Such as `x64-2-threads-vm`: results of like machines belong together. */
function hostKind(): string {
  const isVirtual = / hypervisor\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
  return `${process.arch}-${cpus().length}-threads${isVirtual ? '-vm' : ''}`;
}
