import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Environment } from '../../domain/environment.ts';

/** v1 controllers that account what joulelab reports of a command. */
const V1_CONTROLLERS = ['cpuacct', 'memory', 'blkio'] as const;

/** A tree of cgroups and the places in it, best first, where a cgroup for a command may be made. Paths begin with `/`. */
export type CgroupTree = {
  /** Absent for the v2 tree. */
  readonly controller?: string;
  readonly root: string;
  readonly places: readonly string[];
};

/**
 * The trees that account a command's use on this machine: the one of cgroup v2, or one a v1 controller.
 * Source: cgroups(7), Documentation/admin-guide/cgroup-v2.rst.
 */
export function commandTrees(env: Environment): CgroupTree[] {
  const { cgroupfs, procfs } = env.roots;
  const own = parseOwnCgroups(readIfThere(`${procfs}/self/cgroup`));
  if (existsSync(`${cgroupfs}/cgroup.controllers`)) {
    return [{ root: cgroupfs, places: v2Places(cgroupfs, own.get('') ?? '/') }];
  }
  return V1_CONTROLLERS.flatMap((controller) => {
    const root = v1Root(cgroupfs, controller);
    if (root === undefined) return [];
    const path = own.get(controller) ?? '/';
    // In a container the mount may begin at its own cgroup, while the path is told from the machine's root.
    return [{ controller, root, places: [existsSync(root + path) ? path : '/'] }];
  });
}

/** `/proc/PID/cgroup` as controller → path; the v2 tree is ''. */
export function parseOwnCgroups(text: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    for (const controller of match?.[1]?.split(',') ?? []) paths.set(controller, match?.[2] ?? '/');
  }
  return paths;
}

/**
 * In v2 a cgroup has the memory and io files only where its parent hands these controllers down, and one that has
 * processes of its own cannot (the root aside). So the own cgroup is often no good place and the one above it is.
 */
function v2Places(root: string, own: string): string[] {
  const chain: string[] = [];
  for (let path = existsSync(root + own) ? own : '/'; ; path = dirname(path)) {
    chain.push(path);
    if (path === '/') break;
  }
  const handedDown = (path: string): number => {
    const enabled = readIfThere(`${root}${path}/cgroup.subtree_control`).trim().split(/\s+/);
    return ['memory', 'io'].filter((controller) => enabled.includes(controller)).length;
  };
  return chain.toSorted((a, b) => handedDown(b) - handedDown(a));
}

/** A v1 controller's mount: under its name, or together with others as in `cpu,cpuacct`. */
function v1Root(cgroupfs: string, controller: string): string | undefined {
  if (!existsSync(cgroupfs)) return undefined;
  // An empty folder of such a name is none: a systemd in a container that may write here leaves some.
  const name = readdirSync(cgroupfs).find(
    (entry) => entry.split(',').includes(controller) && existsSync(`${cgroupfs}/${entry}/cgroup.procs`),
  );
  return name === undefined ? undefined : realpathSync(`${cgroupfs}/${name}`);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
