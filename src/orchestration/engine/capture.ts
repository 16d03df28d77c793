/**
 * Captured output of one stream: the first `keepBytes` for the log, the last `TAIL_BYTES` for error messages.
 * What lies between is counted and dropped, so that a talkative program cannot fill the memory.
 */
export type Capture = {
  readonly write: (chunk: Buffer) => void;
  /** The kept beginning, at most `limitBytes` of it. */
  text(limitBytes?: number): string;
  /** The last lines. */
  tail(): string;
  /** Bytes that `text(limitBytes)` lacks. */
  cutBytes(limitBytes?: number): number;
};

/** Stored bytes per stream and command, at most. */
export const LOG_KEEP_BYTES = 1024 * 1024;

const TAIL_BYTES = 4096;
const TAIL_LINES = 30;

/** Starts a capture; `keepBytes` 0 keeps the tail only. */
export function startCapture(keepBytes: number): Capture {
  const head: Buffer[] = [];
  let headBytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  let totalBytes = 0;
  return {
    write(chunk) {
      totalBytes += chunk.length;
      if (headBytes < keepBytes) {
        const part = chunk.subarray(0, keepBytes - headBytes);
        head.push(part);
        headBytes += part.length;
      }
      tail = chunk.length >= TAIL_BYTES ? chunk.subarray(-TAIL_BYTES) : appendTail(tail, chunk);
    },
    text: (limitBytes = headBytes) => decodeWhole(Buffer.concat(head).subarray(0, limitBytes)),
    tail: () => lastLines(tail.toString('utf8')),
    cutBytes: (limitBytes = headBytes) => totalBytes - Math.min(headBytes, limitBytes),
  };
}

function appendTail(tail: Buffer, chunk: Buffer): Buffer {
  const joined = Buffer.concat([tail, chunk]);
  return joined.subarray(Math.max(0, joined.length - TAIL_BYTES));
}

/** Decodes UTF-8 and leaves out a character that the size cap cut in two. */
function decodeWhole(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

/** The last lines of a text, without blank ones at its end. */
export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n').slice(-TAIL_BYTES);
}
