import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Environment } from '../domain/environment.ts';
import type { CgroupPaths } from '../domain/target.ts';

/** A file of a cgroup, on either version. `role` says which format it has. */
export type CgroupFile = {
  readonly role: string;
  readonly file: string;
  /** v1 controller whose tree it is in; absent for a file of cgroup v2. */
  readonly controller?: string;
};

/** How the machine's cgroups are mounted. Hybrid: v1 controllers, and a v2 tree at `unified`. Source: systemd, cgroups(7). */
export function cgroupKind(env: Environment): 'v1' | 'hybrid' | 'v2' {
  if (existsSync(`${env.roots.cgroupfs}/cgroup.controllers`)) return 'v2';
  return existsSync(`${env.roots.cgroupfs}/unified`) ? 'hybrid' : 'v1';
}

/**
 * The first of `candidates` that exists for a cgroup, as path and role; undefined where there is none.
 *
 * Chosen by what is there and not by the kind of machine: on a hybrid one each controller may be on either side. The
 * root cgroup is never taken: a container without a cgroup of its own is in it, and it holds the whole machine.
 */
export function findCgroupFile(
  env: Environment,
  cgroup: CgroupPaths,
  candidates: readonly CgroupFile[],
): { readonly path: string; readonly role: string } | undefined {
  for (const candidate of candidates) {
    const folder = cgroupFolder(env, cgroup, candidate.controller);
    if (folder === undefined) continue;
    const path = `${folder}/${candidate.file}`;
    if (existsSync(path)) return { path, role: candidate.role };
  }
  return undefined;
}

function cgroupFolder(
  env: Environment,
  cgroup: CgroupPaths,
  controller: string | undefined,
): string | undefined {
  const own = controller === undefined ? cgroup.v2 : cgroup.v1?.[controller];
  if (own === undefined || own === '/' || own === '') return undefined;
  const tree = controller === undefined ? unifiedTree(env) : controllerTree(env, controller);
  return tree === undefined ? undefined : `${tree}${own}`;
}

/** Where the v2 tree is mounted. */
function unifiedTree(env: Environment): string {
  const { cgroupfs } = env.roots;
  return cgroupKind(env) === 'v2' ? cgroupfs : `${cgroupfs}/unified`;
}

/** Where a v1 controller is mounted: under its name, or with others as in `cpu,cpuacct`. Undefined where it is not. */
export function controllerTree(env: Environment, controller: string): string | undefined {
  const { cgroupfs } = env.roots;
  if (existsSync(`${cgroupfs}/${controller}`)) return `${cgroupfs}/${controller}`;
  if (!existsSync(cgroupfs)) return undefined;
  const together = readdirSync(cgroupfs).find((name) => name.split(',').includes(controller));
  return together === undefined ? undefined : `${cgroupfs}/${together}`;
}

/**
 * Whether a resource is accounted per cgroup on this machine: the v1 controller is mounted, or the v2 tree has it.
 * `v2` is absent for CPU time, which every v2 cgroup has even without the controller.
 */
export function resourceAccounted(
  env: Environment,
  names: { readonly v1: string; readonly v2?: string },
): boolean {
  if (controllerTree(env, names.v1) !== undefined) return true;
  const list = `${unifiedTree(env)}/cgroup.controllers`;
  if (!existsSync(list)) return false;
  return names.v2 === undefined || readFileSync(list, 'latin1').trim().split(' ').includes(names.v2);
}
