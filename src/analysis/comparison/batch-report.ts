import type {
  BatchFigures,
  BatchGroup,
  BatchLabel,
  BatchReport,
  BatchRun,
} from '../../domain/batch-report.ts';
import type { ArmStatistics } from '../../domain/comparison.ts';
import { type ComparisonReport, DEFAULT_MARGIN } from '../../domain/comparison-report.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { PhaseReport, RunReport } from '../../domain/report.ts';
import { armStatistics } from './compare-arms.ts';
import { compareReports } from './compare-reports.ts';
import { metricValue } from './metric-value.ts';

/** Puts the runs of one call together: figures of each, means and deviations of those that are alike, runtimes compared. */
export function batchReport(reports: readonly RunReport[]): BatchReport {
  const runs = reports.map((report) => ({
    label: labelOf(report, reports),
    figures: figuresOf(report.phases.find(({ kind, name }) => kind === 'phase' && name === '[RUNTIME]')),
    report,
  }));
  const completed = runs.filter(({ report }) => report.run.status === 'completed');
  const groups = [
    ...Map.groupBy(completed, ({ label }) => JSON.stringify([label.scenario, label.runtime])).values(),
  ];
  const comparison = runtimesCompared(completed);
  return {
    runs,
    groups: groups.flatMap((group) => groupOf(group) ?? []),
    ...(comparison === undefined ? {} : { comparison }),
  };
}

function groupOf(runs: readonly BatchRun[]): BatchGroup | undefined {
  const [first] = runs;
  if (first === undefined) return undefined;
  const flows = first.report.phases.filter(({ kind, hidden }) => kind === 'flow' && !hidden);
  return {
    label: first.label,
    count: runs.length,
    figures: statisticsOf(runs.map(({ figures }) => figures)),
    flows: (flows.length < 2 ? [] : flows).map(({ name }) => ({
      name,
      figures: statisticsOf(
        runs.map(({ report }) =>
          figuresOf(report.phases.find((phase) => phase.kind === 'flow' && phase.name === name)),
        ),
      ),
    })),
  };
}

function figuresOf(phase: PhaseReport | undefined): BatchFigures<number> {
  if (phase === undefined) return {};
  const { durationUs, energyUj } = phase;
  const cpu = metricValue(phase, 'cpu');
  return {
    durationUs,
    ...(energyUj === undefined ? {} : { energyUj }),
    ...('missing' in cpu ? {} : { cpuUs: cpu.value }),
  };
}

function statisticsOf(runs: readonly BatchFigures<number>[]): BatchFigures<ArmStatistics> {
  const of = (pick: (figures: BatchFigures<number>) => number | undefined): ArmStatistics | undefined => {
    const values = runs.flatMap((figures) => pick(figures) ?? []);
    return values.length === runs.length ? armStatistics({ label: '', values }) : undefined;
  };
  const durationUs = of((figures) => figures.durationUs);
  const energyUj = of((figures) => figures.energyUj);
  const cpuUs = of((figures) => figures.cpuUs);
  return {
    ...(durationUs === undefined ? {} : { durationUs }),
    ...(energyUj === undefined ? {} : { energyUj }),
    ...(cpuUs === undefined ? {} : { cpuUs }),
  };
}

function runtimesCompared(runs: readonly BatchRun[]): ComparisonReport | undefined {
  const runtimesOf = new Map<string, Set<string>>();
  for (const { label, report } of runs) {
    if (report.run.batch?.runtime === undefined) continue;
    runtimesOf.set(label.scenario, (runtimesOf.get(label.scenario) ?? new Set()).add(label.runtime));
  }
  if (![...runtimesOf.values()].some((runtimes) => runtimes.size > 1)) return undefined;
  try {
    return compareReports(
      runs.map(({ report }) => report),
      { by: ['runtime'], metrics: [], moreIsBetter: [], flows: false, margin: DEFAULT_MARGIN },
    );
  } catch (error) {
    // Such as a work tree that was changed between two runs: they are not alike, and the summary goes without.
    if (error instanceof JoulelabError && error.code === 'usage') return undefined;
    throw error;
  }
}

function labelOf({ run }: RunReport, reports: readonly RunReport[]): BatchLabel {
  const file = fileOf(run);
  const sameName = reports.some((other) => other.run.name === run.name && fileOf(other.run) !== file);
  const used = [...new Set(run.containers.map(({ runtime }) => runtime))];
  return {
    scenario: sameName && file !== undefined ? `${run.name} (${file})` : run.name,
    runtime: run.batch?.runtime ?? used.join(', '),
  };
}

function fileOf(run: RunReport['run']): string | undefined {
  if (run.subject.kind !== 'scenario') return undefined;
  return run.subject.uri === undefined ? run.subject.file : `${run.subject.uri}: ${run.subject.file}`;
}
