import { dirname } from 'node:path';
import type { CgroupPaths } from '../../domain/target.ts';

/**
 * A cgroup of the run's own around one container's. It counts what is in it and outlives the container, so that the last
 * value of a container that ends by itself is not lost. It stands where the engine puts containers, with the weight that
 * every new cgroup has, so a container's share of the machine stays what it was.
 */
export type Keeper = {
  /** Value of the engine's option `--cgroup-parent`. */
  readonly option: string;
  /** Last component of its path: how it is found again. */
  readonly component: string;
  /** Where it is in every tree, beginning with `/`. */
  readonly path: string;
};

/** A keeper's last component; see `isKeeper`. */
const CGROUPFS = /^joulelab-[0-9a-f]{12}-\d+$/;
const SLICE = /-joulelab[0-9a-f]{12}s\d+\.slice$/;

/** Whether a cgroup's name is that of a keeper of any run. */
export function isKeeper(name: string): boolean {
  return CGROUPFS.test(name) || SLICE.test(name);
}

/** The cgroup in which the engine made a container's cgroups; undefined at the root, where no keeper may stand. */
export function enginesCgroup(own: CgroupPaths): string | undefined {
  const path = own.v2 ?? own.v1?.['cpuacct'];
  const parent = path === undefined ? '/' : dirname(path);
  return parent === '/' ? undefined : parent;
}

/**
 * The keeper of a run's n-th container below `parent` (see `enginesCgroup`). With the systemd driver it is a slice, whose
 * name must begin with its parent's. Source: systemd.slice(5); Docker, `docker run --cgroup-parent`.
 */
export function keeperBelow(parent: string, runId: string, n: number): Keeper {
  const slice = /([^/]+)\.slice$/.exec(parent)?.[1];
  const component = slice === undefined ? `joulelab-${runId}-${n}` : `${slice}-joulelab${runId}s${n}.slice`;
  const path = `${parent}/${component}`;
  return { option: slice === undefined ? path : component, component, path };
}

/** The keeper's paths in each hierarchy in which the container is below it; undefined where it is in none. */
export function keeperPaths(own: CgroupPaths, { component }: Keeper): CgroupPaths | undefined {
  const cut = (path: string | undefined) => {
    const components = path?.split('/') ?? [];
    const at = components.indexOf(component);
    return at === -1 ? undefined : components.slice(0, at + 1).join('/');
  };
  const v2 = cut(own.v2);
  const v1 = Object.entries(own.v1 ?? {}).flatMap(([controller, path]) => {
    const kept = cut(path);
    return kept === undefined ? [] : [[controller, kept] as const];
  });
  if (v2 === undefined && v1.length === 0) return undefined;
  return {
    ...(v2 === undefined ? {} : { v2 }),
    ...(v1.length === 0 ? {} : { v1: Object.fromEntries(v1) }),
  };
}
