import { readSync } from 'node:fs';
import { DATA_HEADER_BYTES, RECORD, ROUND_KIND, readUint64, recordLength, SAME_BYTES } from './frames.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;

/** What a frames file tells, in its order. Times are µs of CLOCK_MONOTONIC. */
export type FrameListener = {
  /** A sample; `bytes` is undefined where the file's content had not changed, and valid during the call only. */
  sample(source: number, timeUs: number, bytes: Uint8Array | undefined): void;
  gone(source: number, timeUs: number): void;
  /** `error` is a number of errno. */
  fault(source: number, timeUs: number, error: number): void;
  /** The round that follows was made because this process ended. */
  processEnded(pid: number): void;
  endOfRound(): void;
};

/**
 * Reads a frames file from its beginning, a few MiB at a time, and tells the listener what is in it.
 * A record that the end of the file cuts off is left out.
 *
 * @throws {RangeError} where the file is not what a recorder wrote.
 */
export function readFrames(fd: number, listener: FrameListener): void {
  let window = Buffer.allocUnsafe(WINDOW_BYTES);
  let filled = 0;
  let position = 0;
  const round = { beginUs: 0 };
  for (;;) {
    const got = readSync(fd, window, filled, window.length - filled, position);
    position += got;
    filled += got;
    const used = readWindow(window, filled, round, listener);
    if (got === 0) return;
    window.copy(window, 0, used, filled);
    filled -= used;
    if (filled === window.length) window = Buffer.concat([window], window.length * 2);
  }
}

/** Reads the complete records of a window; returns how many bytes they took. */
function readWindow(
  window: Buffer,
  end: number,
  round: { beginUs: number },
  listener: FrameListener,
): number {
  let offset = 0;
  while (offset < end) {
    const length = recordLength(window, offset, end);
    if (length === 0 || offset + length > end) break;
    readRecord(window, offset, length, round, listener);
    offset += length;
  }
  return offset;
}

function readRecord(
  window: Buffer,
  offset: number,
  length: number,
  round: { beginUs: number },
  listener: FrameListener,
): void {
  const kind = window[offset];
  if (kind === RECORD.ROUND) {
    round.beginUs = readUint64(window, offset + 6);
    if (window[offset + 1] === ROUND_KIND.EXIT) listener.processEnded(window.readUInt32LE(offset + 2));
    return;
  }
  if (kind === RECORD.END) {
    listener.endOfRound();
    return;
  }
  const source = window.readUInt32LE(offset + 1);
  const timeUs = round.beginUs + window.readUInt32LE(offset + 5);
  if (kind === RECORD.DATA)
    listener.sample(source, timeUs, window.subarray(offset + DATA_HEADER_BYTES, offset + length));
  else if (kind === RECORD.SAME) listener.sample(source, timeUs, undefined);
  else if (kind === RECORD.GONE) listener.gone(source, timeUs);
  else listener.fault(source, timeUs, window.readUInt32LE(offset + SAME_BYTES));
}
