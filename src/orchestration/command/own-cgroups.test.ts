import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import { createCommandCgroup } from './command-cgroup.ts';
import { commandTrees } from './own-cgroups.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'joulelab-cgroups-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe('commandTrees', () => {
  it('prefers, on v2, a place that hands memory and io down to one below it', () => {
    put('proc/self/cgroup', '0::/user.slice/session.scope\n');
    put('sys/fs/cgroup/cgroup.controllers', 'cpu io memory\n');
    put('sys/fs/cgroup/cgroup.subtree_control', 'cpu io memory\n');
    put('sys/fs/cgroup/user.slice/cgroup.subtree_control', 'io memory\n');
    put('sys/fs/cgroup/user.slice/session.scope/cgroup.subtree_control', '\n');
    expect(commandTrees({ roots: kernelRoots(root) })).toEqual([
      { root: join(root, 'sys/fs/cgroup'), places: ['/user.slice', '/', '/user.slice/session.scope'] },
    ]);
  });

  it('takes, on v1, each accounting controller that is mounted, alone or together with others', () => {
    put('proc/self/cgroup', '3:memory:/own\n2:cpu,cpuacct:/elsewhere\n');
    mkdirSync(join(root, 'sys/fs/cgroup/memory/own'), { recursive: true });
    put('sys/fs/cgroup/memory/cgroup.procs', '');
    put('sys/fs/cgroup/cpu,cpuacct/cgroup.procs', '');
    symlinkSync('cpu,cpuacct', join(root, 'sys/fs/cgroup/cpuacct'));
    expect(commandTrees({ roots: kernelRoots(root) })).toEqual([
      { controller: 'cpuacct', root: join(root, 'sys/fs/cgroup/cpu,cpuacct'), places: ['/'] },
      { controller: 'memory', root: join(root, 'sys/fs/cgroup/memory'), places: ['/own'] },
    ]);
  });

  it('passes over a folder that has the name of a mount but is none', () => {
    put('proc/self/cgroup', '2:cpuacct:/\n');
    put('sys/fs/cgroup/cpuacct/cgroup.procs', '');
    mkdirSync(join(root, 'sys/fs/cgroup/cpu,cpuacct'));
    expect(commandTrees({ roots: kernelRoots(root) })).toEqual([
      { controller: 'cpuacct', root: join(root, 'sys/fs/cgroup/cpuacct'), places: ['/'] },
    ]);
  });

  it('has none without cgroups', () => {
    expect(commandTrees({ roots: kernelRoots(root) })).toEqual([]);
    expect(createCommandCgroup({ roots: kernelRoots(root) }, 'x')).toBeUndefined();
  });
});
