import type { Environment } from '../../../domain/environment.ts';
import type { CgroupPaths } from '../../../domain/target.ts';
import { findCgroupFile } from '../../cgroup-files.ts';
import type { Emit, PlannedSource } from '../../provider.ts';
import { parseInactiveFile, parseMemoryUsage } from './parse.ts';

/** The two files that a cgroup's working set is made from; none where one of them is missing. */
export function planCgroupMemory(env: Environment, cgroup: CgroupPaths): readonly PlannedSource[] {
  const usage = findCgroupFile(env, cgroup, [
    { role: 'usage', file: 'memory.usage_in_bytes', controller: 'memory' },
    { role: 'usage', file: 'memory.current' },
  ]);
  const stat = findCgroupFile(env, cgroup, [
    { role: 'stat-v1', file: 'memory.stat', controller: 'memory' },
    { role: 'stat-v2', file: 'memory.stat' },
  ]);
  if (usage === undefined || stat === undefined) return [];
  return [
    { ...usage, offset: 0, length: 64 },
    { ...stat, offset: 0, length: 4096 },
  ];
}

export function parseCgroupMemory(
  source: PlannedSource,
  bytes: Uint8Array,
  metric: string,
  emit: Emit,
): void {
  const isUsage = source.role === 'usage';
  const value = isUsage
    ? parseMemoryUsage(bytes)
    : parseInactiveFile(bytes, source.role === 'stat-v1' ? 'v1' : 'v2');
  if (value !== undefined) emit({ metric, value, part: isUsage ? 'usage' : 'inactive' });
}
