import type { Emit, PlannedSource } from '../../provider.ts';
import { parseProcessStat } from '../process/parse.ts';

/** CPU time of a command without a cgroup: a part from the command's own process, one from its parent. */
export function parseTreeCpu(source: PlannedSource, bytes: Uint8Array, metric: string, emit: Emit): void {
  const times = parseProcessStat(bytes);
  if (times === undefined) return;
  if (source.role === 'tree-process') {
    emit({ metric, part: 'running', value: times.ownUs + times.childrenUs });
    return;
  }
  const value = times.childrenUs - (source.context?.baseUs ?? 0);
  if (value >= 0) emit({ metric, part: 'waited-for', value });
}

/**
 * The larger of the two parts: while the command runs its parent has not waited for it (0); once it has, that part
 * holds all of it, and the running part stays where it was last seen.
 */
export function treeCpu(parts: ReadonlyMap<string, number>): number | undefined {
  return parts.size === 0 ? undefined : Math.max(...parts.values());
}
