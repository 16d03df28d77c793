import { existsSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import { planTreeFiles } from '../../process-tree.ts';
import type { Emit, PlannedSource } from '../../provider.ts';
import { parseProcessStat } from '../process/parse.ts';

/**
 * CPU time of a container without a cgroup, from the tree below the engine's shim: what the shim has waited for, and each
 * process that lives with all that it has waited for itself. The runtime's own work to start a command is in it; a process
 * that nobody waits for is lost when it ends.
 */
export function planTreeCpu(env: Environment, root: number | undefined): readonly PlannedSource[] {
  if (root === undefined) return [];
  const path = `${env.roots.procfs}/${root}/stat`;
  if (!existsSync(path)) return [];
  const shim = { path, offset: 0, length: 1024, role: 'tree-root' };
  return [shim, ...planTreeFiles(env, root, { file: 'stat', length: 1024, role: 'tree-process' })];
}

export function parseTreeCpu(source: PlannedSource, bytes: Uint8Array, metric: string, emit: Emit): void {
  const times = parseProcessStat(bytes);
  if (times === undefined) return;
  const { process } = source.context ?? {};
  if (process === undefined) emit({ metric, part: 'waited for', value: times.childrenUs });
  else emit({ metric, part: process, endsWithSource: true, value: times.ownUs + times.childrenUs });
}
