import { type ChildProcess, spawn } from 'node:child_process';
import type { StreamSource } from '../stream.ts';
import type { RunningStream } from './poll.ts';
import { instant, type Readings } from './readings.ts';

const KILL_AFTER_MS = 2000;
/** A program that prints more in one line prints no readings. */
const LONGEST_LINE = 64 * 1024;

/**
 * Runs a program and keeps the lines that it prints. It is a process group of its own, so that Ctrl-C does not reach it
 * before the last mark, and so that a shell's children end with it. Its output is a pipe: when joulelab is killed, the
 * next line that it prints ends it.
 */
export function runProgram(
  source: Extract<StreamSource, { kind: 'program' }>,
  readings: Readings,
): RunningStream {
  const [file = '', ...args] = source.argv;
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...source.env },
  });
  let stopping = false;
  let stderr = '';
  let rest = '';
  const closed = Promise.withResolvers<void>();
  const fault = (what: string): void => {
    if (!stopping) readings.faults.push({ monoUs: instant().monoUs, what });
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const { monoUs, unixUs } = instant();
    const end = text.lastIndexOf('\n');
    // A line that is still being printed would give a number that is cut off.
    if (end < 0) rest = (rest + text).slice(-LONGEST_LINE);
    else {
      readings.taken.push({ monoUs, unixUs, text: rest + text.slice(0, end) });
      rest = text.slice(end + 1);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  child.on('error', (error) => {
    fault(`cannot be started: ${error.message}`);
    closed.resolve();
  });
  child.on('exit', (code, signal) => {
    const said = lastLine(stderr);
    fault(`ended with ${signal ?? `exit status ${code}`}${said === undefined ? '' : `: ${said}`}`);
  });
  child.on('close', () => closed.resolve());
  return {
    readings,
    async stop() {
      stopping = true;
      kill(child, 'SIGTERM');
      const timer = setTimeout(() => {
        kill(child, 'SIGKILL');
        closed.resolve();
      }, KILL_AFTER_MS);
      await closed.promise;
      clearTimeout(timer);
      // Whatever a shell started beside it.
      kill(child, 'SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}

/** The last line that says something. */
function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
}
