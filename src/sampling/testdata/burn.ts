import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Target } from '../../domain/target.ts';

/** Why the real-kernel tests of control groups cannot run here; undefined where they can. */
export const noTestCgroup: string | undefined = whyNoTestCgroup();

function whyNoTestCgroup(): string | undefined {
  if (!existsSync('/sys/fs/cgroup/cpuacct/cgroup.procs')) return 'needs the cgroup v1 controller cpuacct';
  return process.getuid?.() === 0 ? undefined : 'needs root to make a control group';
}

/** A control group of the test's own, empty at first. */
export type TestCgroup = AsyncDisposable & {
  readonly target: Target;
  /** The kernel's own counter, in whole µs. */
  usageUs(): number;
  /** Puts a process into it. */
  adopt(pid: number | undefined): void;
  /** Starts a process in it that burns CPU until it is killed. */
  burn(): Promise<ChildProcess>;
};

export function makeTestCgroup(name: string): TestCgroup {
  const path = `/joulelab-test-${process.pid}-${name}`;
  const folder = `/sys/fs/cgroup/cpuacct${path}`;
  const children: ChildProcess[] = [];
  mkdirSync(folder);
  return {
    target: {
      kind: 'container',
      name,
      id: name,
      pid: process.pid,
      cgroup: { v1: { cpuacct: path } },
      ownNetwork: false,
      ignoreInterfaces: [],
    },
    usageUs: () => Math.floor(Number(readFileSync(`${folder}/cpuacct.usage`, 'utf8')) / 1000),
    adopt: (pid) => writeFileSync(`${folder}/cgroup.procs`, String(pid)),
    async burn() {
      const child = spawn('sh', ['-c', 'read go; while :; do :; done'], { stdio: ['pipe', 'ignore', 'inherit'] });
      children.push(child);
      this.adopt(child.pid);
      child.stdin?.end('go\n');
      return child;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(endChild));
      if (existsSync(folder)) rmdirSync(folder);
    },
  };
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
