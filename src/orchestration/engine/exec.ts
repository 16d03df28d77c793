import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { JoulelabError } from '../../domain/errors.ts';
import { reasonOf } from '../deadline.ts';
import { type Capture, startCapture } from './capture.ts';
import { both, demultiplexTo, type OutputSinks } from './demultiplex.ts';
import type { Engine } from './engine.ts';
import { engineFailure, engineMessage, httpStatusOf } from './engine-error.ts';

/** A command in a container, to be started directly, without a shell. */
export type ExecPlan = {
  readonly containerId: string;
  readonly argv: readonly string[];
  /** Bytes of each stream that are kept; 0 keeps the tails for error messages only. */
  readonly keepStdoutBytes: number;
  readonly keepStderrBytes: number;
  /** Sees all of stdout, whatever is kept of it. */
  readonly onStdout?: (chunk: Buffer) => void;
};

/** How a command ended. */
export type ExecResult = { readonly exitCode: number; readonly durationMs: number };

/** A command that runs. Its output can be read at any time, whole when `finished` has settled. */
export type RunningExec = {
  readonly id: string;
  /** When it was started, on the clock of `performance.now()`. */
  readonly beganAtMs: number;
  readonly stdout: Capture;
  readonly stderr: Capture;
  /** Rejects with the signal's reason; the process itself is then still there and ends with its container. */
  readonly finished: Promise<ExecResult>;
};

/** After its output ended, the engine needs a moment to note a command's exit code. */
const EXIT_CODE_POLL_MS = 2;
const EXIT_CODE_LIMIT_MS = 5000;

/**
 * Starts a command over the API: create, start, and at its end one inspect for the exit code.
 * @throws JoulelabError `engine-failed`, of which `isNotRunning` tells whether the container does not run; the signal's reason
 */
export async function startExec(engine: Engine, plan: ExecPlan, signal: AbortSignal): Promise<RunningExec> {
  if (signal.aborted) throw reasonOf(signal);
  const begin = performance.now();
  try {
    const exec = await engine.api.getContainer(plan.containerId).exec({
      Cmd: [...plan.argv],
      AttachStdout: true,
      AttachStderr: true,
      abortSignal: signal,
    });
    const stream = await exec.start({ abortSignal: signal });
    const stdout = startCapture(plan.keepStdoutBytes);
    const stderr = startCapture(plan.keepStderrBytes);
    const { onStdout } = plan;
    const finished = finish(exec, stream, {
      stdout: onStdout === undefined ? stdout.write : both(stdout.write, onStdout),
      stderr: stderr.write,
      begin,
      signal,
    });
    // Whoever waits for a detached command does so much later; until then its rejection is not an unhandled one.
    finished.catch(() => undefined);
    return { id: exec.id, beganAtMs: begin, stdout, stderr, finished };
  } catch (thrown) {
    if (signal.aborted) throw reasonOf(signal);
    throw engineFailure('Cannot start the command', thrown);
  }
}

/** Whether an error of `startExec` says that the container does not run (any more). */
export function isNotRunning(thrown: unknown): boolean {
  if (!(thrown instanceof JoulelabError)) return false;
  const status = httpStatusOf(thrown.cause);
  // Docker 20.10 answers with 500 where it ends between the command's creation and its start.
  return status === 409 || status === 404 || / is not running: /.test(engineMessage(thrown.cause));
}

async function finish(
  exec: Docker.Exec,
  stream: NodeJS.ReadableStream,
  { stdout, stderr, begin, signal }: OutputSinks & { begin: number; signal: AbortSignal },
): Promise<ExecResult> {
  stream.on('data', demultiplexTo({ stdout, stderr }));
  await new Promise<void>((resolve) => {
    stream.once('end', resolve);
    // A broken stream ends here as well: the exit code then tells what happened.
    stream.once('error', () => resolve());
    stream.once('close', () => resolve());
  });
  const durationMs = Math.round(performance.now() - begin);
  if (signal.aborted) throw reasonOf(signal);
  return { exitCode: await exitCodeOf(exec), durationMs };
}

/** Waits for the exit code of a command whose output has ended. @throws JoulelabError `engine-failed` */
export async function exitCodeOf(exec: Docker.Exec): Promise<number> {
  const latest = performance.now() + EXIT_CODE_LIMIT_MS;
  for (;;) {
    const state = await exec.inspect().catch((thrown: unknown) => {
      throw engineFailure("Cannot read a command's exit code", thrown);
    });
    if (!state.Running && state.ExitCode !== null) return state.ExitCode;
    if (performance.now() > latest) {
      throw new JoulelabError(
        'engine-failed',
        'The engine reports no exit code of a command whose output has ended.',
        {
          advice: 'A command that closes its output and goes on must be marked `detach: true`.',
        },
      );
    }
    await delay(EXIT_CODE_POLL_MS);
  }
}

/**
 * Ends a command that still runs, as far as this process may: other users' processes end with their container.
 * The pid is checked to be in the container's cgroup, so that never another process is hit.
 */
export async function endExec(
  engine: Engine,
  execId: string,
  containerId: string,
  procfs: string,
): Promise<void> {
  try {
    const { Running, Pid } = await engine.api.getExec(execId).inspect();
    if (!Running || Pid <= 0) return;
    if (readFileSync(`${procfs}/${Pid}/cgroup`, 'utf8').includes(containerId)) process.kill(Pid, 'SIGTERM');
  } catch {
    // Gone already, or not ours to signal: the container's end is the command's end.
  }
}
