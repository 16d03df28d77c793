import type { MetricSpec } from '../../domain/metric.ts';
import type { MeasuredPhase } from '../../domain/phase.ts';
import type { Mark, Series } from '../../domain/recording.ts';
import type { GridIntensity } from '../../domain/report.ts';
import type { MachineFacts, Run } from '../../domain/run.ts';
import { FULL_SETTINGS } from '../../domain/settings.ts';

/** A server as the power model knows them: 2 × Xeon Gold 6252, 96 threads, 192 GiB. */
export const SERVER: MachineFacts = {
  hostname: 'lab',
  kernel: '6.1.0',
  cpuModel: 'Intel(R) Xeon(R) Gold 6252 CPU @ 2.10GHz',
  cpuVendor: 'intel',
  chips: 2,
  cores: 48,
  threads: 96,
  memoryBytes: 192 * 2 ** 30,
  virtualMachine: false,
  cgroup: 'v2',
};

export const GRID: GridIntensity = { gramsPerKwh: 360, zone: 'TEST', source: 'made up' };

export const SPECS: readonly MetricSpec[] = [
  counterSpec('cpu_time_system', 'machine'),
  counterSpec('cpu_idle_time_system', 'machine'),
  counterSpec('cpu_steal_time_system', 'machine'),
  counterSpec('cpu_time_container', 'target'),
  counterSpec('cpu_time_command', 'target'),
  counterSpec('cpu_time_tool', 'tool'),
  { name: 'memory_used_container', unit: 'bytes', kind: 'gauge', scope: 'target', help: 'level' },
  { name: 'disk_read_bytes_system', unit: 'bytes', kind: 'counter', scope: 'machine', help: 'disks', details: 'sum' },
  { name: 'energy_rapl', unit: 'uJ', kind: 'counter', scope: 'machine', help: 'energy', details: 'none' },
];

function counterSpec(name: string, scope: MetricSpec['scope']): MetricSpec {
  return { name, unit: 'us', kind: 'counter', scope, help: name };
}

/** A series from [time, value] pairs. */
export function series(
  metric: string,
  target: string,
  samples: readonly (readonly [number, number])[],
  more: Partial<Series> = {},
): Series {
  return {
    metric,
    target,
    timesMonoUs: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
    startsAtZero: false,
    ...more,
  };
}

/** Marks 0, 1, 2… at these times; reading took 40 µs each. */
export function marksAt(...timesMonoUs: readonly number[]): Mark[] {
  return timesMonoUs.map((monoUs, id) => ({ id, label: `mark ${id}`, monoUs: monoUs - 40, endMonoUs: monoUs, unixUs: 0 }));
}

/** A phase or flow between two marks. */
export function phaseBetween(
  name: string,
  begin: Mark | undefined,
  end: Mark | undefined,
  more: Partial<MeasuredPhase> = {},
): MeasuredPhase {
  if (begin === undefined || end === undefined) throw new Error(`${name} lacks a mark`);
  return {
    kind: 'phase',
    name,
    hidden: false,
    beginMark: begin.id,
    endMark: end.id,
    beginMonoUs: begin.monoUs,
    endMonoUs: end.monoUs,
    ...more,
  };
}

export function recordedRun(changes: Partial<Run>): Run {
  return {
    id: '0123456789ab',
    name: 'test',
    status: 'completed',
    startedUnixUs: 0,
    pid: 1,
    joulelabVersion: '0.0.0',
    subject: { kind: 'command', argv: ['true'], cwd: '/' },
    settings: FULL_SETTINGS,
    machine: SERVER,
    containers: [],
    marks: [],
    phases: [],
    warnings: [],
    notes: [],
    logs: [],
    ...changes,
  };
}
