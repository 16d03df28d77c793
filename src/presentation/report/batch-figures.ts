import type { PhaseReport, RunReport } from '../../domain/report.ts';
import { mainPhase } from './main-phase.ts';

/** What a summary shows of each run: of [RUNTIME]. Absent is unknown. */
export type RunFigures = {
  readonly durationUs?: number | undefined;
  readonly energyUj?: number | undefined;
  /** Of all containers together. */
  readonly cpuUs?: number | undefined;
};

/** Completed runs of one scenario under one runtime. */
export type RunGroup = { readonly label: RunLabel; readonly reports: readonly RunReport[] };

export type RunLabel = { readonly scenario: string; readonly runtime: string };

/** Mean and, from two values on, the standard deviation of a sample (n − 1). */
export type Spread = { readonly mean: number; readonly deviation?: number };

export function runFigures(report: RunReport): RunFigures {
  return phaseFigures(mainPhase(report));
}

/** The same of one phase or flow. */
export function phaseFigures(phase: PhaseReport | undefined): RunFigures {
  const cpu = (phase?.figures ?? []).filter(({ metric }) => metric === 'cpu_time_container');
  return {
    durationUs: phase?.durationUs,
    energyUj: phase?.energyUj,
    cpuUs: cpu.length === 0 ? undefined : cpu.reduce((sum, { value }) => sum + value, 0),
  };
}

/** Runs of scenarios of one name are told apart by their files; the runtime is the one chosen for the run, else those used. */
export function runLabel({ run }: RunReport, reports: readonly RunReport[]): RunLabel {
  const file = fileOf(run);
  const sameName = reports.some((other) => other.run.name === run.name && fileOf(other.run) !== file);
  const used = [...new Set(run.containers.map(({ runtime }) => runtime))];
  return {
    scenario: sameName && file !== undefined ? `${run.name} (${file})` : run.name,
    runtime: run.batch?.runtime ?? used.join(', '),
  };
}

/** In the order in which they were first measured. A group that has failed runs only is left out. */
export function groupRuns(reports: readonly RunReport[]): RunGroup[] {
  const groups = new Map<string, { label: RunLabel; reports: RunReport[] }>();
  for (const report of reports.filter(({ run }) => run.status === 'completed')) {
    const label = runLabel(report, reports);
    const key = JSON.stringify([label.scenario, label.runtime]);
    const group = groups.get(key) ?? { label, reports: [] };
    group.reports.push(report);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Undefined unless every run has the figure. */
export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (known.length === 1) return { mean };
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (known.length - 1)) };
}

function fileOf(run: RunReport['run']): string | undefined {
  if (run.subject.kind !== 'scenario') return undefined;
  return run.subject.uri === undefined ? run.subject.file : `${run.subject.uri}: ${run.subject.file}`;
}
