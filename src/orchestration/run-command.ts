import { JoulelabError } from '../domain/errors.ts';
import { commandFailed, containerNotRunning, type FailedCommand, withOutput } from './command-failure.ts';
import { LOG_KEEP_BYTES, NOTES_KEEP_BYTES } from './engine/capture.ts';
import { endExec, isNotRunning, type RunningExec, startExec } from './engine/exec.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** A flow's or setup command, ready to be run in its container. */
export type ContainerCommand = FailedCommand & {
  readonly argv: readonly string[];
  readonly phase: string;
  readonly detach: boolean;
  readonly ignoreErrors: boolean;
  readonly logStdout: boolean;
  readonly logStderr: boolean;
  readonly readNotesStdout: boolean;
  readonly note?: string;
};

/**
 * Runs one command to its end, or starts it if it is detached. Its output is stored later.
 * @throws JoulelabError `flow-failed` or `setup-failed`; the signal's reason
 */
export async function runCommand(
  run: ScenarioRun,
  command: ContainerCommand,
  signal: AbortSignal,
): Promise<void> {
  const { progress } = run.job;
  const container = command.container.service.containerName;
  const { note } = command;
  if (note !== undefined)
    run.journal.notes.push({ unixUs: run.journal.unixUsNow(), source: container, text: note });
  progress({ kind: 'command-begin', container, text: command.text, ...(note === undefined ? {} : { note }) });
  // A detached command outlives its flow, so its time is bounded by the run's.
  const exec = await startIn(run, command, command.detach ? run.signal : signal);
  run.outputs.push({ command, exec });
  if (command.detach) {
    run.detached.push({ command, exec });
    return;
  }
  const result = await exec.finished.catch((thrown: unknown) => {
    const late = thrown instanceof JoulelabError && thrown.code === 'timed-out';
    throw late ? withOutput(thrown, command, exec) : thrown;
  });
  progress({ kind: 'command-end', container, exitCode: result.exitCode });
  if (result.exitCode !== 0 && !command.ignoreErrors) throw await commandFailed(run, command, exec, result);
}

async function startIn(
  run: ScenarioRun,
  command: ContainerCommand,
  signal: AbortSignal,
): Promise<RunningExec> {
  const plan = {
    containerId: command.container.id,
    argv: command.argv,
    keepStdoutBytes: command.readNotesStdout ? NOTES_KEEP_BYTES : command.logStdout ? LOG_KEEP_BYTES : 0,
    keepStderrBytes: command.logStderr ? LOG_KEEP_BYTES : 0,
  };
  try {
    return await startExec(run.job.engine, plan, signal);
  } catch (thrown) {
    throw isNotRunning(thrown) ? await containerNotRunning(run, command) : thrown;
  }
}

/**
 * Looks at the detached commands once [RUNTIME] is over: one that has ended must have ended well; one that still runs
 * is ended, at the latest with its container.
 * @throws JoulelabError `flow-failed` or `setup-failed`
 */
export async function settleDetached(run: ScenarioRun): Promise<void> {
  const { engine, env } = run.job;
  for (const { command, exec } of run.detached) {
    const result = await Promise.race([exec.finished, stillRunning()]);
    if (result === undefined) await endExec(engine, exec.id, command.container.id, env.roots.procfs);
    else if (result.exitCode !== 0 && !command.ignoreErrors) {
      run.journal.enter(command.phase);
      throw await commandFailed(run, command, exec, result);
    }
  }
}

/** Loses a race against a promise that has settled already, and wins one against any other. */
function stillRunning(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}
