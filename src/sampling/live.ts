import { closeSync, openSync, readSync } from 'node:fs';
import type { Environment } from '../domain/environment.ts';
import type { LiveFigures } from '../domain/progress.ts';
import type { PlannedSource, Provider } from './provider.ts';
import { cpuSystem } from './providers/cpu-system/index.ts';
import { rapl } from './providers/rapl/index.ts';

type Open = { readonly provider: Provider; readonly source: PlannedSource; readonly fd: number };
/** Values by metric and detail. */
type Reading = { readonly timeUs: number; readonly values: ReadonlyMap<string, number> };

/** Figures of the machine for a progress line, since the previous reading. Not part of any recording. */
export type LiveReader = {
  /** The first reading has nothing to compare with and is empty, as is one too soon after another. */
  read(): LiveFigures;
  close(): void;
};

/**
 * Opens what tells CPU utilisation and, with RAPL, power. A reading costs some 20 µs; files that are missing only make
 * figures absent.
 */
export function createLiveFigures(env: Environment): LiveReader {
  const files = openFiles(env);
  const buffer = Buffer.alloc(256);
  const wrapsAt = new Map<string, number>();
  let previous = readAll(files, buffer, wrapsAt);
  return {
    read() {
      const now = readAll(files, buffer, wrapsAt);
      const figures = { ...cpuUtilisation(previous, now), ...power(previous, now, wrapsAt) };
      previous = now;
      return figures;
    },
    close() {
      for (const { fd } of files.splice(0)) closeSync(fd);
    },
  };
}

function openFiles(env: Environment): Open[] {
  const files: Open[] = [];
  for (const provider of [cpuSystem, rapl]) {
    for (const source of provider.plan(env, { kind: 'machine' })) {
      try {
        files.push({ provider, source, fd: openSync(source.path, 'r') });
      } catch {
        // A progress line without this figure.
      }
    }
  }
  return files;
}

function readAll(files: readonly Open[], buffer: Buffer, wrapsAt: Map<string, number>): Reading {
  const values = new Map<string, number>();
  for (const { provider, source, fd } of files) {
    let length = 0;
    try {
      length = readSync(fd, buffer, 0, Math.min(source.length, buffer.length), source.offset);
    } catch {
      continue;
    }
    provider.parse(source, buffer.subarray(0, length), (emission) => {
      const key = emission.detail ?? emission.metric;
      values.set(key, emission.value);
      if (emission.wrapsAt !== undefined) wrapsAt.set(key, emission.wrapsAt);
    });
  }
  return { timeUs: Number(process.hrtime.bigint() / 1000n), values };
}

function cpuUtilisation(before: Reading, now: Reading): LiveFigures {
  const busy = difference(before, now, 'cpu_time_system');
  const idle = difference(before, now, 'cpu_idle_time_system');
  const steal = difference(before, now, 'cpu_steal_time_system') ?? 0;
  if (busy === undefined || idle === undefined) return {};
  const all = busy + idle + steal;
  return all <= 0 ? {} : { cpuUtilisation: Math.min(1, Math.max(0, busy / all)) };
}

/** Packages and memory: disjoint domains, which may be added. */
function power(before: Reading, now: Reading, wrapsAt: ReadonlyMap<string, number>): LiveFigures {
  const seconds = (now.timeUs - before.timeUs) / 1e6;
  const domains = [...now.values.keys()].filter((key) => /^(package|dram)-/.test(key));
  if (domains.length === 0 || seconds <= 0) return {};
  let energyUj = 0;
  for (const domain of domains) {
    const grown = difference(before, now, domain);
    if (grown === undefined) return {};
    energyUj += grown < 0 ? grown + (wrapsAt.get(domain) ?? 0) : grown;
  }
  return energyUj < 0 ? {} : { powerUw: Math.round(energyUj / seconds) };
}

function difference(before: Reading, now: Reading, key: string): number | undefined {
  const first = before.values.get(key);
  const last = now.values.get(key);
  return first === undefined || last === undefined ? undefined : last - first;
}
