import { readFileSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import { completeLines, parseUnsigned, words } from '../../kernel-text.ts';
import { planTreeFiles } from '../../process-tree.ts';
import type { Emit, PlannedSource } from '../../provider.ts';

/** Resident memory of each process below the engine's shim, for a container without a cgroup. */
export function planTreeMemory(env: Environment, root: number | undefined): readonly PlannedSource[] {
  if (root === undefined) return [];
  const sources = planTreeFiles(env, root, { file: 'statm', length: 128, role: 'tree-process' });
  const pageBytes = sources.length === 0 ? undefined : pageSize(env);
  if (pageBytes === undefined) return [];
  return sources.map((source) => ({ ...source, context: { ...source.context, pageBytes } }));
}

/** /proc/PID/statm: `size resident shared …` in pages. Source: proc_pid_statm(5). */
export function parseTreeMemory(
  { context }: PlannedSource,
  bytes: Uint8Array,
  metric: string,
  emit: Emit,
): void {
  const pages = parseUnsigned(words(completeLines(bytes)[0] ?? '')[1]);
  if (pages === undefined || context?.process === undefined || context.pageBytes === undefined) return;
  emit({ metric, part: context.process, endsWithSource: true, value: pages * context.pageBytes });
}

/** AT_PAGESZ (6) of this process's auxiliary vector, pairs of 8 bytes here. Source: getauxval(3). */
function pageSize(env: Environment): number | undefined {
  try {
    const vector = readFileSync(`${env.roots.procfs}/self/auxv`);
    for (let at = 0; at + 16 <= vector.length; at += 16)
      if (vector.readBigUInt64LE(at) === 6n) return Number(vector.readBigUInt64LE(at + 8));
  } catch {
    // A tree without processes.
  }
  return undefined;
}
