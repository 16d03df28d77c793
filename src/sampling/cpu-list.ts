import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Environment } from '../domain/environment.ts';

/** A CPU thread as sysfs lists it. Numbers are absent where the architecture does not tell them. */
export type Cpu = {
  readonly number: number;
  /** Folder in sysfs. */
  readonly folder: string;
  readonly core?: number;
  readonly chip?: number;
};

/** The machine's CPU threads in the order of their numbers. Source: kernel's sysfs-devices-system-cpu. */
export function listCpus(env: Environment): readonly Cpu[] {
  const folder = `${env.roots.sysfs}/devices/system/cpu`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => /^cpu(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => left - right)
    .map((number) => {
      const own = `${folder}/cpu${number}`;
      const core = readNumber(`${own}/topology/core_id`);
      const chip = readNumber(`${own}/topology/physical_package_id`);
      return {
        number,
        folder: own,
        ...(core === undefined ? {} : { core }),
        ...(chip === undefined ? {} : { chip }),
      };
    });
}

/** The first thread of each group: one for what all threads of a core or chip share. */
export function firstOfEach(cpus: readonly Cpu[], group: (cpu: Cpu) => string | undefined): readonly Cpu[] {
  const first = new Map<string, Cpu>();
  for (const cpu of cpus) {
    const key = group(cpu);
    if (key !== undefined && !first.has(key)) first.set(key, cpu);
  }
  return [...first.values()];
}

/** An unsigned number that is all of a small file; undefined for anything else. */
export function readNumber(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'latin1').trim();
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
