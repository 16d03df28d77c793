import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, rmdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Environment } from '../../domain/environment.ts';
import type { EngineFacts } from '../../domain/run.ts';
import { isKeeper, type Keeper } from './keeper.ts';

const run = promisify(execFile);
const SYSTEMCTL_LIMIT_MS = 10_000;
/** The engine removes a container's cgroup a moment after it says that the container is gone. */
const TRIES = 20;
const BETWEEN_TRIES_MS = 50;

/** Whether this process can remove a keeper below `parent` again: otherwise none is made. */
export function canRemoveKeepers(env: Environment, facts: EngineFacts, parent: string): boolean {
  const folders = trees(env)
    .map((tree) => `${tree}${parent}`)
    .filter((folder) => existsSync(folder));
  if (folders.length === 0) return false;
  // A slice is removed by systemd: root asks the machine's, others their own, which is the rootless engine's.
  if (parent.endsWith('.slice')) return facts.rootless === (process.getuid?.() !== 0);
  return folders.every(isWritable);
}

/** Removes a run's keepers once their containers are gone. Those that are gone are no error; one that stays is left to a later call. */
export async function removeKeepers(env: Environment, keepers: readonly Keeper[]): Promise<void> {
  await removeAll(
    env,
    keepers.map(({ path }) => path),
  );
}

/**
 * Removes the keepers of runs that ended without a chance to do it. Call it under the machine lock, after their containers.
 * @returns the paths removed
 */
export async function removeStaleKeepers(env: Environment): Promise<string[]> {
  const found = [...new Set(trees(env).flatMap((tree) => keepersBelow(tree, '')))];
  const left = await removeAll(env, found);
  return found.filter((path) => !left.includes(path));
}

/** @returns the paths that are still there */
async function removeAll(env: Environment, paths: readonly string[]): Promise<string[]> {
  const there = (path: string) => trees(env).some((tree) => existsSync(`${tree}${path}`));
  const slices = paths
    .filter((path) => path.endsWith('.slice'))
    .map((path) => path.slice(path.lastIndexOf('/') + 1));
  if (slices.length > 0) await stopSlices(slices);
  for (let left = TRIES; ; left -= 1) {
    for (const path of paths) for (const tree of trees(env)) removeFolder(`${tree}${path}`);
    const remaining = paths.filter(there);
    if (remaining.length === 0 || left === 0) return remaining;
    await delay(BETWEEN_TRIES_MS);
  }
}

async function stopSlices(slices: readonly string[]): Promise<void> {
  const whose = process.getuid?.() === 0 ? [] : ['--user'];
  try {
    await run('systemctl', [...whose, 'stop', ...slices], { timeout: SYSTEMCTL_LIMIT_MS });
  } catch {
    // Without systemd there are no slices of its; a cgroup that stays is seen below.
  }
}

/** Every mounted hierarchy: with cgroup v2 there is one, at the root itself. */
function trees(env: Environment): string[] {
  const { cgroupfs } = env.roots;
  if (existsSync(`${cgroupfs}/cgroup.controllers`)) return [cgroupfs];
  return subfolders(cgroupfs).map((name) => `${cgroupfs}/${name}`);
}

function keepersBelow(tree: string, path: string): string[] {
  return subfolders(`${tree}${path}`).flatMap((name) =>
    isKeeper(name) ? [`${path}/${name}`] : keepersBelow(tree, `${path}/${name}`),
  );
}

function subfolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    // Gone in the meantime.
    return [];
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not in this hierarchy, or not empty yet.
  }
}
