import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Capture, startCapture } from './capture.ts';
import { both, demultiplexTo } from './demultiplex.ts';
import type { Engine } from './engine.ts';

/** Both streams of a container's own output, from its start to now. */
export type ContainerOutput = {
  readonly stdout: Capture;
  readonly stderr: Capture;
  /** False where `signal` ended the reading: there was more. */
  readonly complete: boolean;
};

/**
 * Reads a container's output. A container with a terminal has one stream, which counts as stdout.
 * Undefined where the engine keeps no log that can be read (other log drivers, container gone).
 */
export async function readContainerOutput(
  engine: Engine,
  id: string,
  options: {
    readonly keepBytes: number;
    readonly tty: boolean;
    readonly tailLines?: number;
    /** Ends the reading; what was read until then counts. */
    readonly signal?: AbortSignal;
    /** Sees all of stdout, whatever is kept of it. */
    readonly onStdout?: (chunk: Buffer) => void;
  },
): Promise<ContainerOutput | undefined> {
  const output = { stdout: startCapture(options.keepBytes), stderr: startCapture(options.keepBytes) };
  const { onStdout } = options;
  const stdout = onStdout === undefined ? output.stdout.write : both(output.stdout.write, onStdout);
  const sinks = { stdout, stderr: output.stderr.write };
  try {
    const stream = await openLog(engine, id, options.tailLines);
    stream.on('data', options.tty ? sinks.stdout : demultiplexTo(sinks));
    await finished(stream, options.signal === undefined ? {} : { signal: options.signal }).finally(() => {
      if (stream instanceof Readable) stream.destroy();
    });
    return { ...output, complete: true };
  } catch {
    return options.signal?.aborted === true ? { ...output, complete: false } : undefined;
  }
}

/** `Container.logs` of the API library gathers the whole log in memory unless it follows it, so its transport is used. */
function openLog(engine: Engine, id: string, tailLines: number | undefined): Promise<NodeJS.ReadableStream> {
  const request = {
    path: `/containers/${id}/logs?`,
    method: 'GET',
    isStream: true,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    options: { stdout: true, stderr: true, ...(tailLines === undefined ? {} : { tail: tailLines }) },
  };
  return new Promise((resolve, reject) => {
    engine.api.modem.dial(request, (error, stream) =>
      error === null || error === undefined ? resolve(stream as NodeJS.ReadableStream) : reject(error),
    );
  });
}
