import { analyseRun, compareReports, gridIntensity } from '../analysis/index.ts';
import type { ComparisonReport } from '../domain/comparison-report.ts';
import { JoulelabError } from '../domain/errors.ts';
import {
  type CompareOptions,
  comparisonMarkdown,
  type ExitStatus,
  renderComparison,
  type Terminal,
} from '../presentation/index.ts';
import { metricSpecs } from '../sampling/index.ts';
import { openStore } from '../storage/index.ts';
import { storePath } from './places.ts';
import { selectRuns } from './select-runs.ts';

/**
 * `joulelab compare`: reports are computed anew from the stored counters, so that all runs are seen by the same formulas.
 *
 * @throws JoulelabError `regression-found` with `--fail-on`, when the comparison has been printed
 */
export async function compareRuns(options: CompareOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const grid = gridIntensity(options.grid);
  const specs = metricSpecs();
  await using store = await openStore({ path: storePath() });
  const reports = [];
  for (const id of await selectRuns(store, options)) {
    const run = await store.loadRun(id);
    reports.push(analyseRun({ run, series: await store.loadSeries(id), specs, grid }));
  }
  const comparison = compareReports(reports, options);
  stdout.write(printed(comparison, options, stdout));
  failOn(options.failOn, comparison);
  return 0;
}

function printed(
  comparison: ComparisonReport,
  { json, markdown }: CompareOptions,
  stdout: Terminal['stdout'],
): string {
  if (json) return `${JSON.stringify(comparison, null, 2)}\n`;
  return markdown ? comparisonMarkdown(comparison) : renderComparison(comparison, stdout);
}

function failOn(verdict: CompareOptions['failOn'], { rows }: ComparisonReport): void {
  if (verdict === undefined) return;
  const failing = rows.filter(
    ({ comparison }) => comparison.verdict === 'regression' || comparison.verdict === verdict,
  );
  if (failing.length === 0) return;
  const which = failing.slice(0, 3).map(({ metric, phase, comparison }) => {
    const where = phase === '[RUNTIME]' ? '' : ` in ${phase}`;
    return `${metric}${where} of ${comparison.arm.label} (${comparison.verdict})`;
  });
  const more = failing.length > which.length ? ` and ${failing.length - which.length} more` : '';
  throw new JoulelabError('regression-found', `The comparison fails by ${which.join(', ')}${more}.`, {
    advice:
      'Look at the figures above; if the difference is meant, measure a new reference or allow a larger --margin.',
  });
}
