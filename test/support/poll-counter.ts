/**
 * An independent reading of the kernel's CPU time counter of joulelab's container `burner` (not of the self-test's): waits for the
 * container, then prints `<CLOCK_MONOTONIC µs> <CPU time µs>` every millisecond until the counter is gone.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms: number): unknown => Atomics.wait(sleeper, 0, 0, ms);
const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

function counterFile(): { path: string; toUs: (text: string) => number } {
  let id = '';
  while (id === '') {
    sleep(20);
    id = docker(
      'ps',
      '--quiet',
      '--no-trunc',
      '--filter',
      'label=io.joulelab.run',
      '--filter',
      'name=-burner$',
    );
  }
  const cgroup = readFileSync(`/proc/${docker('inspect', '--format', '{{.State.Pid}}', id)}/cgroup`, 'utf8');
  const v1 = /^\d+:(?:cpu,)?cpuacct(?:,cpu)?:(.*)$/m.exec(cgroup)?.[1];
  if (v1 !== undefined && existsSync(`/sys/fs/cgroup/cpuacct${v1}/cpuacct.usage`)) {
    return { path: `/sys/fs/cgroup/cpuacct${v1}/cpuacct.usage`, toUs: (text) => Number(text) / 1000 };
  }
  const v2 = /^0::(.*)$/m.exec(cgroup)?.[1] ?? '';
  return { path: `/sys/fs/cgroup${v2}/cpu.stat`, toUs: (text) => Number(/usage_usec (\d+)/.exec(text)?.[1]) };
}

const { path, toUs } = counterFile();
const file = openSync(path, 'r');
const buffer = Buffer.alloc(4096);
try {
  for (;;) {
    const monoUs = Number(process.hrtime.bigint() / 1000n);
    const length = readSync(file, buffer, 0, buffer.length, 0);
    writeSync(1, `${monoUs} ${toUs(buffer.toString('latin1', 0, length))}\n`);
    sleep(1);
  }
} catch {
  closeSync(file);
}
