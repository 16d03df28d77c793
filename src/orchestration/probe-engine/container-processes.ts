import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import type { KernelRoots } from '../../domain/environment.ts';

/** A process of the host that works for a container, and the cgroups of the container that it is in, as folders. */
export type ContainerProcess = {
  readonly pid: number;
  readonly isShim: boolean;
  readonly cgroups: readonly string[];
};

/**
 * Processes that belong to one of these containers: their cgroup or their command line names its id, as those of a runtime and of its
 * sandbox do. Commands of the engine's client are left out: whoever started them only looks at the container.
 */
export function containerProcesses(roots: KernelRoots, ids: readonly string[]): ContainerProcess[] {
  const found: ContainerProcess[] = [];
  for (const name of readdirSync(roots.procfs)) {
    if (!/^\d+$/.test(name)) continue;
    const folder = `${roots.procfs}/${name}`;
    const comm = readText(`${folder}/comm`).trim();
    if (comm === 'docker' || Number(name) === process.pid) continue;
    const cgroup = readText(`${folder}/cgroup`);
    const texts = [cgroup, readText(`${folder}/cmdline`)];
    if (!ids.some((id) => texts.some((text) => text.includes(id)))) continue;
    const isShim = comm.startsWith('containerd-shim');
    found.push({ pid: Number(name), isShim, cgroups: ownCgroups(roots, cgroup, ids) });
  }
  return found;
}

/** Folders of the container's cgroups out of /proc/PID/cgroup. Source: cgroups(7). */
function ownCgroups(roots: KernelRoots, text: string, ids: readonly string[]): string[] {
  return text.split('\n').flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (!ids.some((id) => path.includes(id))) return [];
    const trees = controllers === '' ? ['', '/unified'] : [`/${controllers.replace(/^name=/, '')}`];
    return trees.map((tree) => `${roots.cgroupfs}${tree}${path}`);
  });
}

/** Kills it at once. False where this user may not. */
export function kill({ pid }: ContainerProcess): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch (thrown) {
    // Gone already is as good.
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** A runtime that was killed does not remove its cgroups. One that is not empty stays. */
export function removeCgroups(folders: Iterable<string>): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      // Gone already, or not empty.
    }
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
