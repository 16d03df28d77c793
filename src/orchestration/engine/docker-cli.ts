import { spawn } from 'node:child_process';
import { JoulelabError } from '../../domain/errors.ts';
import { reasonOf } from '../deadline.ts';
import { startCapture } from './capture.ts';
import type { Engine } from './engine.ts';

/** What a call of the engine's CLI left behind. `durationMs` is wall time. */
export type CliResult = {
  readonly command: string;
  readonly exitCode: number;
  /** First MiB. */
  readonly stdout: string;
  readonly stdoutTail: string;
  readonly stderrTail: string;
  readonly durationMs: number;
};

const KEEP_BYTES = 1024 * 1024;

/**
 * Runs `docker --host HOST ARGS…` to its end. A bad exit code is a value.
 * @throws the signal's reason once the CLI has really ended; `engine-unreachable` where there is no CLI
 */
export async function runDockerCli(
  engine: Engine,
  args: readonly string[],
  signal: AbortSignal,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  if (signal.aborted) throw reasonOf(signal);
  const begin = performance.now();
  const stdout = startCapture(KEEP_BYTES);
  const stderr = startCapture(0);
  const child = spawn('docker', ['--host', engine.host, ...args], {
    env: { ...engine.cliEnv, ...extraEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  child.stdout.on('data', stdout.write);
  child.stderr.on('data', stderr.write);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 128));
    });
    if (signal.aborted) throw reasonOf(signal);
    return {
      command: `docker ${args.join(' ')}`,
      exitCode,
      stdout: stdout.text(),
      stdoutTail: stdout.tail(),
      stderrTail: stderr.tail(),
      durationMs: Math.round(performance.now() - begin),
    };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') throw missingCli(thrown);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The error for a machine that has an engine but not its command. */
export function missingCli(cause?: unknown): JoulelabError {
  return new JoulelabError('engine-unreachable', 'The command `docker` is not on PATH.', {
    advice: 'Install the Docker CLI: on Debian and Ubuntu the package docker-ce-cli or docker.io.',
    ...(cause === undefined ? {} : { cause }),
  });
}
