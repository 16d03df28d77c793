import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { JoulelabError } from '../../domain/errors.ts';
import type { RecorderProgram } from './recorder-program.ts';

const STDERR_TAIL = 4096;
const EXIT_TIMEOUT_MS = 2_000;

/** The channel to a recorder process: an order is a line, and so is its answer; answers come in the orders' order. */
export type RecorderProcess = {
  readonly pid: number;
  /** Aborts when the process has ended or gone silent, with the error as its reason. */
  readonly lost: AbortSignal;
  /**
   * Sends an order and resolves to the words of its answer behind the first.
   *
   * @throws {JoulelabError} 'recorder-failed' when the recorder ended, refused, or did not answer in time.
   */
  ask(order: string, answer: string, timeoutMs?: number): Promise<readonly string[]>;
  /** Closes the control channel, upon which the recorder ends; kills it if it does not. Never throws. */
  close(): Promise<void>;
};

type Waiting = {
  readonly order: string;
  readonly answer: string;
  readonly resolve: (words: readonly string[]) => void;
  readonly reject: (error: JoulelabError) => void;
  readonly timer: NodeJS.Timeout;
};

/**
 * Starts the recorder with the frames file as its descriptor 3.
 *
 * It gets a session of its own, so that Ctrl-C does not reach it, and none of this process's Node options.
 */
export function startRecorderProcess(options: {
  readonly program: RecorderProgram;
  readonly framesFd: number;
  readonly replyTimeoutMs: number;
}): RecorderProcess {
  const { command, args } = options.program;
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe', options.framesFd],
    detached: true,
    env: {},
  }) as unknown as ChildProcessByStdio<Writable, Readable, Readable>;
  return talkTo(child, options.replyTimeoutMs);
}

function talkTo(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  replyTimeoutMs: number,
): RecorderProcess {
  const waiting: Waiting[] = [];
  let stderrTail = '';
  const lost = new AbortController();
  let failure: JoulelabError | undefined;

  const fail = (why: string) => {
    failure ??= recorderFailed(why, stderrTail);
    for (const order of waiting.splice(0)) {
      clearTimeout(order.timer);
      order.reject(failure);
    }
    lost.abort(failure);
  };
  const answered = (line: string) => {
    const order = waiting.shift();
    if (order === undefined) return fail(`said ${JSON.stringify(line)} without being asked`);
    clearTimeout(order.timer);
    const [word, ...rest] = line.split(' ');
    if (word === order.answer) return order.resolve(rest);
    order.reject(
      recorderFailed(`answered ${JSON.stringify(line)} to ${JSON.stringify(order.order)}`, stderrTail),
    );
  };

  const ended = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      fail(signal === null ? `ended with exit status ${code}` : `was killed by ${signal}`);
      resolve();
    });
    child.on('error', (error) => {
      fail(`could not be started: ${error.message}`);
      resolve();
    });
  });
  // A recorder that ended shows itself here too (EPIPE); 'close' says why.
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL);
  });
  readLines(child.stdout, answered);

  return {
    pid: child.pid ?? 0,
    lost: lost.signal,
    ask: (order, answer, timeoutMs = replyTimeoutMs) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        const timer = setTimeout(
          () => fail(`did not answer ${JSON.stringify(order)} within ${timeoutMs} ms`),
          timeoutMs,
        );
        waiting.push({ order, answer, resolve, reject, timer });
        child.stdin.write(`${order}\n`);
      }),
    close: async () => {
      child.stdin.end();
      // One that has failed already is not waited for.
      const timer = setTimeout(() => child.kill('SIGKILL'), failure === undefined ? EXIT_TIMEOUT_MS : 0);
      await ended;
      clearTimeout(timer);
    },
  };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  let unfinished = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (unfinished + chunk).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

function recorderFailed(why: string, stderrTail: string): JoulelabError {
  if (/ENOSPC|no space left/i.test(stderrTail)) {
    return new JoulelabError('recorder-failed', 'There is no space left for samples.', {
      advice:
        'Samples are kept in /dev/shm, or in TMPDIR where that has less than 256 MB free: make room, or use a longer --interval.',
    });
  }
  const said = stderrTail.trim() === '' ? '' : `; its last words: ${stderrTail.trim()}`;
  return new JoulelabError('recorder-failed', `The recorder process ${why}${said}`, {
    advice: 'Run the measurement again; if it happens again, look for out-of-memory kills with `dmesg`.',
  });
}
