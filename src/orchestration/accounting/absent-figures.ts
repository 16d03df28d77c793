import { readFileSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import type { CgroupPaths } from '../../domain/target.ts';

/** What a cgroup v2 counts only with a controller, which whoever owns the tree above may not have handed on. */
const COUNTED_BY = { io: 'disk traffic', memory: 'memory' } as const;

/**
 * What is unknown of a container because its cgroup lacks a controller, such as `disk traffic (io)`: so in a rootless engine
 * that was not delegated all of them. Nothing on cgroup v1, where controllers are not handed on.
 */
export function absentFigures(env: Environment, { v2 }: CgroupPaths): readonly string[] {
  if (v2 === undefined) return [];
  let controllers: string;
  try {
    controllers = readFileSync(`${env.roots.cgroupfs}${v2}/cgroup.controllers`, 'latin1');
  } catch {
    return [];
  }
  const given = controllers.trim().split(' ');
  return Object.entries(COUNTED_BY)
    .filter(([controller]) => !given.includes(controller))
    .map(([controller, figure]) => `${figure} (${controller})`);
}
