/**
 * Runs inside the emulated machine (scripts/make-test-vm), as root, once: measures real containers on cgroup v2 and says
 * for each check, as a line of JSON on the console, whether it held. The machine is 10 to 20 times slower than real ones:
 * what is checked are counters, never durations.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RunReport } from '../../src/domain/report.ts';

const HOME = '/opt/joulelab';
const ENVIRONMENT = {
  JOULELAB_STATE_DIR: '/var/lib/joulelab-test',
  JOULELAB_NODE: `${HOME}/node`,
  NO_COLOR: '1',
};
const SHORT = ['--baseline', '300ms', '--idle', '300ms', '--pause', '0ms', '--boot-timeout', '5m'];

type Check = { readonly name: string; readonly run: () => void | Promise<void> };

function say(line: object): void {
  process.stdout.write(`\njoulelab-guest ${JSON.stringify(line)}\n`);
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function within(actual: number, wanted: number, share: number, what: string): void {
  expect(
    Math.abs(actual - wanted) <= share * wanted,
    `${what}: ${actual} is not within ${share * 100} % of ${wanted}`,
  );
}

function joulelab(
  args: readonly string[],
  env: Record<string, string> = {},
): { status: number | null; stderr: string } {
  const result = spawnSync(`${HOME}/bin/joulelab`, args, {
    encoding: 'utf8',
    env: { ...process.env, ...ENVIRONMENT, ...env },
  });
  return { status: result.status, stderr: `${result.stderr}${result.stdout}` };
}

function lastReport(env: Record<string, string> = {}): RunReport {
  const shown = joulelab(['show', 'last', '--json'], env);
  return JSON.parse(shown.stderr.slice(shown.stderr.indexOf('{'))) as RunReport;
}

function measure(text: string, args: readonly string[] = [], env: Record<string, string> = {}): RunReport {
  mkdirSync('/tmp/scenario', { recursive: true });
  writeFileSync('/tmp/scenario/usage_scenario.yml', text);
  const { status, stderr } = joulelab(['run', '/tmp/scenario', ...SHORT, ...args], env);
  expect(status === 0, `exit status ${status}: ${stderr.slice(-1500)}`);
  return lastReport(env);
}

function total(report: RunReport, phase: string, metric: string, target: string): number {
  const figures = report.phases.find(({ name }) => name === phase)?.figures ?? [];
  const found = figures.find(
    (figure) => figure.metric === metric && figure.target === target && figure.detail === undefined,
  );
  if (found === undefined) throw new Error(`no ${metric} of ${target} in ${phase}`);
  return found.value;
}

const service = (name: string): string =>
  `  ${name}:\n    image: busybox:1.35\n    command: sleep infinity\n`;
const flow = (name: string, container: string, command: string): string =>
  `  - name: ${name}\n    container: ${container}\n    commands:\n      - type: console\n        shell: sh\n        command: ${JSON.stringify(command)}\n        ignore-errors: true\n`;

const BURN = `name: Burn\nservices:\n${service('burner')}flow:\n${flow('Two seconds', 'burner', 'timeout 2 sh -c "while :; do :; done"')}`;

/** Runs the burner and compares its CPU time with the kernel's counter, which is read beside the run every 20 ms. */
async function againstKernelCounter(args: readonly string[]): Promise<RunReport> {
  const readings: (readonly [monoUs: number, cpuUs: number])[] = [];
  const timer = setInterval(() => {
    const cpuUs = scopeCpuUs();
    if (cpuUs !== undefined) readings.push([Number(process.hrtime.bigint() / 1000n), cpuUs]);
  }, 20);
  const report = await measureAside(BURN, args).finally(() => clearInterval(timer));
  const at = (monoUs: number): number => {
    const after = readings.findIndex(([when]) => when >= monoUs);
    const [left, right] = [readings[after - 1], readings[after]];
    if (left === undefined || right === undefined) throw new Error(`no readings around ${monoUs}`);
    return left[1] + ((right[1] - left[1]) * (monoUs - left[0])) / (right[0] - left[0]);
  };
  const phase = report.run.phases.find(({ name }) => name === 'Two seconds');
  const mark = (id: number | undefined): number =>
    report.run.marks.find((one) => one.id === id)?.endMonoUs ?? Number.NaN;
  const kernelUs = at(mark(phase?.endMark)) - at(mark(phase?.beginMark));
  expect(kernelUs > 1_000_000, `the burner used ${kernelUs} µs only`);
  within(total(report, 'Two seconds', 'cpu_time_container', 'burner'), kernelUs, 0.02, 'CPU time');
  return report;
}

/** CPU time of the one container that runs, as its scope of the systemd driver has it. */
function scopeCpuUs(): number | undefined {
  const slice = '/sys/fs/cgroup/system.slice';
  try {
    const scope = readdirSync(slice).find((name) => /^docker-[0-9a-f]{64}\.scope$/.test(name));
    if (scope === undefined) return undefined;
    return Number(/usage_usec (\d+)/.exec(readFileSync(`${slice}/${scope}/cpu.stat`, 'utf8'))?.[1]);
  } catch {
    // It went between the two looks.
    return undefined;
  }
}

/** `measure` without blocking, so that something else can be read meanwhile. */
function measureAside(text: string, args: readonly string[]): Promise<RunReport> {
  mkdirSync('/tmp/scenario', { recursive: true });
  writeFileSync('/tmp/scenario/usage_scenario.yml', text);
  const run = spawn(`${HOME}/bin/joulelab`, ['run', '/tmp/scenario', ...SHORT, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...ENVIRONMENT },
  });
  return new Promise((resolve, reject) => {
    run.on('close', (status) =>
      status === 0 ? resolve(lastReport()) : reject(new Error(`exit status ${status}`)),
    );
  });
}

const checks: readonly Check[] = [
  {
    name: 'the machine has cgroup v2 alone and the systemd driver',
    run: () => {
      expect(existsSync('/sys/fs/cgroup/cgroup.controllers'), 'no cgroup v2');
      const info = execFileSync('docker', ['info', '--format', '{{.CgroupVersion}} {{.CgroupDriver}}'], {
        encoding: 'utf8',
      }).trim();
      expect(info === '2 systemd', info);
    },
  },
  {
    name: "a container's CPU time agrees with the kernel's counter",
    run: async () => {
      const report = await againstKernelCounter([]);
      expect(report.run.machine.cgroup === 'v2', `cgroup ${report.run.machine.cgroup}`);
      expect(total(report, 'Two seconds', 'memory_used_container', 'burner') > 0, 'no memory');
    },
  },
  {
    name: 'the same under crun',
    run: async () => {
      const report = await againstKernelCounter(['--runtime', 'crun']);
      expect(report.run.containers[0]?.runtime === 'crun', JSON.stringify(report.run.containers));
    },
  },
  {
    name: 'bytes written with fsync and received over a network agree with what was written and sent',
    run: () => {
      const report = measure(
        `name: Bytes\nservices:\n${service('server')}    networks: { inner: { ipv4_address: 172.31.7.10 } }\n` +
          `${service('client')}    networks: [inner]\nnetworks:\n  inner:\nflow:\n` +
          flow('Write', 'client', 'dd if=/dev/zero of=/written bs=1M count=16 conv=fsync') +
          flow('Listen', 'server', 'sleep 600 | nc -l -p 5001 > /dev/null').replace(
            'type: console',
            'type: console\n        detach: true',
          ) +
          flow(
            'Send',
            'client',
            'until head -c 8388608 /dev/zero | nc 172.31.7.10 5001; do sleep 1; done; sleep 1',
          ),
      );
      // The kernel counts headers too: 66 bytes to at most 1448 of a segment, and what was sent again.
      const received = total(report, 'Send', 'network_received_bytes_container', 'server');
      within(received, 1.04 * 8 * 1024 * 1024, 0.05, 'bytes received');
      within(
        received,
        total(report, 'Send', 'network_sent_bytes_container', 'client'),
        0.02,
        'received of sent',
      );
      within(
        total(report, 'Write', 'disk_written_bytes_container', 'client'),
        16 * 1024 * 1024,
        0.02,
        'bytes written',
      );
    },
  },
  {
    name: 'a host command gets a cgroup of its own, with memory and the CPU time of grandchildren',
    run: () => {
      const script = '(timeout 2 sh -c "while :; do :; done" & ); sleep 3';
      const { status, stderr } = joulelab(['exec', '--', 'sh', '-c', script]);
      expect(status === 0, stderr.slice(-1500));
      const report = lastReport();
      const cpuUs = total(report, '[RUNTIME]', 'cpu_time_command', 'sh');
      expect(cpuUs > 1_000_000 && cpuUs < 3_500_000, `${cpuUs} µs`);
      expect(total(report, '[RUNTIME]', 'memory_used_command', 'sh') > 0, 'no memory');
      expect(!report.run.warnings.some(({ code }) => code === 'process-tree'), 'accounted by process tree');
    },
  },
  {
    name: 'a step of the clock by an hour in the middle changes no duration',
    run: async () => {
      let stepped = false;
      const timer = setInterval(() => {
        if (stepped || (scopeCpuUs() ?? 0) < 800_000) return;
        stepped = true;
        execFileSync('date', ['--set', '+1 hour']);
      }, 50);
      const { run, phases } = await measureAside(BURN, []).finally(() => clearInterval(timer));
      const phase = run.phases.find(({ name }) => name === 'Two seconds');
      const unixUs = (id: number | undefined): number =>
        run.marks.find((mark) => mark.id === id)?.unixUs ?? Number.NaN;
      const wallUs = unixUs(phase?.endMark) - unixUs(phase?.beginMark);
      expect(wallUs > 3.6e9, `the clock was not set within the flow: ${wallUs} µs`);
      const durationUs = phases.find(({ name }) => name === 'Two seconds')?.durationUs ?? Number.NaN;
      expect(durationUs < 120e6, `the flow took ${durationUs} µs`);
      const tookUs = (run.endedUnixUs ?? Number.NaN) - run.startedUnixUs;
      expect(tookUs < 600e6, `the run took ${tookUs} µs`);
    },
  },
  {
    name: 'nothing is left of all that',
    run: () => {
      const left = execFileSync('docker', ['ps', '--all', '--quiet', '--filter', 'label=io.joulelab.run'], {
        encoding: 'utf8',
      });
      expect(left === '', left);
      const cgroups = execFileSync('find', ['/sys/fs/cgroup', '-name', 'joulelab-exec-*'], {
        encoding: 'utf8',
      });
      expect(cgroups === '', cgroups);
    },
  },
];

execFileSync('sh', ['-c', 'docker import - busybox:1.35 < /opt/busybox.tar']);
say({ kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim() });
for (const { name, run } of checks) {
  try {
    await run();
    say({ name, passed: true });
  } catch (thrown) {
    say({ name, passed: false, detail: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}
say({ done: true });
