import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import { wholeDisks } from '../../block-devices.ts';
import { controllerTree } from '../../cgroup-files.ts';

/** 1 PiB/s: a limit that nothing meets. */
const NO_LIMIT = 2 ** 50;

/**
 * Whether cgroup v1 counts the traffic of every whole disk. Before Linux 6.10 it always did; since then a disk's
 * counters stand still at 0 until some cgroup has had a throttle rule for it. The root's file names the disks that count.
 */
export function countsDiskTraffic(env: Environment): boolean {
  return silentDisks(env).length === 0;
}

/**
 * Makes cgroup v1 count disk traffic: gives an empty cgroup of its own a limit that nothing meets, for each disk that
 * does not count yet, and removes the cgroup. Counting then stays on until the next boot. Does nothing on cgroup v2,
 * and nothing where it may not: then disk traffic of containers is unknown.
 */
export function activateDiskAccounting(env: Environment): void {
  const tree = controllerTree(env, 'blkio');
  if (tree === undefined || !existsSync(`${tree}/cgroup.procs`)) return;
  const disks = silentDisks(env);
  if (disks.length === 0) return;
  const folder = `${tree}/joulelab-accounting-${process.pid}`;
  try {
    mkdirSync(folder);
  } catch {
    return;
  }
  try {
    for (const disk of disks)
      writeFileSync(`${folder}/blkio.throttle.write_bps_device`, `${disk} ${NO_LIMIT}`, { flag: 'r+' });
  } catch {
    // Refused for a disk: its traffic stays unknown.
  }
  rmdirSync(folder);
}

function silentDisks(env: Environment): readonly string[] {
  const tree = controllerTree(env, 'blkio');
  const path = `${tree}/blkio.throttle.io_service_bytes`;
  if (tree === undefined || !existsSync(path)) return [];
  const counting = readFileSync(path, 'latin1');
  return Object.keys(wholeDisks(env)).filter((disk) => !new RegExp(`^${disk} `, 'm').test(counting));
}
