import type { Sample } from '../../domain/comparison.ts';
import { type ComparedRow, DEFAULT_QUANTITIES, type Dimension } from '../../domain/comparison-report.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { PhaseReport, RunReport } from '../../domain/report.ts';
import type { Arm, LeftOut, RunSet } from './compared-sets.ts';
import { energyOrigin } from './comparison-notes.ts';
import { metricNames, metricValue, restsOnEnergy } from './metric-value.ts';

export type ComparisonRequest = {
  /** Empty: the one thing in which the runs differ. */
  readonly by: readonly Dimension[];
  /** Absent: the arm of the first run. */
  readonly reference?: string;
  /** Empty: energy, duration, CPU time and memory. */
  readonly metrics: readonly string[];
  /** Metrics of which more is better. */
  readonly moreIsBetter: readonly string[];
  /** A phase or flow; absent: [RUNTIME]. */
  readonly phase?: string;
  /** Each flow too. */
  readonly flows: boolean;
  readonly margin: number;
};

/** A row before it is compared. */
export type Row = Omit<ComparedRow, 'comparison' | 'values'> & {
  readonly reference: Sample;
  readonly sample: Sample;
};

/**
 * Every metric of every phase of every arm, where all runs of both arms have it.
 *
 * @throws JoulelabError `usage` where there is none
 */
export function comparableRows(
  sets: readonly RunSet[],
  request: ComparisonRequest,
): { readonly rows: Row[]; readonly missing: LeftOut[] } {
  const rows: Row[] = [];
  const missing: LeftOut[] = [];
  const metrics = request.metrics.length > 0 ? request.metrics : DEFAULT_QUANTITIES;
  for (const [set, { arms, label }] of sets.entries()) {
    const [reference, ...others] = arms;
    if (reference === undefined) continue;
    const asked = phasesOf(reference, request).flatMap((phase) =>
      metrics.flatMap((metric) => others.map((arm) => ({ phase, metric, arm }))),
    );
    for (const { phase, metric, arm } of asked) {
      const pair = pairOf(reference, arm, phase, metric);
      const what = [metric, phase === '[RUNTIME]' ? '' : phase, arm.label, label ?? ''];
      if ('reason' in pair) missing.push({ what: what.filter(Boolean).join(', '), reason: pair.reason });
      else rows.push({ set, phase, metric, ...pair });
    }
  }
  if (rows.length === 0) throw noRows(sets, missing);
  return { rows, missing };
}

function pairOf(
  reference: Arm,
  arm: Arm,
  phase: string,
  metric: string,
): Pick<Row, 'reference' | 'sample' | 'unit'> | { readonly reason: string } {
  if (restsOnEnergy(metric)) {
    const origins = new Set(
      [...reference.reports, ...arm.reports].map(({ energySource }) => energyOrigin(energySource)),
    );
    if (origins.size > 1)
      return { reason: `energy of different origin is never compared: ${[...origins].join('; ')}` };
  }
  const [below, above] = [valuesOf(reference, phase, metric), valuesOf(arm, phase, metric)];
  if ('reason' in below) return below;
  if ('reason' in above) return above;
  return {
    reference: { label: reference.label, values: below.values },
    sample: { label: arm.label, values: above.values },
    unit: above.unit,
  };
}

function valuesOf(
  { reports }: Arm,
  phaseName: string,
  metric: string,
): { readonly values: readonly number[]; readonly unit: string } | { readonly reason: string } {
  const values: number[] = [];
  let unit = '';
  for (const report of reports) {
    const phase = phaseOf(report, phaseName);
    const found = phase === undefined ? { missing: `no ${phaseName}` } : metricValue(phase, metric);
    if ('missing' in found) return { reason: `${found.missing} (run ${report.run.id.slice(0, 6)})` };
    values.push(found.value);
    unit = found.unit;
  }
  return { values, unit };
}

function phasesOf({ reports }: Arm, { phase = '[RUNTIME]', flows }: ComparisonRequest): string[] {
  const shown = (reports[0]?.phases ?? []).filter(({ kind, hidden }) => kind === 'flow' && !hidden);
  return [...new Set([phase, ...(flows ? shown.map(({ name }) => name) : [])])];
}

function phaseOf({ phases }: RunReport, name: string): PhaseReport | undefined {
  return phases.find((phase) => phase.name === name);
}

function noRows(sets: readonly RunSet[], missing: readonly LeftOut[]): JoulelabError {
  const reasons = missing.slice(0, 3).map(({ what, reason }) => `${what}: ${reason}`);
  const report = sets[0]?.arms[0]?.reports[0];
  const phases = report?.phases.map(({ name }) => name) ?? [];
  const main = report === undefined ? undefined : phaseOf(report, '[RUNTIME]');
  return new JoulelabError('usage', `None of what is asked for can be compared. ${reasons.join('; ')}.`, {
    advice: `Phases and flows: ${phases.join(', ')}. Metrics: ${main === undefined ? '' : metricNames(main).join(', ')}.`,
  });
}
