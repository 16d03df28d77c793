import type { Environment } from '../../../domain/environment.ts';
import type { CgroupPaths } from '../../../domain/target.ts';
import { findCgroupFile } from '../../cgroup-files.ts';
import type { Emit, PlannedSource } from '../../provider.ts';
import { parseCpuacctUsage, parseCpuStat } from './parse.ts';

/** The file that holds a cgroup's CPU time, descendants included. */
export function planCgroupCpu(env: Environment, cgroup: CgroupPaths): readonly PlannedSource[] {
  const found = findCgroupFile(env, cgroup, [
    { role: 'cpuacct-usage', file: 'cpuacct.usage', controller: 'cpuacct' },
    { role: 'cpu-stat', file: 'cpu.stat' },
  ]);
  // usage_usec is the first line of cpu.stat.
  return found === undefined ? [] : [{ ...found, offset: 0, length: 128 }];
}

export function parseCgroupCpu(source: PlannedSource, bytes: Uint8Array, metric: string, emit: Emit): void {
  const value = source.role === 'cpuacct-usage' ? parseCpuacctUsage(bytes) : parseCpuStat(bytes);
  if (value !== undefined) emit({ metric, value });
}
