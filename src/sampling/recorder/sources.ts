/** The recorder's open files: opened once, read at every round, closed when they vanish. */
import { closeSync, openSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import {
  beginRound,
  endRound,
  frameBuffer,
  isDry,
  MAX_SAMPLE_BYTES,
  reserve,
  writeData,
  writeFault,
  writeGone,
  writeSame,
} from './frame-writer.ts';
import { ROUND_KIND } from './frames.ts';

type Source = {
  readonly id: number;
  readonly fd: number;
  readonly offset: number;
  readonly length: number;
  /** Bytes of the last DATA record, to see whether the next ones differ. */
  readonly last: Buffer;
  /** -1 before the first. */
  lastLength: number;
};

/** A read this long may be one page of a longer file, so it is read on; a shorter one is the whole file. */
const FULL_READ_BYTES = 3072;
const { ENOENT, ENODEV, ESRCH } = constants.errno;
const GONE = new Set<number>([ENOENT, ENODEV, ESRCH]);

/** Counters of the kernel's performance events need a system call that Node.js does not have. */
const notOpenedHere = Object.assign(new Error('no performance events'), { errno: -constants.errno.ENOSYS });

const sources: Source[] = [];

/** Opens a file and reads it once. That it is not there, or cannot be read, stands in the frames. */
export function addSource(id: number, offset: number, length: number, path: string): void {
  beginRound(ROUND_KIND.SINGLE, 0);
  try {
    if (path.startsWith('perf:')) throw notOpenedHere;
    const fd = openSync(path, 'r');
    const cut = Math.min(length, MAX_SAMPLE_BYTES);
    const source = { id, fd, offset, length: cut, last: Buffer.alloc(cut), lastLength: -1 };
    if (sample(source)) sources.push(source);
    else closeSync(fd);
  } catch (error) {
    writeFailure(id, error);
  }
  endRound();
}

/** Reads a source a last time and closes it; nothing happens where it is gone already. */
export function removeSource(id: number): void {
  const index = sources.findIndex((source) => source.id === id);
  const source = sources[index];
  if (source === undefined) return;
  beginRound(ROUND_KIND.SINGLE, 0);
  if (sample(source)) writeGone(id);
  endRound();
  closeSync(source.fd);
  sources.splice(index, 1);
}

/** Reads every source once, back to back; returns the times before the first and after the last read. */
export function readRound(
  kind: number,
  markId: number,
): { readonly beginUs: number; readonly endUs: number } {
  const beginUs = beginRound(kind, markId);
  for (let index = 0; index < sources.length; index += 1) {
    const source = sources[index] as Source;
    // In a dry round nobody would learn that it is gone: the next real one finds out.
    if (sample(source) || isDry()) continue;
    closeSync(source.fd);
    sources.splice(index, 1);
    index -= 1;
  }
  return { beginUs, endUs: endRound() };
}

/** Takes the next sample of every source as changed. */
export function forgetSamples(): void {
  for (const source of sources) source.lastLength = -1;
}

/** Takes one sample; false where the file is gone. */
function sample(source: Source): boolean {
  const at = reserve(source.length);
  let length: number;
  try {
    length = readBytes(source, at);
  } catch (error) {
    return writeFailure(source.id, error);
  }
  if (length === source.lastLength && frameBuffer.compare(source.last, 0, length, at, at + length) === 0) {
    writeSame(source.id);
    return true;
  }
  frameBuffer.copy(source.last, 0, at, at + length);
  source.lastLength = length;
  writeData(source.id, length);
  return true;
}

function readBytes(source: Source, at: number): number {
  let length = 0;
  for (;;) {
    const got = readSync(source.fd, frameBuffer, at + length, source.length - length, source.offset + length);
    length += got;
    if (got < FULL_READ_BYTES || length === source.length) return length;
  }
}

/** Records why a file could not be opened or read; false where that means that it is gone. */
function writeFailure(sourceId: number, error: unknown): boolean {
  if (!(error instanceof Error) || !('errno' in error)) throw error;
  const errno = -Number(error.errno);
  if (GONE.has(errno)) {
    writeGone(sourceId);
    return false;
  }
  writeFault(sourceId, errno);
  return true;
}
