import { writeSync } from 'node:fs';

/** Nobody wakes this one: for waiting a moment. */
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes `length` bytes, also where the descriptor is a pipe that is full for the moment. */
export function writeAll(fd: number, bytes: Buffer, length: number): void {
  let written = 0;
  while (written < length) {
    try {
      written += writeSync(fd, bytes, written, length - written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
