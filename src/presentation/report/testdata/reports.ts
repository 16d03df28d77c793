import type { AttributionRow, MetricFigure, PhaseReport, RunReport } from '../../../domain/report.ts';
import { QUICK_SETTINGS } from '../../../domain/settings.ts';

const counter = (metric: string, target: string, unit: 'us' | 'bytes', value: number, detail?: string): MetricFigure => ({
  metric, target, unit, kind: 'counter', value, complete: true, ...(detail === undefined ? {} : { detail }),
});
const memory = (metric: string, target: string, value: number, max: number): MetricFigure => ({
  metric, target, unit: 'bytes', kind: 'gauge', value, min: value * 0.7, max, complete: true,
});

const usage = (suffix: string, target: string, f: { cpu: number; mean: number; max: number; read: number; written: number; received: number; sent: number }) => [
  counter(`cpu_time_${suffix}`, target, 'us', f.cpu),
  memory(`memory_used_${suffix}`, target, f.mean, f.max),
  counter(`disk_read_bytes_${suffix}`, target, 'bytes', f.read, 'vda'),
  counter(`disk_written_bytes_${suffix}`, target, 'bytes', f.written, 'vda'),
  counter(`network_received_bytes_${suffix}`, target, 'bytes', f.received, 'eth0'),
  counter(`network_sent_bytes_${suffix}`, target, 'bytes', f.sent, 'eth0'),
];

const phase = (
  name: string, durationUs: number, powerUw: number, cpuUtilisation: number, more: Partial<PhaseReport> = {},
): PhaseReport => ({
  kind: 'phase', name, hidden: false, aborted: false, durationUs, powerUw,
  energyUj: Math.round((powerUw * durationUs) / 1e6),
  carbonUg: Math.round(((powerUw * durationUs) / 1e6 / 3.6e12) * 481 * 1e6),
  cpuUtilisation, attribution: [], figures: [], ...more,
});
const flow = (name: string, durationUs: number, powerUw: number, cpu: number, more: Partial<PhaseReport> = {}) =>
  phase(name, durationUs, powerUw, cpu, { kind: 'flow', parent: '[RUNTIME]', ...more });

const attribution: AttributionRow[] = [
  { kind: 'idle', name: 'idle', energyUj: 52_400_000, cpuUs: 0 },
  { kind: 'container', name: 'compressor', energyUj: 150_300_000, cpuUs: 10_912_000 },
  { kind: 'container', name: 'receiver', energyUj: 11_010_000, cpuUs: 799_000 },
  { kind: 'tool', name: 'tool', energyUj: 1_130_000, cpuUs: 82_400 },
  { kind: 'rest', name: 'rest', energyUj: 6_160_000, cpuUs: 447_000 },
];

const figures: MetricFigure[] = [
  ...usage('container', 'compressor', { cpu: 10_912_000, mean: 96_400_000, max: 201_000_000, read: 52_428_800, written: 18_743_296, received: 1_204, sent: 14_680_064 }),
  ...usage('container', 'receiver', { cpu: 799_000, mean: 4_210_000, max: 5_870_000, read: 0, written: 14_684_160, received: 14_923_776, sent: 61_440 }),
  ...usage('system', 'machine', { cpu: 12_240_000, mean: 1_930_000_000, max: 2_110_000_000, read: 52_953_088, written: 35_651_584, received: 0, sent: 0 }),
];

/** A quick run on a virtual machine without an energy meter. */
export const ESTIMATED: RunReport = {
  schema: 'joulelab.report/1',
  run: {
    id: '3f9c1a2b7d40',
    name: 'Compression: gzip, bzip2 and xz',
    status: 'completed',
    startedUnixUs: 1_795_520_412_000_000,
    endedUnixUs: 1_795_520_435_600_000,
    pid: 4711,
    joulelabVersion: '0.1.0',
    subject: { kind: 'scenario', file: 'examples/compression/usage_scenario.yml', resolvedText: '', variables: {} },
    settings: QUICK_SETTINGS,
    machine: {
      hostname: 'bench', kernel: '6.18.0', cpuModel: 'Intel Xeon Platinum 8375C', threads: 2,
      memoryBytes: 25_200_000_000, virtualMachine: true, cgroup: 'hybrid',
    },
    engine: {
      name: 'Docker', version: '20.10.24', apiVersion: '1.41', socket: '/var/run/docker.sock', rootless: false,
      storageDriver: 'overlay2', cgroupDriver: 'cgroupfs',
    },
    containers: [
      { name: 'compressor', id: 'c0ffee', image: 'debian:bookworm-slim', imageId: 'sha256:1', runtime: 'runc', runtimeVersion: '1.1.5', cpus: 1, memoryBytes: 12_100_000_000 },
      { name: 'receiver', id: 'decade', image: 'busybox:1.35', imageId: 'sha256:2', runtime: 'runc', runtimeVersion: '1.1.5', cpus: 1, memoryBytes: 12_100_000_000 },
    ],
    marks: [],
    phases: [],
    recorder: {
      implementation: 'typescript', intervalMs: 99, ticks: 211, missedTicks: 0, jitterP99Us: 1700, sources: 22,
      framesBytes: 1_400_000, cpuUs: 91_000, residentBytes: 52_000_000,
    },
    warnings: [
      { code: 'quick-run', message: 'The phases were shortened by --quick.' },
      { code: 'energy-estimated', message: 'Power is estimated from CPU utilisation.' },
    ],
    notes: [],
  },
  energySource: {
    kind: 'estimated', model: 'cpu-linear-1', bandLow: 0.63, bandHigh: 1.52, covers: "the machine's share of a server: CPU, memory, board",
  },
  grid: { gramsPerKwh: 481.3, zone: 'world average', source: 'Ember via CO2.js 0.19.0' },
  phases: [
    phase('[BASELINE]', 3_001_200, 6_390_000, 0.021),
    phase('[INSTALLATION]', 84_000, 7_900_000, 0.16),
    phase('[BOOT]', 1_912_000, 11_200_000, 0.38),
    phase('[IDLE]', 2_000_900, 6_420_000, 0.024),
    phase('[RUNTIME]', 12_318_000, 17_940_000, 0.56, { attribution, figures }),
    flow('prepare the corpus', 812_000, 13_100_000, 0.41, { hidden: true }),
    flow('gzip', 1_904_000, 17_700_000, 0.55),
    flow('bzip2', 3_377_000, 18_300_000, 0.57),
    flow('xz', 6_225_000, 18_400_000, 0.58),
    phase('[REMOVE]', 1_204_000, 8_100_000, 0.18),
  ],
  overhead: { recorderCpuUs: 85_000, orchestratorCpuUs: 61_000, measuredUs: 20_520_000 },
};

/** The same scenario on a server with RAPL, full phases. */
export const MEASURED: RunReport = {
  ...ESTIMATED,
  run: {
    ...ESTIMATED.run,
    settings: { ...QUICK_SETTINGS, quick: false, baselineMs: 60_000, idleMs: 60_000 },
    endedUnixUs: 1_795_520_412_000_000 + 149_000_000,
    machine: { ...ESTIMATED.run.machine, virtualMachine: false, threads: 64, cpuModel: 'Intel Xeon Gold 6338', memoryBytes: 270_000_000_000, cgroup: 'v2' },
    warnings: [],
  },
  energySource: {
    kind: 'measured', provider: 'RAPL', domains: ['package-0', 'package-1', 'dram-0', 'dram-1'], covers: 'CPU packages and DRAM',
  },
  phases: [
    phase('[BASELINE]', 60_001_000, 84_390_000, 0.002),
    ...ESTIMATED.phases.slice(1, 3),
    phase('[IDLE]', 60_000_900, 85_420_000, 0.003),
    ...ESTIMATED.phases.slice(4),
  ],
};

/** A flow command failed in the middle; nothing tells the energy. */
export const FAILED: RunReport = {
  ...ESTIMATED,
  run: {
    ...ESTIMATED.run,
    id: 'b00b5ca1ab1e',
    status: 'failed',
    warnings: [
      { code: 'no-energy-source', message: 'This machine has neither an energy meter nor a CPU that the model knows.' },
      { code: 'container-ended', message: 'Container receiver ended in [RUNTIME] with exit code 2.' },
      { code: 'container-ended', message: 'Container compressor ended in [RUNTIME] with exit code 1.' },
    ],
    error: {
      code: 'flow-failed',
      message: 'A command of flow "xz" failed in container compressor with exit code 1.',
      advice: 'Run the command by hand in the container, or allow its failure with "ignore-errors: true".',
      phase: 'xz',
      failure: {
        command: 'xz -9 --keep /tmp/corpus.txt',
        container: 'compressor',
        exitCode: 1,
        durationMs: 2130,
        stdoutTail: '',
        stderrTail: 'xz: /tmp/corpus.txt: Cannot allocate memory\nxz: \u001b[31mgiving up\u001b[0m\n',
      },
    },
  },
  energySource: { kind: 'none', reason: 'no RAPL in /sys/class/powercap, and the CPU model is unknown' },
  phases: ESTIMATED.phases.slice(0, 9).map(({ energyUj: _e, powerUw: _p, carbonUg: _c, ...rest }) => ({
    ...rest,
    attribution: [],
    aborted: rest.name === 'xz' || rest.name === '[RUNTIME]',
    figures: rest.figures.map((figure) => (figure.target === 'receiver' ? { ...figure, complete: false } : figure)),
  })),
};

/** `joulelab exec`. */
export const COMMAND: RunReport = {
  ...MEASURED,
  run: {
    ...MEASURED.run,
    name: 'sort big.txt',
    subject: { kind: 'command', argv: ['sort', 'big.txt'], cwd: '/home/me', exitCode: 0 },
    containers: [],
  },
  phases: [
    phase('[RUNTIME]', 412_000, 61_000_000, 0.03, {
      attribution: [
        { kind: 'idle', name: 'idle', energyUj: 20_000_000, cpuUs: 0 },
        { kind: 'command', name: 'sort', energyUj: 5_000_000, cpuUs: 398_000 },
        { kind: 'tool', name: 'tool', energyUj: 12_000, cpuUs: 1_900 },
        { kind: 'rest', name: 'rest', energyUj: 120_000, cpuUs: 9_000 },
      ],
      figures: usage('command', 'sort', { cpu: 398_000, mean: 64_000_000, max: 128_000_000, read: 0, written: 4096, received: 0, sent: 0 }),
    }),
  ],
};
