/**
 * The hot loop: a worker thread that sleeps until the next deadline or the next order, and copies the bytes of its
 * open files into frames. It knows no metric. Nothing in a round awaits, parses or logs.
 *
 * Orders come as text lines over the parent port, each followed by a wake-up; answers are written straight to the
 * control channel's answering side. See README.md for both.
 */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { flushFrames, framesBytes, setDry } from './frame-writer.ts';
import { ROUND_KIND } from './frames.ts';
import { countLateness, createJitterHistogram, latenessQuantileUs } from './jitter.ts';
import { nowUs } from './monotonic-clock.ts';
import { PROTOCOL_VERSION } from './protocol-version.ts';
import { addSource, forgetSamples, readRound, removeSource } from './sources.ts';
import { writeAll } from './write-all.ts';

const ANSWERS_FD = 1;

const wakeUps = new Int32Array(workerData.wakeUps as SharedArrayBuffer);

let answers = '';
let intervalUs = 0;
let deadlineUs = Number.POSITIVE_INFINITY;
let ticks = 0;
let missedTicks = 0;
let stopped = false;
let jitter = createJitterHistogram();
let cpuAtStart = process.cpuUsage();

/** Answers leave together once all waiting orders have been obeyed. */
function answer(line: string): void {
  answers += `${line}\n`;
}

function sendAnswers(): void {
  if (answers === '') return;
  const bytes = Buffer.from(answers);
  answers = '';
  writeAll(ANSWERS_FD, bytes, bytes.length);
}

/** The answer goes out first: who waits for a mark wants to go on, and the write is not lost if it is later. */
function mark(id: number): void {
  const { beginUs, endUs } = readRound(ROUND_KIND.MARK, id);
  answer(`marked ${id} ${beginUs} ${endUs} ${Date.now() * 1000}`);
  sendAnswers();
  flushFrames();
}

/** Dry rounds on the real files until the code is compiled, then the first deadline; none where the interval is 0. */
function start(newIntervalUs: number, warmUpRounds: number): void {
  setDry(true);
  for (let count = 0; count < warmUpRounds; count += 1) {
    // Half of the rounds take the path of changed bytes, half that of unchanged ones.
    if (count % 2 === 0) forgetSamples();
    readRound(ROUND_KIND.TICK, 0);
  }
  setDry(false);
  forgetSamples();
  jitter = createJitterHistogram();
  ticks = 0;
  missedTicks = 0;
  intervalUs = newIntervalUs;
  cpuAtStart = process.cpuUsage();
  const now = nowUs();
  deadlineUs = intervalUs === 0 ? Number.POSITIVE_INFINITY : now + intervalUs;
  answer(`ready ${now}`);
}

function stop(): void {
  deadlineUs = Number.POSITIVE_INFINITY;
  stopped = true;
  flushFrames();
  const cpu = process.cpuUsage(cpuAtStart);
  const cpuUs = cpu.user + cpu.system;
  const p99 = latenessQuantileUs(jitter, 0.99);
  answer(`stopped ${ticks} ${missedTicks} ${p99} ${framesBytes()} ${cpuUs} ${process.memoryUsage.rss()}`);
}

/** The orders there are, each with its numbers; what does not match is refused. */
const ORDERS: readonly (readonly [
  RegExp,
  (first: number, second: number, third: number, path: string) => void,
])[] = [
  [
    /^add (\d+) (\d+) (\d+) (.+)$/,
    (id, offset, length, path) => {
      addSource(id, offset, length, path);
      answer(`added ${id}`);
    },
  ],
  [
    /^remove (\d+)$/,
    (id) => {
      removeSource(id);
      answer(`removed ${id}`);
    },
  ],
  // Node.js has no descriptors of processes.
  [/^watch (\d+)$/, (pid) => answer(`watched ${pid} 0`)],
  [/^mark (\d+)$/, mark],
  [/^start (\d+) (\d+)$/, start],
  [/^stop$/, stop],
];

function obey(line: string): void {
  if (line === 'version') return answer(`version ${PROTOCOL_VERSION} typescript`);
  for (const [pattern, carryOut] of stopped ? [] : ORDERS) {
    const words = pattern.exec(line);
    if (words === null) continue;
    return carryOut(Number(words[1]), Number(words[2]), Number(words[3]), words[4] ?? '');
  }
  answer(`refused ${line}`);
}

function tick(): void {
  const lateUs = nowUs() - deadlineUs;
  if (lateUs < 0) return;
  countLateness(jitter, lateUs);
  const missed = Math.floor(lateUs / intervalUs);
  missedTicks += missed;
  ticks += 1;
  deadlineUs += (missed + 1) * intervalUs;
  readRound(ROUND_KIND.TICK, 0);
}

/**
 * A late wake-up is a gap in the curves: ask to be scheduled before ordinary work. A nice value counts within a
 * session's autogroup only, so the recorder's session gets one too. Refused without the privilege.
 */
function askForPriority(): void {
  try {
    setPriority(0, -10);
    writeFileSync('/proc/self/autogroup', '-10');
  } catch {
    // Sampling works without it; the recorded jitter tells.
  }
}

askForPriority();
const port = parentPort;
if (port === null) throw new Error('sampling-loop.ts is a worker of recorder-main.ts');
let obeyedWakeUps = 0;
for (;;) {
  const seen = Atomics.load(wakeUps, 0);
  // Looking for orders costs more than a cgroup file: only when one was announced.
  if (seen !== obeyedWakeUps) {
    for (let order = receiveMessageOnPort(port); order !== undefined; order = receiveMessageOnPort(port)) {
      obey(order.message as string);
    }
    obeyedWakeUps = seen;
    sendAnswers();
  }
  tick();
  Atomics.wait(wakeUps, 0, seen, Math.max(0, (deadlineUs - nowUs()) / 1000));
}
