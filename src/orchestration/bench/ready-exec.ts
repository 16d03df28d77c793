import type { BoxExit, ReadyWork, Script } from '../../domain/bed.ts';
import { JoulelabError } from '../../domain/errors.ts';
import { reasonOf } from '../deadline.ts';
import { startCapture } from '../engine/capture.ts';
import { demultiplexTo } from '../engine/demultiplex.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailure } from '../engine/engine-error.ts';
import { exitCodeOf } from '../engine/exec.ts';
import { READY_WORD, readyScript } from './ready-script.ts';

/**
 * Starts a script in a container, up to the point where the work would begin: it waits for a line on its standard input,
 * so that the start of the command, which every runtime does in its own time, is no part of the work.
 *
 * @throws JoulelabError `flow-failed` where the first part fails, `engine-failed`; the signal's reason
 */
export async function startReadyExec(
  engine: Engine,
  plan: { readonly containerId: string; readonly script: Script },
  signal: AbortSignal,
): Promise<ReadyWork> {
  if (signal.aborted) throw reasonOf(signal);
  try {
    const exec = await engine.api.getContainer(plan.containerId).exec({
      Cmd: ['sh', '-c', readyScript(plan.script)],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal: signal,
    });
    const stream = await exec.start({ hijack: true, stdin: true, abortSignal: signal });
    const stdout = startCapture(READY_WORD.length + 1);
    const stderr = startCapture(0);
    const ended = new Promise<void>((resolve) => {
      for (const event of ['end', 'error', 'close']) stream.once(event, () => resolve());
      signal.addEventListener('abort', () => stream.destroy(), { once: true });
    });
    const isReady = new Promise<void>((resolve) => {
      stream.on(
        'data',
        demultiplexTo({
          stdout: (chunk) => {
            stdout.write(chunk);
            if (stdout.text().startsWith(READY_WORD)) resolve();
          },
          stderr: stderr.write,
        }),
      );
    });
    const outcome = async (): Promise<BoxExit> => {
      await ended;
      if (signal.aborted) throw reasonOf(signal);
      return { exitCode: await exitCodeOf(exec), tail: `${stdout.tail()}\n${stderr.tail()}` };
    };
    await Promise.race([isReady, ended]);
    if (signal.aborted) throw reasonOf(signal);
    if (!stdout.text().startsWith(READY_WORD)) throw notReady(await outcome());
    return {
      async go() {
        stream.write('go\n');
        return await outcome();
      },
    };
  } catch (thrown) {
    if (signal.aborted) throw reasonOf(signal);
    if (thrown instanceof JoulelabError) throw thrown;
    throw engineFailure('Cannot start the command', thrown);
  }
}

/** The error for a script whose first part failed. */
export function notReady({ exitCode, tail }: BoxExit): JoulelabError {
  const said = tail.trim().split('\n').at(-1) ?? '';
  return new JoulelabError(
    'flow-failed',
    `Making the work ready ended with exit code ${exitCode}${said && `: ${said}`}`,
    { advice: 'Try the same command by hand in a container under this runtime.' },
  );
}
