import { batchReport } from '../analysis/index.ts';
import { ERRORS, JoulelabError } from '../domain/errors.ts';
import type { RunReport } from '../domain/report.ts';
import type { RunError } from '../domain/run.ts';
import {
  type ExitStatus,
  printError,
  renderBatch,
  renderReport,
  type Terminal,
} from '../presentation/index.ts';
import { ownCommand } from './places.ts';

export type PrintOptions = {
  /** How many runs there were to be: an interrupted call has fewer reports. */
  readonly planned: number;
  readonly json: boolean;
  readonly storedAt: string;
};

/**
 * Prints what was measured: one run's report, of several a summary. For programs one document: the report, or of several
 * `{"runs":[report, …]}`, and `"comparison"` where several runtimes were measured.
 */
export function printReports(reports: readonly RunReport[], options: PrintOptions, terminal: Terminal): void {
  const { stdout, stderr } = terminal;
  stdout.write(options.json ? asJson(reports, options) : asText(reports, options, terminal));
  // The report says it in full; where it goes into a file or another program, people still get to know.
  if (stdout.isTty && !options.json) return;
  for (const { run } of reports) {
    if (run.error === undefined) continue;
    if (options.json) printError(revive(run.error), stderr, { json: true });
    else stderr.write(`error: ${run.error.message} See the report.\n`);
  }
}

function asJson(reports: readonly RunReport[], { planned }: PrintOptions): string {
  const document =
    planned === 1 ? reports[0] : { runs: reports, comparison: batchReport(reports).comparison };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function asText(reports: readonly RunReport[], options: PrintOptions, { stdout }: Terminal): string {
  const shown = { ...stdout, storedAt: options.storedAt, command: ownCommand() };
  const [only] = reports;
  if (options.planned === 1) return only === undefined ? '' : `${renderReport(only, shown)}\n`;
  return renderBatch(batchReport(reports), { ...shown, planned: options.planned });
}

/**
 * The exit status of one run is its error's. Of several it is 1 if any failed; an interrupted call has the status of
 * the interruption.
 *
 * @throws the reason of the interruption, where nothing was measured
 */
export function statusOf(reports: readonly RunReport[], planned: number, signal: AbortSignal): ExitStatus {
  if (reports.length === 0) signal.throwIfAborted();
  const codes = reports.flatMap(({ run }) => run.error?.code ?? []);
  if (signal.aborted && signal.reason instanceof JoulelabError) return signal.reason.exitStatus;
  const [first] = codes;
  if (first === undefined) return 0;
  return planned === 1 ? ERRORS[first].exitStatus : 1;
}

function revive({ code, message, advice, failure }: RunError): JoulelabError {
  return new JoulelabError(code, message, {
    advice,
    ...(failure === undefined ? {} : { details: { failure } }),
  });
}
