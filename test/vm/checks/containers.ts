import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { RunReport } from '../../../src/domain/report.ts';
import {
  BURN_COMMAND,
  type Check,
  expect,
  flow,
  IGNORE,
  joulelab,
  measure,
  rowsAddUp,
  service,
  sh,
  total,
  within,
} from './harness.ts';
import { startKernelReadings } from './kernel-readings.ts';

const BURN = `name: Burn\nservices:\n${service('burner')}flow:\n${flow('Two seconds', 'burner', BURN_COMMAND, IGNORE)}`;
/** What only a privileged container sees: the machine's disk. */
const PRIVILEGED = `name: Privileged\nservices:\n${service('burner', '    privileged: true\n')}flow:\n${flow('See the disk', 'burner', '[ -b /dev/vda ]')}${flow('Two seconds', 'burner', BURN_COMMAND, IGNORE)}`;

/** Measures the burner and compares its CPU time with the kernel's counter, which is read beside the run. */
async function againstKernelCounter(text: string, ...args: readonly string[]): Promise<RunReport> {
  const readings = startKernelReadings();
  const report = await measure(text, ...args);
  const at = await readings.stop();
  const phase = report.run.phases.find(({ name }) => name === 'Two seconds');
  const mark = (id: number | undefined): number =>
    report.run.marks.find((one) => one.id === id)?.endMonoUs ?? Number.NaN;
  const kernelUs = at(mark(phase?.endMark)) - at(mark(phase?.beginMark));
  expect(kernelUs > 1_000_000, `the burner used ${kernelUs} µs only`);
  within(total(report, 'Two seconds', 'cpu_time_container', 'burner'), kernelUs, 0.02, 'CPU time');
  return report;
}

let first: RunReport | undefined;

export const containerChecks: readonly Check[] = [
  {
    name: 'the machine has cgroup v2 alone and the systemd driver',
    run: () => {
      expect(existsSync('/sys/fs/cgroup/cgroup.controllers'), 'no cgroup v2');
      const info = sh("docker info --format '{{.CgroupVersion}} {{.CgroupDriver}}'");
      expect(info === '2 systemd', info);
    },
  },
  {
    name: "a container's CPU time agrees with the kernel's counter, read by the C recorder",
    run: async () => {
      first = await againstKernelCounter(BURN, '--provider', 'psi-container');
      expect(first.run.machine.cgroup === 'v2', `cgroup ${first.run.machine.cgroup}`);
      expect(first.run.recorder?.implementation === 'c', `recorder: ${JSON.stringify(first.run.recorder)}`);
    },
  },
  {
    name: 'container and machine have memory, pressure and throttling figures',
    run: () => {
      if (first === undefined) throw new Error('the run before failed');
      expect(total(first, 'Two seconds', 'memory_used_container', 'burner') > 0, 'no memory');
      const metrics = new Set(first.phases.flatMap(({ figures }) => figures.map(({ metric }) => metric)));
      for (const wanted of ['pressure', 'throttled'])
        expect(
          [...metrics].some((metric) => metric.includes(wanted)),
          `no ${wanted} among ${[...metrics].join(' ')}`,
        );
    },
  },
  {
    name: 'the energy of every phase is split over container, engine, system services and the tool without a rest',
    run: () => {
      if (first === undefined) throw new Error('the run before failed');
      rowsAddUp(first);
      const rows = first.phases.find(({ name }) => name === 'Two seconds')?.attribution ?? [];
      const named = (kind: string) => rows.filter((row) => row.kind === kind).map(({ name }) => name);
      expect(named('container').includes('burner'), JSON.stringify(rows));
      expect(named('service').length >= 2, `services: ${JSON.stringify(rows)}`);
    },
  },
  {
    name: 'where a container is accounted was tested before it was measured',
    run: () => {
      const accounting = first?.run.containers[0]?.accounting;
      expect(accounting?.check === 'verified', JSON.stringify(accounting));
    },
  },
  {
    name: 'the same under crun, with --privileged, read by the TypeScript recorder while the clock is set ahead by an hour',
    run: async () => {
      process.env['JOULELAB_RECORDER'] = 'typescript';
      let stepped = false;
      const timer = setInterval(() => {
        if (stepped || !sh('pgrep -f "[t]imeout 2 sh" || true')) return;
        stepped = true;
        execFileSync('date', ['--set', '+1 hour']);
      }, 200);
      try {
        const report = await againstKernelCounter(PRIVILEGED, '--runtime', 'crun', '--allow-unsafe');
        const { run, phases } = report;
        expect(run.containers[0]?.runtime === 'crun', JSON.stringify(run.containers));
        expect(run.recorder?.implementation === 'typescript', JSON.stringify(run.recorder));
        rowsAddUp(report);
        const phase = run.phases.find(({ name }) => name === 'Two seconds');
        const unixUs = (id: number | undefined): number =>
          run.marks.find((mark) => mark.id === id)?.unixUs ?? Number.NaN;
        const wallUs = unixUs(phase?.endMark) - unixUs(phase?.beginMark);
        expect(wallUs > 3.6e9, `the clock was not set within the flow: ${wallUs} µs`);
        const durationUs = phases.find(({ name }) => name === 'Two seconds')?.durationUs ?? Number.NaN;
        expect(durationUs < 120e6, `the flow took ${durationUs} µs`);
        const tookUs = (run.endedUnixUs ?? Number.NaN) - run.startedUnixUs;
        expect(tookUs < 600e6, `the run took ${tookUs} µs`);
      } finally {
        clearInterval(timer);
        delete process.env['JOULELAB_RECORDER'];
      }
    },
  },
  {
    name: 'bytes on disk and network agree with what was written and sent, and a container of 0.3 s is caught whole',
    run: async () => {
      const report = await measure(
        `name: Bytes\nservices:\n${service('server', '    networks: { inner: { ipv4_address: 172.31.7.10 } }\n    depends_on: { brief: { condition: service_completed_successfully } }\n')}` +
          service('client', '    networks: [inner]\n') +
          `  brief:\n    image: busybox:1.35\n    command: ["sh", "-c", "timeout 0.3 sh -c 'while :; do :; done'; cat /sys/fs/cgroup/cpu.stat"]\n` +
          `networks:\n  inner:\nflow:\n` +
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
      const sent = total(report, 'Send', 'network_sent_bytes_container', 'client');
      within(received, 1.04 * 8 * 1024 * 1024, 0.05, 'bytes received');
      within(received, sent, 0.02, 'received of sent');
      const written = total(report, 'Write', 'disk_written_bytes_container', 'client');
      within(written, 16 * 1024 * 1024, 0.02, 'bytes written');
      // The server waits for its end, so that all of it is in [BOOT].
      const briefUs = total(report, '[BOOT]', 'cpu_time_container', 'brief');
      const saidUs = Number(/usage_usec (\d+)/.exec((await joulelab('show', 'last', '--logs')).stdout)?.[1]);
      // What it said itself shortly before it ended, and what its end took.
      expect(briefUs >= saidUs && briefUs < saidUs + 3e6, `${briefUs} µs of brief, which said ${saidUs}`);
    },
  },
  {
    name: 'a host command gets a cgroup of its own, with memory and the CPU time of grandchildren',
    run: async () => {
      const script = '(timeout 2 sh -c "while :; do :; done" & ); sleep 3';
      const { status, stderr } = await joulelab('exec', '--', 'sh', '-c', script);
      expect(status === 0, stderr.slice(-1500));
      // Its standard output is the command's.
      const report = JSON.parse((await joulelab('show', 'last', '--json')).stdout) as RunReport;
      const cpuUs = total(report, '[RUNTIME]', 'cpu_time_command', 'sh');
      expect(cpuUs > 1_000_000 && cpuUs < 3_500_000, `${cpuUs} µs`);
      expect(total(report, '[RUNTIME]', 'memory_used_command', 'sh') > 0, 'no memory');
      expect(!report.run.warnings.some(({ code }) => code === 'process-tree'), 'accounted by process tree');
    },
  },
];

/** To be made last. */
export const leftovers: Check = {
  name: 'nothing is left of all that',
  run: () => {
    const left = sh('docker ps --all --quiet --filter label=io.joulelab.run');
    expect(left === '', left);
    const cgroups = sh("find /sys/fs/cgroup -name 'joulelab-exec-*' -o -name '*-joulelab*s*.slice'");
    expect(cgroups === '', cgroups);
  },
};
