import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import type { CgroupPaths } from '../../domain/target.ts';
import { type CgroupTree, commandTrees } from './own-cgroups.ts';

const PREFIX = 'joulelab-exec-';

/** A cgroup made for one command, in each tree that accounts something. */
export type CommandCgroup = {
  readonly paths: CgroupPaths;
  /** Files into which the command's process id is written. */
  readonly procsFiles: readonly string[];
  /** Processes that are in it now. */
  processes(): number[];
  /** Removes it; false where processes are left in it, which keep it. */
  remove(): boolean;
};

/** Makes a cgroup for the command of a run; undefined where none can be made (no cgroups, no rights). */
export function createCommandCgroup(env: Environment, runId: string): CommandCgroup | undefined {
  const made = commandTrees(env).flatMap((tree) => {
    const path = makeInTree(tree, `${PREFIX}${runId}`);
    return path === undefined ? [] : [{ tree, path, folder: tree.root + path }];
  });
  const counted = made.some(({ tree }) => tree.controller === undefined || tree.controller === 'cpuacct');
  if (!counted) {
    for (const { folder } of made) removeFolder(folder);
    return undefined;
  }
  const v1 = made.flatMap(({ tree, path }) =>
    tree.controller === undefined ? [] : [[tree.controller, path]],
  );
  const v2 = made.find(({ tree }) => tree.controller === undefined)?.path;
  return {
    paths: {
      ...(v2 === undefined ? {} : { v2 }),
      ...(v1.length === 0 ? {} : { v1: Object.fromEntries(v1) }),
    },
    procsFiles: [...new Set(made.map(({ folder }) => `${folder}/cgroup.procs`))],
    processes: () => [...new Set(made.flatMap(({ folder }) => processesIn(folder)))],
    remove: () => made.map(({ folder }) => removeFolder(folder)).every(Boolean),
  };
}

/**
 * Removes the cgroups of commands whose measurement is over and in which no process is left. Call it while holding the
 * machine lock: a cgroup that a starting measurement has just made is empty too.
 *
 * @returns the folders removed
 */
export function removeStaleCommandCgroups(env: Environment): string[] {
  const roots = new Set(commandTrees(env).map((tree) => tree.root));
  return [...roots].flatMap((root) => cgroupsOfCommands(root)).filter(removeFolder);
}

function makeInTree(tree: CgroupTree, name: string): string | undefined {
  for (const place of tree.places) {
    const path = `${place === '/' ? '' : place}/${name}`;
    if (makeFolder(`${tree.root}${place}`, tree.root + path)) return path;
  }
  return undefined;
}

/** True when the folder is a cgroup that processes can be put into. */
function makeFolder(parent: string, folder: string): boolean {
  try {
    // To move a process, the kernel wants the right to write to the nearest cgroup above both places, too.
    accessSync(`${parent}/cgroup.procs`, constants.W_OK);
    mkdirSync(folder);
  } catch {
    return false;
  }
  try {
    accessSync(`${folder}/cgroup.procs`, constants.W_OK);
    return true;
  } catch {
    removeFolder(folder);
    return false;
  }
}

function cgroupsOfCommands(folder: string): string[] {
  return subfolders(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return name.startsWith(PREFIX) ? [path] : cgroupsOfCommands(path);
  });
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

function processesIn(folder: string): number[] {
  try {
    return readFileSync(`${folder}/cgroup.procs`, 'latin1').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** True when it is gone. A cgroup with processes or cgroups in it stays. */
function removeFolder(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}
