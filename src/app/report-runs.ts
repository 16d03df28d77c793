import { ERRORS, JoulelabError } from '../domain/errors.ts';
import type { RunReport } from '../domain/report.ts';
import type { RunError } from '../domain/run.ts';
import { type ExitStatus, printError, renderReport, type Terminal } from '../presentation/index.ts';
import { ownCommand } from './places.ts';

/** Prints what was measured: for people each report, for programs one document (a list where there are several runs). */
export function printReports(
  reports: readonly RunReport[],
  options: { readonly json: boolean; readonly storedAt: string },
  terminal: Terminal,
): void {
  const { stdout, stderr } = terminal;
  if (options.json) stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
  else
    for (const report of reports)
      stdout.write(
        `${renderReport(report, { ...stdout, storedAt: options.storedAt, command: ownCommand() })}\n`,
      );
  // Where people see stdout, the report has told them already.
  if (stdout.isTty && !options.json) return;
  for (const { run } of reports)
    if (run.error !== undefined) printError(revive(run.error), stderr, { json: options.json });
}

/** The exit status of the first run that failed, else 0. */
export function exitStatusOf(reports: readonly RunReport[]): ExitStatus {
  const failed = reports.find(({ run }) => run.error !== undefined)?.run.error;
  return failed === undefined ? 0 : ERRORS[failed.code].exitStatus;
}

function revive({ code, message, advice, failure }: RunError): JoulelabError {
  return new JoulelabError(code, message, {
    advice,
    ...(failure === undefined ? {} : { details: { failure } }),
  });
}
