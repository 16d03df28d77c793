import { readFileSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import type { CgroupPaths } from '../../domain/target.ts';

/** A process's cgroups, all of them. Source: cgroups(7). */
export function cgroupsOf(env: Environment, pid: number): CgroupPaths {
  let text = '';
  try {
    text = readFileSync(`${env.roots.procfs}/${pid}/cgroup`, 'utf8');
  } catch {
    // It has ended.
  }
  const v2 = /^0::(.*)$/m.exec(text)?.[1];
  const cpuacct = /^\d+:(?:[^:]*,)?cpuacct(?:,[^:]*)?:(.*)$/m.exec(text)?.[1];
  return { ...(v2 === undefined ? {} : { v2 }), ...(cpuacct === undefined ? {} : { v1: { cpuacct } }) };
}
