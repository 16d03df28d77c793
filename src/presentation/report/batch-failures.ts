import type { BatchRun } from '../../domain/batch-report.ts';
import { errorBlock } from './error-block.ts';
import type { Painter } from './style.ts';
import { wrapWithPrefix } from './wrap-text.ts';

/** Runs that failed in the same way are named together, with the error of the first. */
export function failureLines(runs: readonly BatchRun[], width: number, paint: Painter): string[] {
  const groups = Map.groupBy(
    runs.filter(({ report }) => report.run.error !== undefined),
    ({ report: { run } }) =>
      JSON.stringify([run.name, run.error?.code, run.error?.message, run.error?.phase]),
  );
  return [...groups.values()].flatMap((group) => {
    const error = group[0]?.report.run.error;
    if (error === undefined) return [];
    const { message, advice, phase, failure } = error;
    const details = failure === undefined ? undefined : { failure };
    return [
      ...group
        .flatMap((run) => wrapWithPrefix('  ', runWords(run), width))
        .map((line) => paint(line, 'strong')),
      ...errorBlock({ message, advice, phase, details }, width - 2, paint).map((line) => `  ${line}`),
    ];
  });
}

/** `run a7487a2021e9 (Shop, runsc, iteration 2)` */
function runWords({ report, label }: BatchRun): string {
  const { id, batch } = report.run;
  const parts = [
    label.scenario,
    ...(batch?.runtime === undefined ? [] : [batch.runtime]),
    ...(batch === undefined ? [] : [`iteration ${batch.iteration}`]),
  ];
  return `run ${id} (${parts.join(', ')})`;
}
