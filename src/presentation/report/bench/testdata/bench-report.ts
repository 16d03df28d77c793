import type { BenchArm, BenchComparison, BenchQuantity, BenchReport } from '../../../../domain/bench.ts';
import type { RatioComparison } from '../../../../domain/comparison.ts';

const engine = {
  name: 'Docker',
  version: '28.3.0',
  apiVersion: '1.51',
  socket: 'unix:///var/run/docker.sock',
  rootless: false,
  storageDriver: 'overlay2',
  cgroupDriver: 'systemd',
};
const arm = (name: string, title: string, more: Partial<BenchArm> = {}): BenchArm => ({
  name,
  title,
  engine,
  runtime: name,
  notes: [],
  ...more,
});

type Given = { readonly mean: number; readonly low: number; readonly high: number; readonly p: number };

/** A comparison with the interval `low`…`high`, whose ratio lies in its middle. */
function comparison({ mean, low, high, p }: Given): RatioComparison {
  const ratio = Math.sqrt(low * high);
  const statistics = (label: string, value: number) => ({
    label,
    count: 10,
    mean: value,
    median: value,
    standardDeviation: value / 50,
    outliers: [],
  });
  return {
    reference: statistics('runc', mean),
    arm: statistics('arm', mean * ratio),
    ratio,
    interval: { low, high },
    pValue: p / 4,
    adjustedPValue: p,
    detectable: Math.sqrt(high / low) * 1.3 - 1,
    verdict: 'inconclusive',
  };
}

const row = (workload: string, name: string, quantity: BenchQuantity, given: Given): BenchComparison => ({
  workload,
  arm: name,
  quantity,
  comparison: comparison(given),
});

/** A bench with all that a report may have to show: large and small differences, none, failures, an arm that was given up. */
export const benchReport: BenchReport = {
  schema: 'joulelab.bench/1',
  id: '3f9c1a0b7d22',
  measuredUnixUs: 1_790_000_000_000_000,
  joulelabVersion: '0.1.0',
  machine: {
    hostname: 'lab',
    kernel: '6.12.1',
    cpuModel: 'Intel(R) Core(TM) i5-6500 CPU @ 3.20GHz',
    threads: 4,
    memoryBytes: 16e9,
    virtualMachine: false,
    cgroup: 'v2',
  },
  settings: {
    blocks: 10,
    quick: false,
    seed: 42,
    cpus: 4,
    memoryBytes: 1024 ** 3,
    image: 'joulelab/laboratory:1',
    timeoutMs: 120_000,
  },
  energySource: { kind: 'measured', provider: 'rapl', domains: ['package-0'], covers: 'CPU package' },
  workloads: [
    { id: 'cpu', title: 'CPU-bound work', does: 'sysbench cpu', kind: 'work', containers: 1 },
    { id: 'syscalls', title: 'system calls', does: 'dd', kind: 'work', containers: 1 },
    { id: 'start', title: 'container start-up', does: '5 containers', kind: 'work', containers: 1 },
    { id: 'loopback', title: 'loopback network', does: 'iperf3 | 2 GiB', kind: 'work', containers: 1 },
    { id: 'rest-10', title: 'ten containers at rest', does: 'ten containers', kind: 'rest', containers: 10 },
  ],
  reference: 'runc',
  arms: [
    arm('runc', 'runc', { runtimeVersion: '1.2.6' }),
    arm('runsc', 'gVisor', { runtimeVersion: '20250611.0' }),
    arm('kata', 'Kata Containers', { leftOut: 'not done after 60 s' }),
    { name: 'host', title: 'no container', notes: ['without limits'] },
  ],
  cells: [
    { block: 1, workload: 'loopback', arm: 'runsc', outcome: 'failed', reason: 'iperf3 ended with exit code 1' },
    { block: 2, workload: 'loopback', arm: 'runsc', outcome: 'failed', reason: 'iperf3 ended with exit code 1' },
  ],
  comparisons: [
    row('cpu', 'runsc', 'time', { mean: 1.2e6, low: 0.98, high: 1.03, p: 0.7 }),
    row('cpu', 'runsc', 'cpu', { mean: 1.18e6, low: 1.02, high: 1.04, p: 0.01 }),
    row('cpu', 'runsc', 'energy', { mean: 21e6, low: 0.97, high: 1.03, p: 0.9 }),
    row('cpu', 'runsc', 'memory', { mean: 3e6, low: 4.1, high: 5.2, p: 1e-6 }),
    row('syscalls', 'runsc', 'time', { mean: 6e4, low: 9.6, high: 10.9, p: 1e-9 }),
    row('syscalls', 'runsc', 'energy', { mean: 1e6, low: 9.2, high: 11.3, p: 1e-9 }),
    row('start', 'runsc', 'energy', { mean: 9e6, low: 1.12, high: 1.18, p: 1e-5 }),
    row('start', 'host', 'energy', { mean: 9e6, low: 0.01, high: 0.02, p: 1e-9 }),
    row('cpu', 'host', 'energy', { mean: 21e6, low: 0.94, high: 0.96, p: 1e-3 }),
  ],
  rest: [
    { workload: 'rest-10', arm: 'runc', containers: 10, memoryBytes: 7.2e5, machineMemoryBytes: 2.1e6, cpuShare: 0, powerUw: 5.1e6 },
    { workload: 'rest-10', arm: 'runsc', containers: 10, memoryBytes: 1.25e7, machineMemoryBytes: 1.6e7, cpuShare: 0.012, powerUw: 5.3e6 },
    { workload: 'rest-10', arm: 'host', containers: 0, powerUw: 5.05e6 },
  ],
  complete: true,
};
