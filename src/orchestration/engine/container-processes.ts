import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import type { KernelRoots } from '../../domain/environment.ts';

/** A process of the host that works for a container, and the cgroups of the container that it is in, as folders. */
export type ContainerProcess = {
  readonly pid: number;
  /** The one that the engine keeps beside each container: it tells the engine what becomes of the others. */
  readonly isKeeper: boolean;
  readonly cgroups: readonly string[];
};

type Process = ContainerProcess & { readonly parent: number };

/** containerd's shims and Podman's conmon have the container's id as an argument. */
const KEEPER = /(^|\/)(containerd-shim[^/]*|conmon)$/;

/**
 * Processes that belong to one of these containers: those that the engine keeps beside them, all their descendants (the runtime's own
 * and its sandbox's), and whatever is in the containers' cgroups. Nobody who only looks at a container is among them.
 */
export function containerProcesses(roots: KernelRoots, ids: readonly string[]): ContainerProcess[] {
  const all = readdirSync(roots.procfs).flatMap((name) =>
    /^\d+$/.test(name) ? (readProcess(roots, name, ids) ?? []) : [],
  );
  const found = new Set(all.filter(({ isKeeper, cgroups }) => isKeeper || cgroups.length > 0));
  // What is added to a set while it is gone through is gone through, too: children's children.
  for (const { pid } of found) for (const one of all) if (one.parent === pid) found.add(one);
  return [...found].filter(({ pid }) => pid !== process.pid);
}

/** Undefined for a process that has just ended. */
function readProcess(roots: KernelRoots, name: string, ids: readonly string[]): Process | undefined {
  const folder = `${roots.procfs}/${name}`;
  try {
    const argv = readFileSync(`${folder}/cmdline`, 'utf8').split('\0');
    // The command's name, in brackets, may hold blanks and brackets itself. Source: proc(5).
    const [, parent] = /^.*\) \S (\d+) /s.exec(readFileSync(`${folder}/stat`, 'utf8')) ?? [];
    return {
      pid: Number(name),
      parent: Number(parent),
      isKeeper: KEEPER.test(argv[0] ?? '') && argv.some((word) => ids.includes(word)),
      cgroups: ownCgroups(roots, readFileSync(`${folder}/cgroup`, 'utf8'), ids),
    };
  } catch {
    return undefined;
  }
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
