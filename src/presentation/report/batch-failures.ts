import type { RunReport } from '../../domain/report.ts';
import { runLabel } from './batch-figures.ts';
import { errorBlock } from './error-block.ts';
import type { Painter } from './style.ts';
import { wrapWithPrefix } from './wrap-text.ts';

/** Runs that failed in the same way are named together, with the error of the first. */
export function failureLines(reports: readonly RunReport[], width: number, paint: Painter): string[] {
  const groups = Map.groupBy(
    reports.filter(({ run }) => run.error !== undefined),
    ({ run }) => JSON.stringify([run.name, run.error?.code, run.error?.message, run.error?.phase]),
  );
  return [...groups.values()].flatMap((group) => {
    const error = group[0]?.run.error;
    if (error === undefined) return [];
    const { message, advice, phase, failure } = error;
    const details = failure === undefined ? undefined : { failure };
    return [
      ...group
        .flatMap((report) => wrapWithPrefix('  ', runWords(report, reports), width))
        .map((line) => paint(line, 'strong')),
      ...errorBlock({ message, advice, phase, details }, width - 2, paint).map((line) => `  ${line}`),
    ];
  });
}

/** `run a7487a2021e9 (Shop, runsc, iteration 2)` */
function runWords(report: RunReport, reports: readonly RunReport[]): string {
  const { id, batch } = report.run;
  const { scenario } = runLabel(report, reports);
  const parts = [
    scenario,
    ...(batch?.runtime === undefined ? [] : [batch.runtime]),
    ...(batch === undefined ? [] : [`iteration ${batch.iteration}`]),
  ];
  return `run ${id} (${parts.join(', ')})`;
}
