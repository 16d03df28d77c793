/**
 * Writes frames into memory and now and then to the frames file. Allocates nothing. A sample's bytes are read straight
 * to where they stand in the frame (`reserve`), so that they are copied only once.
 */
import {
  DATA_HEADER_BYTES,
  END_BYTES,
  FAULT_BYTES,
  RECORD,
  ROUND_BYTES,
  SAME_BYTES,
  writeUint64,
} from './frames.ts';
import { nowUs } from './monotonic-clock.ts';
import { writeAll } from './write-all.ts';

const FRAMES_FD = 3;
/** The most that one sample holds; a longer file is cut off. */
export const MAX_SAMPLE_BYTES = 1024 * 1024;
/** Frames wait in memory up to this size, and up to the next mark: one write for many rounds. */
const FLUSH_BYTES = 32 * 1024;
const BUFFER_BYTES = MAX_SAMPLE_BYTES + 2 * FLUSH_BYTES;

/** Where records are put together. */
export const frameBuffer = Buffer.alloc(BUFFER_BYTES);

let used = 0;
let writtenBytes = 0;
let roundBeginUs = 0;
let dry = false;

/** While dry, rounds do all of their work and leave no frames. Frames written before stay. */
export function setDry(value: boolean): void {
  flushFrames();
  dry = value;
}

export function isDry(): boolean {
  return dry;
}

/** Writes out what is in memory. */
export function flushFrames(): void {
  if (!dry) {
    writeAll(FRAMES_FD, frameBuffer, used);
    writtenBytes += used;
  }
  used = 0;
}

export function framesBytes(): number {
  return writtenBytes + used;
}

/** Begins a round; returns its time in µs. */
export function beginRound(kind: number, markId: number): number {
  if (used > FLUSH_BYTES) flushFrames();
  roundBeginUs = nowUs();
  frameBuffer[used] = RECORD.ROUND;
  frameBuffer[used + 1] = kind;
  frameBuffer.writeUInt32LE(markId, used + 2);
  writeUint64(frameBuffer, roundBeginUs, used + 6);
  used += ROUND_BYTES;
  return roundBeginUs;
}

/** Ends a round; returns the time at which its last read was over. */
export function endRound(): number {
  reserve(0);
  const end = nowUs();
  frameBuffer[used] = RECORD.END;
  frameBuffer.writeUInt32LE(end - roundBeginUs, used + 1);
  used += END_BYTES;
  return end;
}

/** Makes room for a record with up to `length` bytes; returns where in `frameBuffer` those bytes belong. */
export function reserve(length: number): number {
  if (used + DATA_HEADER_BYTES + length > BUFFER_BYTES) flushFrames();
  return used + DATA_HEADER_BYTES;
}

/** The reserved place holds `length` new bytes of a source. */
export function writeData(sourceId: number, length: number): void {
  writeHead(RECORD.DATA, sourceId);
  frameBuffer.writeUInt32LE(length, used + SAME_BYTES);
  used += DATA_HEADER_BYTES + length;
}

/** The bytes are those of the source's last DATA. */
export function writeSame(sourceId: number): void {
  reserve(0);
  writeHead(RECORD.SAME, sourceId);
  used += SAME_BYTES;
}

export function writeGone(sourceId: number): void {
  reserve(0);
  writeHead(RECORD.GONE, sourceId);
  used += SAME_BYTES;
}

/** `error` is a number of errno. */
export function writeFault(sourceId: number, error: number): void {
  reserve(0);
  writeHead(RECORD.FAULT, sourceId);
  frameBuffer.writeUInt32LE(error, used + SAME_BYTES);
  used += FAULT_BYTES;
}

function writeHead(kind: number, sourceId: number): void {
  frameBuffer[used] = kind;
  frameBuffer.writeUInt32LE(sourceId, used + 1);
  frameBuffer.writeUInt32LE(nowUs() - roundBeginUs, used + 5);
}
