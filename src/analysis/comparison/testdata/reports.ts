import type { EnergySource, MetricFigure, PhaseReport, RunReport } from '../../../domain/report.ts';
import { FULL_SETTINGS } from '../../../domain/settings.ts';
import { GRID, recordedRun, SERVER } from '../../testdata/recorded-run.ts';

export const MEASURED: EnergySource = { kind: 'measured', provider: 'RAPL', domains: ['package-0'], covers: 'the CPU' };
export const ESTIMATED: EnergySource = { kind: 'estimated', model: 'm-1', bandLow: 0.7, bandHigh: 1.3, covers: 'the machine' };

export type Made = {
  readonly energyUj?: number;
  readonly runtime?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly name?: string;
  readonly file?: string;
  readonly hostname?: string;
  readonly quick?: boolean;
  readonly kernel?: string;
  readonly energySource?: EnergySource;
  readonly batch?: { readonly id: string; readonly iteration: number };
  readonly failed?: boolean;
  readonly phases?: readonly PhaseReport[];
};

let made = 0;

/** A run of the scenario Shop that used `energyUj` in [RUNTIME], 10 s long, with 4 s of CPU time in two containers. */
export function report(given: Made = {}): RunReport {
  made += 1;
  const { energyUj = 100e6, runtime = 'runc', hostname = 'lab', batch } = given;
  const { logs: _, ...run } = recordedRun({ marks: [], phases: [] });
  return {
    schema: 'joulelab.report/1',
    run: {
      ...run,
      id: made.toString(16).padStart(12, '0'),
      name: given.name ?? 'Shop',
      status: given.failed === true ? 'failed' : 'completed',
      startedUnixUs: made,
      machine: { ...SERVER, hostname, kernel: given.kernel ?? SERVER.kernel },
      settings: { ...FULL_SETTINGS, quick: given.quick ?? false },
      subject: {
        kind: 'scenario', file: given.file ?? 'shop.yml', resolvedText: '', variables: {},
        ...(given.commit === undefined ? {} : { commit: given.commit }),
        ...(given.branch === undefined ? {} : { branch: given.branch }),
      },
      containers: [{ name: 'web', id: 'c', image: 'i', imageId: 'd', runtime, cpus: 1, memoryBytes: 1e9 }],
      ...(batch === undefined ? {} : { batch: { ...batch, position: made, size: 10, runtime } }),
    },
    energySource: given.energySource ?? MEASURED,
    grid: GRID,
    phases: given.phases ?? [phase('[RUNTIME]', energyUj), { ...phase('buy', energyUj / 2), kind: 'flow', parent: '[RUNTIME]' }],
  };
}

export function phase(name: string, energyUj: number, more: Partial<PhaseReport> = {}): PhaseReport {
  return {
    kind: 'phase', name, hidden: false, aborted: false, durationUs: 10e6, energyUj, powerUw: energyUj / 10, carbonUg: energyUj / 1e4,
    attribution: [],
    figures: [
      figure('cpu_time_container', 'web', 3e6),
      figure('cpu_time_container', 'db', 1e6),
      { ...figure('memory_used_container', 'web', 5e6), kind: 'gauge', unit: 'bytes' },
      { ...figure('cpu_frequency', 'machine', 2e9, '0'), kind: 'gauge', unit: 'hz' },
      { ...figure('cpu_frequency', 'machine', 3e9, '1'), kind: 'gauge', unit: 'hz' },
    ],
    ...more,
  };
}

function figure(metric: string, target: string, value: number, detail?: string): MetricFigure {
  return { metric, target, unit: 'us', kind: 'counter', value, complete: true, ...(detail === undefined ? {} : { detail }) };
}

/** Runs that differ by what is given for each energy. */
export function repeated(energies: readonly number[], given: Made): RunReport[] {
  return energies.map((energyUj) => report({ ...given, energyUj }));
}
