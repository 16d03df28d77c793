import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Environment } from '../domain/environment.ts';

/**
 * The machine's whole disks: kernel name by `major:minor`.
 *
 * A disk is what has a `device` in sysfs. Partitions are part of their disk; device mapper, md and loop devices stand
 * on other disks, so a byte would be counted twice; zram and ramdisks are memory. Source: kernel's sysfs-block.
 */
export function wholeDisks(env: Environment): Readonly<Record<string, string>> {
  const folder = `${env.roots.sysfs}/block`;
  if (!existsSync(folder)) return {};
  const disks: Record<string, string> = {};
  for (const name of readdirSync(folder)) {
    if (!existsSync(`${folder}/${name}/device`)) continue;
    const number = deviceNumber(`${folder}/${name}/dev`);
    if (number !== undefined) disks[number] = name;
  }
  return disks;
}

function deviceNumber(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'latin1').trim();
  return /^\d+:\d+$/.test(text) ? text : undefined;
}
