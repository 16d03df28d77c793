/**
 * The hot loop: a worker thread that sleeps until the next deadline or the next order, and copies the bytes of its
 * open files into frames. It knows no metric. Nothing in a round awaits, parses or logs.
 *
 * Orders come as text lines over the parent port, each followed by a wake-up; replies are written straight to the
 * control channel's answering side (descriptor 1), frames to descriptor 3. See README.md for both.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { DATA_HEADER_BYTES, END_BYTES, RECORD, ROUND_BYTES, ROUND_KIND, writeUint64 } from './frames.ts';
import { countLateness, createJitterHistogram, latenessQuantileUs } from './jitter.ts';

type Source = {
  readonly id: number;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly fd: number;
  /** Bytes of the last DATA record, to see whether the next ones differ. */
  readonly last: Buffer;
  /** -1 before the first. */
  lastLength: number;
};

const REPLY_FD = 1;
const FRAMES_FD = 3;
const BUFFER_BYTES = 1024 * 1024;
/** Frames wait in memory up to this size, and up to the next mark: one write for many rounds. */
const FLUSH_BYTES = 32 * 1024;
/** A read this long may be one page of a longer file, so it is read on; a shorter one is the whole file. */
const FULL_READ_BYTES = 3072;
const GONE_CODES = new Set(['ENOENT', 'ENODEV', 'ESRCH']);

const wakeUps = new Int32Array(workerData.wakeUps as SharedArrayBuffer);
const out = Buffer.alloc(BUFFER_BYTES);
const sources: Source[] = [];
const clockOffsetUs = findClockOffsetUs();

let used = 0;
let writtenBytes = 0;
let roundBeginUs = 0;
/** Rounds of the warm-up leave no frames. */
let dry = false;
let intervalUs = 0;
let deadlineUs = Number.POSITIVE_INFINITY;
let ticks = 0;
let missedTicks = 0;
let stopped = false;
let jitter = createJitterHistogram();
let cpuAtStart = process.cpuUsage();

/** `performance.now` makes no BigInt; this is what turns it into the µs of CLOCK_MONOTONIC that every process shares. */
function findClockOffsetUs(): number {
  let narrowest = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let trial = 0; trial < 50; trial += 1) {
    const before = performance.now() * 1000;
    const mono = Number(process.hrtime.bigint()) / 1000;
    const after = performance.now() * 1000;
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    offset = mono - (before + after) / 2;
  }
  return offset;
}

function nowUs(): number {
  return Math.floor(performance.now() * 1000 + clockOffsetUs);
}

function flush(): void {
  let written = 0;
  while (!dry && written < used) written += writeSync(FRAMES_FD, out, written, used - written);
  writtenBytes += written;
  used = 0;
}

function beginRound(kind: number, markId: number): void {
  if (used > FLUSH_BYTES) flush();
  roundBeginUs = nowUs();
  out[used] = RECORD.ROUND;
  out[used + 1] = kind;
  out.writeUInt32LE(markId, used + 2);
  writeUint64(out, roundBeginUs, used + 6);
  used += ROUND_BYTES;
}

/** Ends a round; returns the time at which its last read was over. */
function endRound(): number {
  const end = nowUs();
  out[used] = RECORD.END;
  out.writeUInt32LE(end - roundBeginUs, used + 1);
  used += END_BYTES;
  return end;
}

function writeHead(kind: number, sourceId: number): void {
  out[used] = kind;
  out.writeUInt32LE(sourceId, used + 1);
  out.writeUInt32LE(nowUs() - roundBeginUs, used + 5);
}

/** Reads a source behind the place of its record's head, so that new bytes are already where they belong. */
function readBytes(source: Source, at: number): number {
  let length = 0;
  for (;;) {
    const got = readSync(source.fd, out, at + length, source.length - length, source.offset + length);
    length += got;
    if (got < FULL_READ_BYTES || length === source.length) return length;
  }
}

/** Takes one sample; false where the file is gone. */
function sample(source: Source): boolean {
  if (used + DATA_HEADER_BYTES + source.length + END_BYTES > BUFFER_BYTES) flush();
  const at = used + DATA_HEADER_BYTES;
  let length: number;
  try {
    length = readBytes(source, at);
  } catch (error) {
    return recordFailure(source.id, error);
  }
  if (length === source.lastLength && out.compare(source.last, 0, length, at, at + length) === 0) {
    writeHead(RECORD.SAME, source.id);
    used += DATA_HEADER_BYTES - 4;
    return true;
  }
  out.copy(source.last, 0, at, at + length);
  source.lastLength = length;
  writeHead(RECORD.DATA, source.id);
  out.writeUInt32LE(length, used + 9);
  used = at + length;
  return true;
}

/** Records why a file could not be opened or read; false where that means that it is gone. */
function recordFailure(sourceId: number, error: unknown): boolean {
  const code = errorCode(error);
  if (GONE_CODES.has(code)) {
    recordGone(sourceId);
    return false;
  }
  writeHead(RECORD.FAULT, sourceId);
  out.writeUInt32LE(code.length, used + 9);
  used += DATA_HEADER_BYTES + out.write(code, used + DATA_HEADER_BYTES, 'latin1');
  return true;
}

function recordGone(sourceId: number): void {
  writeHead(RECORD.GONE, sourceId);
  used += DATA_HEADER_BYTES - 4;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Reads every source once, back to back. */
function round(kind: number, markId: number): number {
  beginRound(kind, markId);
  for (let index = 0; index < sources.length; index += 1) {
    const source = sources[index] as Source;
    if (sample(source) || dry) continue;
    closeSync(source.fd);
    sources.splice(index, 1);
    index -= 1;
  }
  return endRound();
}

function reply(line: string): void {
  writeSync(REPLY_FD, `${line}\n`);
}

function add(id: number, offset: number, length: number, path: string): void {
  beginRound(ROUND_KIND.SINGLE, 0);
  try {
    const fd = openSync(path, 'r');
    const source = { id, path, offset, length, fd, last: Buffer.alloc(length), lastLength: -1 };
    if (sample(source)) sources.push(source);
    else closeSync(fd);
  } catch (error) {
    recordFailure(id, error);
  }
  endRound();
  reply(`added ${id}`);
}

function remove(id: number): void {
  const index = sources.findIndex((source) => source.id === id);
  const source = sources[index];
  if (source !== undefined) {
    beginRound(ROUND_KIND.SINGLE, 0);
    if (sample(source)) recordGone(id);
    endRound();
    closeSync(source.fd);
    sources.splice(index, 1);
  }
  reply(`removed ${id}`);
}

function mark(id: number): void {
  const end = round(ROUND_KIND.MARK, id);
  const unixUs = Date.now() * 1000;
  reply(`marked ${id} ${roundBeginUs} ${end} ${unixUs}`);
  flush();
}

/** Dry rounds on the real files until the code is compiled, then the first deadline. */
function start(newIntervalUs: number, warmUpRounds: number): void {
  flush();
  dry = true;
  for (let count = 0; count < warmUpRounds; count += 1) {
    // Half of the rounds take the path of changed bytes, half that of unchanged ones.
    if (count % 2 === 0) for (const source of sources) source.lastLength = -1;
    round(ROUND_KIND.TICK, 0);
    if (used > FLUSH_BYTES) used = 0;
  }
  used = 0;
  dry = false;
  for (const source of sources) source.lastLength = -1;
  jitter = createJitterHistogram();
  intervalUs = newIntervalUs;
  cpuAtStart = process.cpuUsage();
  deadlineUs = nowUs() + intervalUs;
  reply(`ready ${nowUs()}`);
}

function stop(): void {
  deadlineUs = Number.POSITIVE_INFINITY;
  stopped = true;
  flush();
  const cpu = process.cpuUsage(cpuAtStart);
  const p99 = latenessQuantileUs(jitter, 0.99);
  reply(
    `stopped ${ticks} ${missedTicks} ${p99} ${writtenBytes} ${cpu.user + cpu.system} ${process.memoryUsage.rss()}`,
  );
}

function obey(line: string): void {
  const [order, ...words] = line.split(' ');
  const number = (index: number) => Number(words[index]);
  if (stopped) return reply(`refused ${line}`);
  if (order === 'add') return add(number(0), number(1), number(2), words.slice(3).join(' '));
  if (order === 'remove') return remove(number(0));
  if (order === 'mark') return mark(number(0));
  if (order === 'start') return start(number(0), number(1));
  if (order === 'stop') return stop();
  return reply(`refused ${line}`);
}

function tick(): void {
  const lateUs = nowUs() - deadlineUs;
  if (lateUs < 0) return;
  countLateness(jitter, lateUs);
  const missed = Math.floor(lateUs / intervalUs);
  missedTicks += missed;
  ticks += 1;
  deadlineUs += (missed + 1) * intervalUs;
  round(ROUND_KIND.TICK, 0);
}

/** A late wake-up is a gap in the curves: ask to be scheduled before ordinary work. Refused without the privilege. */
function askForPriority(): void {
  try {
    setPriority(0, -10);
  } catch {
    // Sampling works without it; the recorded jitter tells.
  }
}

askForPriority();
const port = parentPort;
if (port === null) throw new Error('sampling-loop.ts is a worker of recorder-main.ts');
for (;;) {
  const seen = Atomics.load(wakeUps, 0);
  for (let order = receiveMessageOnPort(port); order !== undefined; order = receiveMessageOnPort(port)) {
    obey(order.message as string);
  }
  tick();
  // Rounded up to the next µs: waking before the deadline would cost a second wake-up.
  Atomics.wait(wakeUps, 0, seen, Math.max(0, (deadlineUs - nowUs()) / 1000));
}
