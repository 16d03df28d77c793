import { SIGNIFICANCE } from '../../domain/comparison.ts';
import type { ComparisonReport } from '../../domain/comparison-report.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { RunReport } from '../../domain/report.ts';
import { chooseDimension } from './choose-dimension.ts';
import { type ComparisonRequest, comparableRows } from './comparable-rows.ts';
import { compareRows } from './compare-rows.ts';
import { comparedSets, type LeftOut, type RunSet } from './compared-sets.ts';
import { comparisonNotes } from './comparison-notes.ts';
import type { Design } from './log-ratio.ts';
import { restsOnEnergy } from './metric-value.ts';

/** From so many pairs on, losing half of the degrees of freedom costs less than drift does. */
const LEAST_BLOCKS = 5;

/**
 * Compares whole runs: which differ in what, arm by arm against the reference, all rows decided together. Runs that failed are
 * left out.
 *
 * @throws JoulelabError `usage` where there is nothing to compare, or a metric or phase that no run has
 */
export function compareReports(reports: readonly RunReport[], request: ComparisonRequest): ComparisonReport {
  const completed = reports.filter(({ run }) => run.status === 'completed');
  if (completed.length < 2) throw tooFew(reports.length, completed.length);
  const by = request.by.length > 0 ? request.by : [chooseDimension(completed)];
  const { sets, leftOut } = comparedSets(completed, by, request.reference);
  const design = designOf(sets);
  const { rows, missing } = comparableRows(sets, request);
  const comparisons = compareRows(
    rows.map(({ sample, reference, metric }) => ({
      reference,
      arm: sample,
      ...(request.moreIsBetter.includes(metric) ? { better: 'more' } : {}),
    })),
    { margin: request.margin, design },
  );
  const compared = sets.flatMap(({ arms }) => arms.flatMap((arm) => arm.reports));
  return {
    schema: 'joulelab.comparison/1',
    by,
    margin: request.margin,
    significance: SIGNIFICANCE,
    design,
    quick: compared.some(({ run }) => run.settings.quick),
    estimated: compared.some(({ energySource }) => energySource.kind === 'estimated'),
    sets: sets.map(({ arms, ...label }) => ({
      ...label,
      arms: arms.map((arm) => ({ label: arm.label, runs: arm.reports.map(({ run }) => run.id) })),
    })),
    rows: rows.flatMap(({ reference, sample, ...row }, index) => {
      const comparison = comparisons[index];
      const values = { reference: reference.values, arm: sample.values };
      return comparison === undefined ? [] : [{ ...row, values, comparison }];
    }),
    leftOut: [...notCompleted(reports), ...leftOut, ...missing],
    notes: comparisonNotes(
      compared,
      by,
      rows.some(({ metric }) => restsOnEnergy(metric)),
    ),
  };
}

/** Runs that took turns in one call, the n-th of each arm beside the n-th of the reference, are pairs. */
function designOf(sets: readonly RunSet[]): Design {
  const places = sets.map(({ arms }) =>
    arms.map(({ reports }) => reports.map(({ run: { batch } }) => batch && `${batch.id} ${batch.iteration}`)),
  );
  const paired = places.every((arms) =>
    arms.every(
      (arm) =>
        arm.length >= LEAST_BLOCKS &&
        new Set(arm).size === arm.length &&
        arm.every((place, index) => place !== undefined && place === arms[0]?.[index]) &&
        arm.length === arms[0]?.length,
    ),
  );
  return paired ? 'blocks' : 'independent';
}

function notCompleted(reports: readonly RunReport[]): LeftOut[] {
  return reports
    .filter(({ run }) => run.status !== 'completed')
    .map(({ run }) => ({
      what: `run ${run.id.slice(0, 6)}`,
      reason: run.error?.code ?? `it is ${run.status}`,
    }));
}

function tooFew(all: number, completed: number): JoulelabError {
  const failed = all === completed ? '' : `, for ${all - completed} did not complete`;
  return new JoulelabError('usage', `A comparison needs two runs, and there is ${completed}${failed}.`, {
    advice: 'Name more runs, or a whole call; joulelab list shows what is stored.',
  });
}
