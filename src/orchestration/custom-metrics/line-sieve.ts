/**
 * Keeps the few lines of a stream that may carry a note or a sample, however much else flows by: the log's size cap
 * does not touch them. Lines are only told apart here; patterns are matched when nothing is measured any more.
 */
export type LineSieve = {
  readonly write: (chunk: Buffer) => void;
  /** The lines kept so far, the unfinished last one included, without line ends. */
  lines(): readonly string[];
  /** Lines that were wanted but found no room any more, or were too long. */
  lostLines(): number;
};

/** A longer line carries no sample; it bounds the time that a pattern can take on one line. */
export const MAX_LINE_BYTES = 4096;

/** Kept bytes a stream, at most. */
const KEEP_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TIMESTAMP_DIGITS = 16;

/**
 * Starts a sieve. `keep` says which lines: `timestamped` those that begin with 16 digits, as notes and samples of the default
 * pattern do; `all` every one, for a pattern of the scenario's own.
 */
export function startLineSieve(keep: 'timestamped' | 'all', keepBytes: number = KEEP_BYTES): LineSieve {
  const kept: string[] = [];
  let keptBytes = 0;
  let lost = 0;
  /** The beginning of a line whose end has not come yet, at most `MAX_LINE_BYTES + 1` of it. */
  let begun: Buffer = Buffer.alloc(0);

  const take = (line: Buffer) => {
    const text = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
    if (text.length === 0 || (keep === 'timestamped' && !isTimestamped(text))) return;
    if (text.length > MAX_LINE_BYTES) {
      // Where every line is kept, one that is too long was most likely not meant for us.
      if (keep === 'timestamped') lost += 1;
    } else if (keptBytes + text.length > keepBytes) lost += 1;
    else {
      keptBytes += text.length;
      kept.push(text.toString('utf8'));
    }
  };
  return {
    write(chunk) {
      let at = 0;
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, at)) {
        const part = chunk.subarray(at, end);
        take(begun.length === 0 ? part : extended(begun, part));
        begun = Buffer.alloc(0);
        at = end + 1;
      }
      if (at < chunk.length) begun = extended(begun, chunk.subarray(at));
    },
    lines() {
      if (begun.length > 0) {
        take(begun);
        begun = Buffer.alloc(0);
      }
      return kept;
    },
    lostLines: () => lost,
  };
}

/** One byte (and a carriage return) more than a line may have, so that it is seen to be too long. */
function extended(begun: Buffer, part: Buffer): Buffer {
  const room = MAX_LINE_BYTES + 2 - begun.length;
  return room <= 0 ? begun : Buffer.concat([begun, part.subarray(0, room)]);
}

function isTimestamped(line: Buffer): boolean {
  if (line.length < TIMESTAMP_DIGITS) return false;
  for (let at = 0; at < TIMESTAMP_DIGITS; at += 1) {
    const byte = line[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}
