import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ERRORS, JoulelabError } from '../domain/errors.ts';
import type { ProgressListener } from '../domain/progress.ts';
import type { RunReport } from '../domain/report.ts';
import { acquireMachineLock, measureCommand } from '../orchestration/index.ts';
import type { ExecOptions, ExitStatus, Output, Terminal } from '../presentation/index.ts';
import { renderReport } from '../presentation/index.ts';
import { readMachineFacts } from '../sampling/index.ts';
import { openStore } from '../storage/index.ts';
import { beginRun } from './begin-run.ts';
import { environment, ownCommand, storePath } from './places.ts';
import { recordRun } from './record-run.ts';
import { removeDeadRuns } from './remove-dead-runs.ts';
import { type ShownProgress, showProgress } from './show-progress.ts';

/** `joulelab exec`: a host command becomes a stored run and a report, and its exit status joulelab's own. */
export async function executeCommand(options: ExecOptions, terminal: Terminal): Promise<ExitStatus> {
  const { argv, settings } = options;
  const env = environment();
  const machine = await readMachineFacts(env);
  using progress = showProgress(terminal, machine, settings);
  await using _lock = await acquireMachineLock({ wait: options.wait, onWait: progress.step });
  await using store = await openStore({ path: storePath() });
  const warnings = await removeDeadRuns({ store, env });
  const name = options.name ?? basename(argv[0] ?? '');
  const run = beginRun({ name, subject: { kind: 'command', argv, cwd: process.cwd() }, settings, machine });
  let exitCode: ExitStatus | undefined;
  const job = { run, store, env, progress, grid: options.grid, warnings };
  const report = await recordRun(job, async (recording) => {
    const listen = untilCommandStarts(progress);
    const measured = await measureCommand({
      runId: run.id,
      argv,
      name,
      settings,
      env,
      recording,
      progress: listen,
    });
    exitCode = measured.exitCode;
    return { ...measured, subject: { ...run.subject, exitCode: measured.exitCode } };
  });
  progress.stop();
  await writeReport(report, options, terminal.stderr);
  // Without an exit status of the command's own the measurement failed before it ran.
  if (exitCode === undefined) return 70;
  // A command that succeeded does not hide that its measurement failed.
  const { error } = report.run;
  return exitCode === 0 && error !== undefined ? ERRORS[error.code].exitStatus : exitCode;
}

/** From [RUNTIME] on the terminal is the command's. */
function untilCommandStarts(progress: ShownProgress): ProgressListener {
  let over = false;
  return (event) => {
    if (event.kind === 'phase-begin' && event.name === '[RUNTIME]') {
      over = true;
      progress.stop();
    }
    if (!over) progress.listen(event);
  };
}

async function writeReport(report: RunReport, options: ExecOptions, stderr: Output): Promise<void> {
  const shown = options.output === undefined ? stderr : { ...stderr, color: false };
  const text = options.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : renderReport(report, { ...shown, storedAt: storePath(), command: ownCommand() });
  if (options.output === undefined) stderr.write(text);
  else await writeTo(options.output, text);
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new JoulelabError('usage', `The report cannot be written to ${file}.`, {
      advice: 'The run is stored all the same: joulelab show last.',
      cause,
    });
  }
}
