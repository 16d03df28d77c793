import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Target } from '../../domain/target.ts';

const V1 = '/sys/fs/cgroup/cpuacct';
const V2 = '/sys/fs/cgroup';
const isV2 = existsSync(`${V2}/cgroup.controllers`);

/** Why the real-kernel tests of control groups cannot run here; undefined where they can. */
export const noTestCgroup: string | undefined = whyNoTestCgroup();

function whyNoTestCgroup(): string | undefined {
  if (!isV2 && !existsSync(`${V1}/cgroup.procs`)) return 'needs cgroup v2, or the controller cpuacct of cgroup v1';
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
  const folder = `${isV2 ? V2 : V1}${path}`;
  const children: ChildProcess[] = [];
  mkdirSync(folder);
  return {
    target: {
      kind: 'container',
      name,
      id: name,
      pid: process.pid,
      cgroup: isV2 ? { v2: path } : { v1: { cpuacct: path } },
      ownNetwork: false,
      ignoreInterfaces: [],
    },
    usageUs: () =>
      isV2
        ? Number(/^usage_usec (\d+)$/m.exec(readFileSync(`${folder}/cpu.stat`, 'utf8'))?.[1])
        : Math.floor(Number(readFileSync(`${folder}/cpuacct.usage`, 'utf8')) / 1000),
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
