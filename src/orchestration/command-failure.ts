import { type CommandFailure, type ErrorCode, JoulelabError } from '../domain/errors.ts';
import { readContainerOutput } from './engine/container-logs.ts';
import { inspectContainer } from './engine/containers.ts';
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

/** SIGKILL as a shell reports it, which is how the kernel ends a process for memory. */
const KILLED = 137;

/** The error for a command that exited with a bad code. */
export async function commandFailed(
  run: ScenarioRun,
  command: FailedCommand,
  exec: RunningExec,
  ended: { readonly exitCode: number; readonly durationMs?: number },
): Promise<JoulelabError> {
  const oomKilled = await wasOomKilled(run, command.container);
  const name = command.container.service.containerName;
  const failure: CommandFailure = {
    command: command.text,
    container: name,
    exitCode: ended.exitCode,
    oomKilled,
    ...(ended.durationMs === undefined ? {} : { durationMs: ended.durationMs }),
    stdoutTail: exec.stdout.tail(),
    stderrTail: exec.stderr.tail(),
  };
  const message = `${command.where}: a command in container ${name} exited with ${ended.exitCode}: ${command.text}`;
  return new JoulelabError(command.code, message, { advice: adviceOn(failure), details: { failure } });
}

function adviceOn({ exitCode, oomKilled, stdoutTail }: CommandFailure): string {
  if (oomKilled)
    return 'The container ran out of memory: raise its mem_limit, or give the command less to do.';
  if (exitCode === KILLED) {
    return '137 means killed, most often for memory, though the engine reports no OOMKilled: raise mem_limit and try again.';
  }
  // Engines before 25 report 126 for a command that does not exist; all of them say so in the output.
  if (exitCode === 127 || stdoutTail.includes('executable file not found')) {
    return 'The container does not contain the command: check its spelling and the image; shell syntax needs `shell: sh`.';
  }
  if (exitCode === 126) return 'The command cannot be executed: check its permissions.';
  return "Look at the command's own output; `ignore-errors: true` lets a run go on after it.";
}

async function wasOomKilled(run: ScenarioRun, container: LiveContainer): Promise<boolean> {
  if (run.events.lifeOf(container.id).oomKilled) return true;
  const state = await inspectContainer(run.job.engine, container.id).catch(() => undefined);
  return state?.State.OOMKilled ?? false;
}

/** The error for a command that is needed in a container that does not run any more. Shows the container's own output. */
export async function containerNotRunning(run: ScenarioRun, command: FailedCommand): Promise<JoulelabError> {
  const { service, id, tty, state } = command.container;
  const output = await readContainerOutput(run.job.engine, id, { keepBytes: 0, tty, tailLines: 30 });
  const exitCode = state.kind === 'ended' ? state.exitCode : run.events.lifeOf(id).ended?.exitCode;
  const stopped = state.kind === 'paused' ? 'is frozen by pause-after-phase' : 'does not run';
  const how = exitCode === undefined ? stopped : `has ended with exit code ${exitCode}`;
  const message = `${command.where}: container ${service.containerName} ${how}, but a command is to run in it: ${command.text}`;
  return new JoulelabError(command.code, message, {
    advice:
      "Look at the container's output; a command that goes on, such as `sleep infinity`, keeps a container running.",
    details: {
      failure: {
        command: command.text,
        container: service.containerName,
        ...(exitCode === undefined ? {} : { exitCode }),
        oomKilled: await wasOomKilled(run, command.container),
        stdoutTail: output?.stdout.tail() ?? '',
        stderrTail: output?.stderr.tail() ?? '',
      },
    },
  });
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
