import { type ChildProcess, spawn } from 'node:child_process';
import type { CallInput, EngineAnswer } from '../../domain/laboratory-engine.ts';
import { reasonOf } from '../deadline.ts';
import { startCapture } from '../engine/capture.ts';
import { missingCli } from '../engine/docker-cli.ts';
import type { Engine } from '../engine/engine.ts';

const KEEP_BYTES = 1024 * 1024;

export type CallOptions = {
  readonly limitMs: number;
  readonly input?: CallInput;
  readonly signal: AbortSignal;
};

/**
 * Runs `docker ARGS…` to its end, or for `limitMs`, after which it is killed and the result is undefined. What the engine
 * does on its behalf may go on.
 * @throws the signal's reason, once the command has been killed
 */
export async function callEngine(
  engine: Engine,
  args: readonly string[],
  { limitMs, input, signal }: CallOptions,
): Promise<EngineAnswer | undefined> {
  if (signal.aborted) throw reasonOf(signal);
  const begin = performance.now();
  const [stdout, stderr] = [startCapture(KEEP_BYTES), startCapture(KEEP_BYTES)];
  const child = startCli(engine, args);
  child.stdout?.on('data', stdout.write);
  child.stderr?.on('data', stderr.write);
  const source = feed(engine, child, input);
  let late = false;
  const kill = (): void => {
    child.kill('SIGKILL');
    source?.kill('SIGKILL');
  };
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, limitMs);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const exitCode = await ended(child);
    if (signal.aborted) throw reasonOf(signal);
    if (late) return undefined;
    const durationMs = Math.round(performance.now() - begin);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text(), durationMs };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
    source?.kill('SIGKILL');
  }
}

function startCli(engine: Engine, args: readonly string[]): ChildProcess {
  return spawn('docker', ['--host', engine.host, ...args], {
    env: engine.cliEnv,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Gives the command its input; the second command where that makes it. */
function feed(engine: Engine, child: ChildProcess, input: CallInput | undefined): ChildProcess | undefined {
  // A command that ends early reads no further: that is its own affair.
  child.stdin?.on('error', () => undefined);
  if (input === undefined || 'text' in input) {
    child.stdin?.end(input?.text ?? '');
    return undefined;
  }
  const source = startCli(engine, input.outputOf);
  source.stdin?.end();
  source.stderr?.resume();
  source.on('error', () => child.stdin?.end());
  if (child.stdin !== null) source.stdout?.pipe(child.stdin);
  return source;
}

async function ended(child: ChildProcess): Promise<number> {
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? KILLED));
    });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') throw missingCli(thrown);
    throw thrown;
  }
}

const KILLED = 137;
