import { constants } from 'node:os';
import { type CommandFailure, type ErrorCode, JoulelabError } from '../domain/errors.ts';
import { startDeadline } from './deadline.ts';
import { readContainerOutput } from './engine/container-logs.ts';
import { inspectContainer } from './engine/containers.ts';
import type { ContainerLife } from './engine/events.ts';
import type { RunningExec } from './engine/exec.ts';
import type { LiveContainer, ScenarioRun } from './scenario-run.ts';

/** A command of the scenario, for messages. */
export type FailedCommand = {
  readonly container: LiveContainer;
  readonly text: string;
  /** Beginning of the message: `Flow "Download"`, `Setup of web`. */
  readonly where: string;
  readonly code: Extract<ErrorCode, 'flow-failed' | 'setup-failed'>;
};

type Ended = { readonly exitCode: number; readonly durationMs?: number };

/** What SIGKILL leaves, which is how the kernel ends a process for memory. */
const KILLED = 128 + constants.signals.SIGKILL;

/** Events come on another connection than a command's output: this long after it they are waited for. */
const EVENT_LIMIT_MS = 1000;

/**
 * The error for a command that exited with a bad code. Where its container has ended, and so ended the command, it is
 * the container that the error is about.
 */
export async function commandFailed(
  run: ScenarioRun,
  command: FailedCommand,
  exec: RunningExec,
  ended: Ended,
): Promise<JoulelabError> {
  const end = await endOf(run, command.container, ended.exitCode === KILLED);
  if (end !== undefined) return containerEnded(run, command, exec);
  const oomKilled = wasOomKilled(run, command.container, exec);
  const name = command.container.service.containerName;
  const failure: CommandFailure = {
    command: command.text,
    container: name,
    exitCode: ended.exitCode,
    ...(oomKilled === undefined ? {} : { oomKilled }),
    ...(ended.durationMs === undefined ? {} : { durationMs: ended.durationMs }),
    stdoutTail: exec.stdout.tail(),
    stderrTail: exec.stderr.tail(),
  };
  const message = `${command.where}: a command in container ${name} exited with ${ended.exitCode}: ${command.text}`;
  return new JoulelabError(command.code, message, { advice: adviceOn(failure), details: { failure } });
}

function adviceOn({ exitCode = 0, oomKilled, stdoutTail, stderrTail }: CommandFailure): string {
  if (oomKilled)
    return 'The container ran out of memory: raise its mem_limit, or give the command less to do.';
  // Engines before 25 report 126 for a command that does not exist; all of them say so in the output.
  if (exitCode === 127 || stdoutTail.includes('executable file not found')) {
    return 'The container does not contain the command: check its spelling and the image; shell syntax needs `shell: sh`.';
  }
  if (exitCode === 126) return 'The command cannot be executed: check its permissions.';
  if (exitCode === KILLED) {
    if (oomKilled === undefined)
      return '137 is what SIGKILL leaves, most often for lack of memory, of which this engine does not tell: try a higher mem_limit.';
    return '137 is what SIGKILL leaves. The engine told of no lack of memory in the container, so another process sent it.';
  }
  const signal = signalOf(exitCode);
  if (signal !== undefined) {
    return `${exitCode} is what a program leaves that ${signal} ended. Look at the command's own output.`;
  }
  if (wantsTerminal(stdoutTail) || wantsTerminal(stderrTail)) {
    return 'The command wants a terminal, and flow commands have none: use its option for batch work.';
  }
  return "Look at the command's own output; `ignore-errors: true` lets a run go on after it.";
}

/** Shells and the engine report a program that a signal ended as 128 plus the signal's number. */
function signalOf(exitCode: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number)?.[0];
}

function wantsTerminal(output: string): boolean {
  return /not a (tty|terminal)|inappropriate ioctl/i.test(output);
}

/** Whether the engine told of lack of memory in the container since the command was started; undefined: it cannot tell. */
function wasOomKilled(
  run: ScenarioRun,
  { id }: LiveContainer,
  { beganAtMs }: RunningExec,
): boolean | undefined {
  if (!run.job.engine.variant.oomEvents) return undefined;
  const { oomAtMs } = run.events.lifeOf(id);
  return oomAtMs !== undefined && oomAtMs >= beganAtMs;
}

/**
 * How the container ended, if it did. Its event is waited for where the engine says that it does not run, and where a
 * command was killed: that is what a container's end looks like from inside, and lack of memory, whose event comes by then.
 */
async function endOf(
  run: ScenarioRun,
  { id }: LiveContainer,
  killed: boolean,
): Promise<ContainerLife['ended']> {
  const known = run.events.lifeOf(id).ended;
  if (known !== undefined) return known;
  const info = await inspectContainer(run.job.engine, id).catch(() => undefined);
  if (!killed && info?.State.Running !== false) return undefined;
  using limit = startDeadline(run.signal, EVENT_LIMIT_MS, noEvent);
  return await run.events.waitFor(id, ({ ended }) => ended, limit.signal).catch(() => undefined);
}

function noEvent(): JoulelabError {
  return new JoulelabError('engine-failed', 'The event of a container that ended does not come.', {
    advice: '',
  });
}

/** The error for a command whose container ended while it ran. Shows the container's own output. */
export async function containerEnded(
  run: ScenarioRun,
  command: FailedCommand,
  exec: RunningExec,
): Promise<JoulelabError> {
  const { containerName } = command.container.service;
  const failure = await failureOf(run, command);
  const { ended } = run.events.lifeOf(command.container.id);
  const how = ended === undefined ? 'ended' : `ended with exit code ${ended.exitCode}`;
  const message = `${command.where}: container ${containerName} ${how} while a command ran in it: ${command.text}`;
  const said = [exec.stderr.tail(), exec.stdout.tail()].find((tail) => tail !== '');
  return new JoulelabError(
    command.code,
    said === undefined ? message : `${message}\nThe command's last words: ${said}`,
    {
      advice: failure.oomKilled
        ? 'The container ran out of memory: raise its mem_limit, or give it less to do.'
        : "Look at the container's output, below as far as it goes and whole with `joulelab show RUN --logs`.",
      details: { failure },
    },
  );
}

/** The error for a command that is needed in a container that does not run any more. Shows the container's own output. */
export async function containerNotRunning(run: ScenarioRun, command: FailedCommand): Promise<JoulelabError> {
  const { service, state } = command.container;
  const end = await endOf(run, command.container, false);
  const stopped = state.kind === 'paused' ? 'is frozen by pause-after-phase' : 'does not run';
  const how = end === undefined ? stopped : `has ended with exit code ${end.exitCode}`;
  const message = `${command.where}: container ${service.containerName} ${how}, but a command is to run in it: ${command.text}`;
  const failure = await failureOf(run, command);
  const advice = wantsTerminal(`${failure.stdoutTail}${failure.stderrTail}`)
    ? 'Its program wants a terminal: give the service `tty: true`, or start it without one.'
    : "Look at the container's output; a command that goes on, such as `sleep infinity`, keeps a container running.";
  return new JoulelabError(command.code, message, { advice, details: { failure } });
}

/** A command with the end and the output of its container. */
async function failureOf(run: ScenarioRun, { container, text }: FailedCommand): Promise<CommandFailure> {
  const { service, id, tty } = container;
  const output = await readContainerOutput(run.job.engine, id, { keepBytes: 0, tty, tailLines: 30 });
  const { ended, oomKilled } = run.events.lifeOf(id);
  const state = run.job.engine.variant.oomEvents
    ? undefined
    : await inspectContainer(run.job.engine, id).catch(() => undefined);
  return {
    command: text,
    container: service.containerName,
    ...(ended === undefined ? {} : { exitCode: ended.exitCode }),
    oomKilled: oomKilled || state?.State.OOMKilled === true,
    stdoutTail: output?.stdout.tail() ?? '',
    stderrTail: output?.stderr.tail() ?? '',
  };
}

/** A time-out with the output of the command that was running then. */
export function withOutput(error: JoulelabError, command: FailedCommand, exec: RunningExec): JoulelabError {
  const failure: CommandFailure = {
    command: command.text,
    container: command.container.service.containerName,
    stdoutTail: exec.stdout.tail(),
    stderrTail: exec.stderr.tail(),
  };
  return new JoulelabError(error.code, `${error.message} It was running: ${command.text}`, {
    advice: error.advice,
    details: { failure },
    cause: error,
  });
}
