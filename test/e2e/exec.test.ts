import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { leftProcesses } from '../support/engine.ts';
import {
  type Finished,
  joulelab,
  printed,
  startJoulelab,
  temporaryFolder,
  total,
} from '../support/joulelab.ts';

afterEach(() => {
  expect(leftProcesses()).toEqual([]);
});

async function execute(
  command: readonly string[],
  options: { env?: Record<string, string>; stdin?: string } = {},
): Promise<{ result: Finished; report: RunReport }> {
  const env = { JOULELAB_STATE_DIR: temporaryFolder(), ...options.env };
  const result = await joulelab(['exec', '--', ...command], { ...options, env });
  const shown = await joulelab(['show', 'last', '--json'], { env });
  if (shown.exitCode !== 0) throw new Error(`${result.stderr}\n${shown.stderr}`);
  return { result, report: JSON.parse(shown.stdout) as RunReport };
}

describe('joulelab exec', () => {
  it('passes stdin, stdout, arguments and the exit status through', async () => {
    const { result, report } = await execute(
      ['sh', '-c', 'cat; echo "$0 $1"; exit 9', '--json', 'two words'],
      { stdin: 'from stdin\n' },
    );
    expect(result.stdout).toBe('from stdin\n--json two words\n');
    expect(result.exitCode).toBe(9);
    expect(report.run.subject).toMatchObject({ kind: 'command', exitCode: 9 });
  });

  it('counts the CPU time of grandchildren that outlive their parent', async () => {
    const { report } = await execute(['sh', '-c', '(timeout 1 sh -c "while :; do :; done" & ) ; sleep 1.3']);
    const cpuUs = total(report, '[RUNTIME]', 'cpu_time_command', report.run.name);
    expect(cpuUs).toBeGreaterThan(300_000);
    expect(cpuUs).toBeLessThan(1_200_000);
  });

  it('forwards signals and ends with 128 + the signal number', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const started = startJoulelab(['exec', '--', 'sh', '-c', 'echo ready >&2; exec sleep 60'], { env });
    await printed(started, 'ready');
    started.child.kill('SIGTERM');
    expect((await started.finished).exitCode).toBe(128 + 15);
  });

  it('says what is wrong when the command does not exist, exit status 127', async () => {
    const { exitCode, stderr } = await joulelab(['exec', '--', 'no-such-command'], {
      env: { JOULELAB_STATE_DIR: temporaryFolder() },
    });
    expect(exitCode).toBe(127);
    expect(stderr).toContain('no-such-command');
  });
});

/** A kernel tree of a machine with two CPU packages and readable RAPL; values as of sysfs-class-powercap. */
function raplTree(energyUj: readonly [number, number]): string {
  const root = temporaryFolder();
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const cpu = (id: number): string =>
    `processor\t: ${id}\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Gold 6134 CPU @ 3.20GHz\nphysical id\t: ${id}\ncpu MHz\t\t: 3200.000\ncpu cores\t: 1\n\n`;
  put('proc/cpuinfo', cpu(0) + cpu(1));
  put(
    'proc/meminfo',
    'MemTotal:       32768000 kB\nMemFree:        16384000 kB\nMemAvailable:   24576000 kB\n',
  );
  put(
    'proc/stat',
    'cpu  1000 0 500 9000 10 0 0 0 0 0\ncpu0 500 0 250 4500 5 0 0 0 0 0\ncpu1 500 0 250 4500 5 0 0 0 0 0\n',
  );
  put('proc/diskstats', '   8       0 sda 100 0 2048 10 50 0 1024 5 0 10 15 0 0 0 0 0 0\n');
  put(
    'proc/net/dev',
    'Inter-|   Receive  |  Transmit\n face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed\n  eth0: 1000 10 0 0 0 0 0 0 2000 20 0 0 0 0 0 0\n',
  );
  energyUj.forEach((energy, index) => {
    put(`sys/class/powercap/intel-rapl:${index}/name`, `package-${index}\n`);
    put(`sys/class/powercap/intel-rapl:${index}/energy_uj`, `${energy}\n`);
    put(`sys/class/powercap/intel-rapl:${index}/max_energy_range_uj`, '262143328850\n');
  });
  return root;
}

describe('the whole program against a kernel tree with RAPL', () => {
  it('reports the known joules exactly: two packages, one of which wraps in the middle', async () => {
    const root = raplTree([262_142_328_850, 5_000_000]);
    const energy = (index: number): string => join(root, `sys/class/powercap/intel-rapl:${index}/energy_uj`);
    const steps = [
      `printf '262143000000\\n' > ${energy(0)}`,
      `printf '9000000\\n' > ${energy(1)}`,
      'sleep 0.4',
      `printf '2499999\\n' > ${energy(0)}`,
      `printf '12000000\\n' > ${energy(1)}`,
      'sleep 0.4',
    ];
    const { report } = await execute(['sh', '-c', steps.join('\n')], { env: { JOULELAB_KERNEL_ROOT: root } });
    // Package 0: 1 000 000 µJ up to the largest value, one step to 0, 2 499 999 µJ after it. Package 1: 7 000 000 µJ.
    expect(total(report, '[RUNTIME]', 'energy_rapl', 'machine')).toBe(3_500_000 + 7_000_000);
    const runtime = report.phases.find(({ name }) => name === '[RUNTIME]');
    expect(runtime?.energyUj).toBe(10_500_000);
    expect(report.energySource).toMatchObject({ kind: 'measured', domains: ['package-0', 'package-1'] });
  });
});
