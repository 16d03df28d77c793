import { readFileSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import type { CgroupPaths } from '../../domain/target.ts';
import type { Accounting, RunningContainer } from './runtime.ts';

/**
 * The container's own cgroups out of `/proc/PID/cgroup`.
 *
 * Each path is cut after the component that holds the container's id: a runtime or a systemd in the container may have
 * moved the first process into a child, and the counters of the cut path include all children. A hierarchy in which the
 * container has no cgroup of its own (its path does not name the id) is left out, and so are v1 hierarchies without a controller.
 *
 * Source: cgroups(7), "/proc/PID/cgroup": `ID:CONTROLLER,…:PATH`, version 2 as `0::PATH`.
 */
export function parseContainerCgroup(text: string, containerId: string): CgroupPaths {
  const v1: Record<string, string> = {};
  let v2: string | undefined;
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    const own = cutAtContainer(path, containerId);
    if (own === undefined) continue;
    if (controllers === '') v2 = own;
    else if (!controllers.startsWith('name=')) for (const one of controllers.split(',')) v1[one] = own;
  }
  return { ...(v2 === undefined ? {} : { v2 }), ...(Object.keys(v1).length === 0 ? {} : { v1 }) };
}

function cutAtContainer(path: string, containerId: string): string | undefined {
  const components = path.split('/');
  const at = components.findIndex((component) => component.includes(containerId));
  return at === -1 ? undefined : components.slice(0, at + 1).join('/');
}

/**
 * The accounting of a runtime whose container processes are in the container's cgroup on the host and whose network
 * namespace is that of the engine's pid: runc and its relatives, and gVisor.
 */
export function accountInContainerCgroup(container: RunningContainer, env: Environment): Accounting {
  const cgroup = parseContainerCgroup(readCgroupFile(env, container.pid), container.id);
  const { networkMode } = container;
  return {
    ownCgroup: cgroup.v1 !== undefined || cgroup.v2 !== undefined,
    target: {
      kind: 'container',
      name: container.name,
      id: container.id,
      pid: container.pid,
      cgroup,
      ownNetwork: networkMode !== 'host' && !networkMode.startsWith('container:'),
      ignoreInterfaces: ['lo'],
    },
  };
}

function readCgroupFile(env: Environment, pid: number): string {
  try {
    return readFileSync(`${env.roots.procfs}/${pid}/cgroup`, 'utf8');
  } catch {
    // The container has ended already: a target without cgroup, which is no error.
    return '';
  }
}
