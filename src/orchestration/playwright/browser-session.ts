import type { Duplex } from 'node:stream';
import { JoulelabError } from '../../domain/errors.ts';
import { reasonOf } from '../deadline.ts';
import { startCapture } from '../engine/capture.ts';
import { demultiplexTo } from '../engine/demultiplex.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailure } from '../engine/engine-error.ts';
import type { ExecPlan, ExecResult, RunningExec } from '../engine/exec.ts';
import { type BrowserMessage, runnerProgram } from './runner.ts';

/** A runner in a container: it takes commands one after the other, or side by side where one is detached. */
export type BrowserSession = {
  /** Starts a command; `plan.argv` is its text alone. A failure of the command is exit code 1 with the error on stderr. */
  run(plan: ExecPlan, signal: AbortSignal): RunningExec;
};

/** A line of the runner's may be long: a command can print a whole page. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

type Pending = {
  readonly output: (stream: 'stdout' | 'stderr', text: string) => void;
  readonly end: (exitCode: number) => void;
  readonly fail: (error: JoulelabError) => void;
};

/**
 * Starts the runner in a container, over one connection that stays open: no process is started for a command, and no
 * shell sees its text.
 * @throws JoulelabError `engine-failed`, with status 409 as cause where the container does not run
 */
export async function openBrowserSession(
  engine: Engine,
  containerId: string,
  name: string,
): Promise<BrowserSession> {
  const pending = new Map<number, Pending>();
  const stderr = startCapture(0);
  const stdout = startCapture(0);
  const { execId, stream } = await startRunner(engine, containerId);
  let over: JoulelabError | undefined;
  const endAll = (error: JoulelabError) => {
    over ??= error;
    for (const { fail } of pending.values()) fail(over);
    pending.clear();
  };
  const take = (message: BrowserMessage) => {
    if (message.kind === 'unusable') return endAll(unusable(name, message));
    const one = pending.get(message.id);
    if (message.kind === 'output') return one?.output(message.stream, message.text);
    pending.delete(message.id);
    if (message.kind === 'failed') one?.output('stderr', describe(message));
    one?.end(message.kind === 'done' ? 0 : 1);
  };
  const lines = splitLines(take, (text) => stdout.write(Buffer.from(text)));
  stream.on('data', demultiplexTo({ stdout: lines, stderr: stderr.write }));
  const ended = () => {
    if (over === undefined)
      void describeEnd(engine, execId, name, `${stdout.tail()}\n${stderr.tail()}`).then(endAll);
  };
  for (const event of ['end', 'error', 'close']) stream.once(event, ended);

  let ids = 0;
  return {
    run(plan, signal) {
      const id = ++ids;
      const captures = {
        stdout: startCapture(plan.keepStdoutBytes),
        stderr: startCapture(plan.keepStderrBytes),
      };
      const begin = performance.now();
      const finished = new Promise<ExecResult>((resolve, reject) => {
        const abort = () => {
          pending.delete(id);
          reject(reasonOf(signal));
        };
        const settle = (act: () => void) => {
          signal.removeEventListener('abort', abort);
          act();
        };
        if (over !== undefined) return reject(over);
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        pending.set(id, {
          output(to, text) {
            const chunk = Buffer.from(text);
            captures[to].write(chunk);
            if (to === 'stdout') plan.onStdout?.(chunk);
          },
          end: (exitCode) =>
            settle(() => resolve({ exitCode, durationMs: Math.round(performance.now() - begin) })),
          fail: (error) => settle(() => reject(error)),
        });
        stream.write(`${JSON.stringify({ id, code: plan.argv[0] ?? '' })}\n`);
      });
      finished.catch(() => undefined);
      return { id: execId, beganAtMs: begin, ...captures, finished };
    },
  };
}

async function startRunner(engine: Engine, containerId: string): Promise<{ execId: string; stream: Duplex }> {
  try {
    const exec = await engine.api.getContainer(containerId).exec({
      Cmd: ['node', '--eval', runnerProgram()],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    return { execId: exec.id, stream: await exec.start({ hijack: true, stdin: true }) };
  } catch (thrown) {
    throw engineFailure('Cannot start the browser runner', thrown);
  }
}

/** Splits the runner's messages; what is none (the engine's own complaint, for one) goes to `other`. */
function splitLines(
  take: (message: BrowserMessage) => void,
  other: (text: string) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    let at = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', at)) {
      const line = Buffer.concat([...parts, chunk.subarray(at, end)]).toString('utf8');
      parts = [];
      size = 0;
      at = end + 1;
      if (line.startsWith('{"kind":')) take(JSON.parse(line) as BrowserMessage);
      else other(`${line}\n`);
    }
    const rest = chunk.subarray(at);
    size += rest.length;
    if (size <= MAX_LINE_BYTES) parts.push(rest);
  };
}

function describe({ error, where }: Extract<BrowserMessage, { kind: 'failed' }>): string {
  return where === undefined ? `${error}\n` : `${error}\n    at ${where} of the command\n`;
}

function unusable(
  container: string,
  { error, advice }: Extract<BrowserMessage, { kind: 'unusable' }>,
): JoulelabError {
  const [first = error] = error.split('\n');
  return new JoulelabError('flow-failed', `No browser can be started in container ${container}: ${first}`, {
    advice,
    details: { failure: { command: 'playwright', container, stdoutTail: '', stderrTail: error } },
  });
}

/** Why the runner has gone: there is no Node, or it was killed. */
async function describeEnd(
  engine: Engine,
  execId: string,
  container: string,
  output: string,
): Promise<JoulelabError> {
  const state = await engine.api
    .getExec(execId)
    .inspect()
    .catch(() => undefined);
  const exitCode = state?.ExitCode ?? undefined;
  const noNode = exitCode === 127 || exitCode === 126 || output.includes('executable file not found');
  return new JoulelabError(
    'flow-failed',
    noNode
      ? `Container ${container} has no node, which playwright commands need.`
      : `The browser runner in container ${container} ended with exit code ${exitCode ?? 'unknown'}.`,
    {
      advice: noNode
        ? 'Use an image with Node.js and Playwright, for example mcr.microsoft.com/playwright.'
        : 'Look at its output; 137 says that the container ran out of memory.',
      details: {
        failure: {
          command: 'node (browser runner)',
          container,
          ...(exitCode === undefined ? {} : { exitCode }),
          stdoutTail: '',
          stderrTail: output.trim(),
        },
      },
    },
  );
}
