import { readdirSync } from 'node:fs';
import type { Environment } from '../domain/environment.ts';
import type { PlannedSource } from './provider.ts';
import { readText } from './read-text.ts';

/** A process of a tree; `startTicks` tells it from a later one with the same id. */
export type TreeProcess = { readonly pid: number; readonly startTicks: number };

/**
 * All processes below `root`, parents before their children, as they are now; without `root` itself.
 *
 * A process that ends or forks meanwhile may be missed: the next look finds it, or its parent has its times by then.
 * Source: proc_tid_children(5); the file needs CONFIG_PROC_CHILDREN, which every distribution's kernel has.
 */
export function processesBelow(env: Environment, root: number): TreeProcess[] {
  const found: TreeProcess[] = [];
  for (
    let queue = childrenOf(env, root);
    queue.length > 0;
    queue = queue.flatMap((pid) => childrenOf(env, pid))
  ) {
    for (const pid of queue) {
      const startTicks = startOf(env, pid);
      if (startTicks !== undefined) found.push({ pid, startTicks });
    }
  }
  return found;
}

/** One source a process: `file` below /proc/PID. */
export function planTreeFiles(
  env: Environment,
  root: number,
  { file, length, role }: { readonly file: string; readonly length: number; readonly role: string },
): PlannedSource[] {
  return processesBelow(env, root).map(({ pid, startTicks }) => ({
    path: `${env.roots.procfs}/${pid}/${file}`,
    offset: 0,
    length,
    role,
    context: { process: `${pid} of ${startTicks}` },
  }));
}

/** Any thread may be a child's parent. */
function childrenOf(env: Environment, pid: number): number[] {
  const tasks = `${env.roots.procfs}/${pid}/task`;
  try {
    return readdirSync(tasks).flatMap((task) =>
      readText(`${tasks}/${task}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    // It has ended.
    return [];
  }
}

/** Field 22 of /proc/PID/stat, counted from the end of the name. Source: proc_pid_stat(5). */
function startOf(env: Environment, pid: number): number | undefined {
  const text = readText(`${env.roots.procfs}/${pid}/stat`);
  const field = text.slice(text.lastIndexOf(') ') + 2).split(' ')[19];
  return field === undefined ? undefined : Number(field);
}
