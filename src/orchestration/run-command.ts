import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, JoulelabError } from '../domain/errors.ts';
import {
  commandFailed,
  containerEnded,
  containerNotRunning,
  type FailedCommand,
  withOutput,
} from './command-failure.ts';
import type { LineSieve } from './custom-metrics/line-sieve.ts';
import { LOG_KEEP_BYTES } from './engine/capture.ts';
import { type ExecResult, endExec, isNotRunning, type RunningExec, startExec } from './engine/exec.ts';
import { startBrowserCommand } from './playwright/start-browser-command.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** A flow's or setup command, ready to be run in its container. */
export type ContainerCommand = FailedCommand & {
  /** `console` where it is absent. */
  readonly type?: 'console' | 'playwright';
  /** Of a playwright command: its text alone. */
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
  const lines = run.metrics.sieve({ metrics: command.logStdout, notes: command.readNotesStdout });
  const exec = await startIn(run, command, lines, command.detach ? run.signal : signal);
  run.outputs.push({ command, exec, ...(lines === undefined ? {} : { lines }) });
  if (command.detach) {
    run.detached.push({ command, exec });
    return;
  }
  const result = await endOfCommand(run, command, exec).catch((thrown: unknown) => {
    const meanwhile = thrown instanceof JoulelabError && MEANWHILE.includes(thrown.code);
    throw meanwhile ? withOutput(thrown, command, exec) : thrown;
  });
  progress({ kind: 'command-end', container, exitCode: result.exitCode });
  if (result.exitCode !== 0 && !command.ignoreErrors) throw await commandFailed(run, command, exec, result);
}

/** What may happen to a command that is none of its own doing. */
const MEANWHILE: readonly ErrorCode[] = ['timed-out', 'engine-failed', 'recorder-failed'];

/** Time for a command's output to end after its container has: not every runtime closes it. */
const OUTPUT_LIMIT_MS = 2000;

/**
 * How a command ended. A container that ends takes its commands along, and is not waited for in vain.
 * @throws JoulelabError `flow-failed` or `setup-failed` where only the container's end came; the signal's reason
 */
async function endOfCommand(
  run: ScenarioRun,
  command: ContainerCommand,
  exec: RunningExec,
): Promise<ExecResult> {
  const over = new AbortController();
  const containerEnd = async () => {
    await run.events.waitFor(command.container.id, ({ ended }) => ended, over.signal);
    await delay(OUTPUT_LIMIT_MS, undefined, { signal: over.signal });
    throw await containerEnded(run, command, exec);
  };
  const withoutOutput = containerEnd();
  // It loses nearly every race, and then concerns nobody.
  withoutOutput.catch(() => undefined);
  try {
    return await Promise.race([exec.finished, withoutOutput]);
  } finally {
    over.abort();
  }
}

async function startIn(
  run: ScenarioRun,
  command: ContainerCommand,
  lines: LineSieve | undefined,
  signal: AbortSignal,
): Promise<RunningExec> {
  const plan = {
    containerId: command.container.id,
    argv: command.argv,
    keepStdoutBytes: command.logStdout ? LOG_KEEP_BYTES : 0,
    keepStderrBytes: command.logStderr ? LOG_KEEP_BYTES : 0,
    ...(lines === undefined ? {} : { onStdout: lines.write }),
  };
  try {
    // `await` within, so that a container that does not run is caught here.
    if (command.type === 'playwright') return await startBrowserCommand(run, command.container, plan, signal);
    return await startExec(run.job.engine, plan, signal);
  } catch (thrown) {
    if (isNotRunning(thrown)) throw await containerNotRunning(run, command);
    throw thrown instanceof JoulelabError && thrown.code === 'engine-failed'
      ? named(thrown, command)
      : thrown;
  }
}

/** The engine's error with the command that it did not start. */
function named(error: JoulelabError, { where, container, text }: ContainerCommand): JoulelabError {
  const message = `${where}: ${error.message}. It was to run in container ${container.service.containerName}: ${text}`;
  return new JoulelabError(error.code, message, { advice: error.advice, cause: error });
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
