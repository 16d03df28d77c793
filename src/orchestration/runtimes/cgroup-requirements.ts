import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Requirement } from '../../domain/runtimes.ts';
import { readText } from '../read-text.ts';
import { look } from './requirements.ts';
import type { RuntimeHost } from './runtime.ts';

/** `divided`: a hybrid machine where version 2 has controllers of its own. Source: cgroups(7); systemd, docs/CGROUP_DELEGATION.md. */
export type CgroupLayout = 'v1' | 'hybrid' | 'divided' | 'v2';

/** The machine's layout of control groups must be one of these. */
export function cgroups(host: RuntimeHost, fit: readonly CgroupLayout[]): Requirement {
  return look('cgroup', host, () => {
    const { layout, seen } = layoutOf(host.env.roots.cgroupfs);
    if (fit.includes(layout)) return { met: 'yes', seen };
    const advice = 'Boot with cgroup v2: systemd.unified_cgroup_hierarchy=1 on the kernel command line.';
    return { met: 'no', seen, advice };
  });
}

function layoutOf(cgroupfs: string): { readonly layout: CgroupLayout; readonly seen: string } {
  if (existsSync(`${cgroupfs}/cgroup.controllers`)) return { layout: 'v2', seen: 'v2' };
  if (!existsSync(`${cgroupfs}/unified`)) return { layout: 'v1', seen: 'v1' };
  const controllers = readText(`${cgroupfs}/unified/cgroup.controllers`).trim();
  return controllers === ''
    ? { layout: 'hybrid', seen: 'hybrid' }
    : { layout: 'divided', seen: `hybrid, with ${controllers} under v2` };
}

/**
 * What systemd has handed to the user of a rootless engine; without cpu and io, limits and disk figures are missing.
 * Source: docs.docker.com, Rootless mode, "Limiting resources".
 */
export function delegatedControllers(host: RuntimeHost): Requirement {
  return look('delegated cgroup controllers', host, () => {
    const uid = /\/run\/user\/(\d+)\//.exec(host.engine.host)?.[1] ?? userInfo().uid;
    const folder = `${host.env.roots.cgroupfs}/user.slice/user-${uid}.slice/user@${uid}.service`;
    if (!existsSync(`${folder}/cgroup.controllers`))
      return { met: 'unknown', seen: `systemd has no user@${uid}.service under cgroup v2` };
    const given = readText(`${folder}/cgroup.controllers`).trim();
    const missing = ['cpu', 'io', 'memory', 'pids'].filter((one) => !given.split(/\s+/).includes(one));
    if (missing.length === 0) return { met: 'yes', seen: given };
    return {
      met: 'no',
      seen: `${given === '' ? 'none' : given}; ${missing.join(', ')} missing`,
      advice: 'Delegate them, then log in again: joulelab runtimes setup rootless.',
    };
  });
}
