import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { RECORD, ROUND_KIND, readUint64, recordLength } from '../recorder/frames.ts';
import { openFramesFile } from '../recorder/frames-file.ts';
import { type RecorderProcess, startRecorderProcess } from '../recorder/recorder-process.ts';
import type { RecorderProgram } from '../recorder/recorder-program.ts';

/** `bytes`: a sample, the name of an error, or the process whose end made the round. */
export type Frame = { readonly kind: number; readonly timeUs: number; readonly source: number; readonly bytes: Buffer };

/** A bare recorder with its frames. */
export type Bare = AsyncDisposable & { readonly process: RecorderProcess; frames(): Frame[] };

export function startBare(program: RecorderProgram): Bare {
  const framesFd = openFramesFile();
  const started = startRecorderProcess({ program, framesFd, replyTimeoutMs: 15_000 });
  return {
    process: started,
    frames: () => readAllFrames(framesFd),
    async [Symbol.asyncDispose]() {
      await started.close();
      closeSync(framesFd);
    },
  };
}

function readAllFrames(fd: number): Frame[] {
  const buffer = Buffer.alloc(fstatSync(fd).size);
  readSync(fd, buffer, 0, buffer.length, 0);
  const frames: Frame[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    const length = recordLength(buffer, offset, buffer.length);
    const kind = buffer[offset] ?? 0;
    const isRound = kind === RECORD.ROUND;
    const hasSource = !isRound && kind !== RECORD.END;
    frames.push({
      kind,
      timeUs: isRound ? readUint64(buffer, offset + 6) : 0,
      // For a round: why it was made.
      source: isRound ? (buffer[offset + 1] ?? 0) : hasSource ? buffer.readUInt32LE(offset + 1) : 0,
      bytes: bytesOf(buffer.subarray(offset, offset + length)),
    });
    offset += length;
  }
  return frames;
}

function bytesOf(record: Buffer): Buffer {
  if (record[0] === RECORD.DATA) return Buffer.from(record.subarray(13));
  if (record[0] === RECORD.FAULT) return Buffer.from(getSystemErrorName(-record.readUInt32LE(9)));
  if (record[0] === RECORD.ROUND && record[1] === ROUND_KIND.EXIT) return Buffer.from(String(record.readUInt32LE(2)));
  return Buffer.alloc(0);
}

/** Frames without their times, for comparison. */
export const shape = (frames: readonly Frame[]) =>
  frames.map(({ kind, source, bytes }) => `${kind} ${source} ${bytes.toString('latin1')}`.trim());


/** The process without the parent's side of the channel. */
export function startRaw(program: RecorderProgram): { readonly child: ChildProcess; readonly framesFd: number } {
  const framesFd = openFramesFile();
  const stdio = ['pipe', 'pipe', 'ignore', framesFd] as const;
  return { child: spawn(program.command, program.args, { stdio: [...stdio], env: {} }), framesFd };
}

export async function endRaw(child: ChildProcess, framesFd: number): Promise<void> {
  closeSync(framesFd);
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  await exit;
}

/** Collects answers, each cut down to its first two words, up to one that begins with `word`. */
export function linesOf(child: ChildProcess): { until(word: string): Promise<string[]> } {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return {
    async until(word) {
      while (!new RegExp(`^${word} .*\n`, 'm').test(text)) await once(child.stdout ?? child, 'data');
      return text.trimEnd().split('\n').map((line) => line.split(' ', 2).join(' '));
    },
  };
}
