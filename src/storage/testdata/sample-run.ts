import type { Series } from '../../domain/recording.ts';
import type { Run } from '../../domain/run.ts';
import { QUICK_SETTINGS } from '../../domain/settings.ts';

/** A stored run with something in every field that a round trip could lose. */
export function sampleRun(id: string, startedUnixUs = 1_700_000_000_000_000, changes: Partial<Run> = {}): Run {
  return {
    id,
    name: `run ${id} "quoted" ünïcode`,
    status: 'completed',
    startedUnixUs,
    pid: 4321,
    joulelabVersion: '0.1.0',
    subject: { kind: 'command', argv: ['sh', '-c', "echo 'x'\n"], cwd: '/' },
    settings: QUICK_SETTINGS,
    machine: {
      hostname: 'lab', kernel: '6.1.0', threads: 4, memoryBytes: 8 * 2 ** 30, virtualMachine: false, cgroup: 'v2',
    },
    containers: [],
    marks: [{ id: 0, label: 'begin', monoUs: 1, endMonoUs: 2.5, unixUs: startedUnixUs }],
    phases: [],
    warnings: [{ code: 'quick-run', message: 'quick' }],
    notes: [],
    logs: [{ container: 'web', stream: 'stderr', text: 'line\u0000\n', cutBytes: 0 }],
    ...changes,
  };
}

/** A counter sampled every 99 ms with jitter, as the recorder makes them: steps of 0 to 19 999. Always the same. */
export function sampleSeries(count: number, changes: Partial<Series> = {}): Series {
  const timesMonoUs = new Float64Array(count);
  const values = new Float64Array(count);
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < count; i++) {
    timesMonoUs[i] = 5e9 + i * 99_000 + Math.round(random() * 300);
    values[i] = (i > 0 ? (values[i - 1] as number) : 1e9) + Math.floor(random() * 20_000);
  }
  return { metric: 'cpu_time_container', target: 'web', timesMonoUs, values, startsAtZero: true, ...changes };
}
