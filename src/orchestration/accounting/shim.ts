import { readFileSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';

/**
 * The engine's process that holds a container: parent of its first process, and of every command that is started in it
 * (containerd-shim). Undefined where the parent does not name the container on its command line: then it may hold others too.
 */
export function shimOf(
  env: Environment,
  container: { readonly id: string; readonly pid: number },
): number | undefined {
  const parent = Number(/^PPid:\s*(\d+)$/m.exec(read(env, container.pid, 'status'))?.[1] ?? 0);
  if (parent <= 1) return undefined;
  return read(env, parent, 'cmdline').split('\0').includes(container.id) ? parent : undefined;
}

function read(env: Environment, pid: number, file: string): string {
  try {
    return readFileSync(`${env.roots.procfs}/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}
