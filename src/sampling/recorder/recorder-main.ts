/**
 * The recorder process: takes orders on its standard input and hands them to the hot loop, which runs in a worker
 * thread so that an order wakes it at once. Ends when the control channel closes, whatever happened to the parent.
 * Protocol in README.md.
 */
import { Worker } from 'node:worker_threads';
import { siblingModule } from './sibling-module.ts';

// Ctrl-C and a closing terminal reach the whole foreground group; what they mean for a run is the parent's decision.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

const wakeUps = new Int32Array(new SharedArrayBuffer(4));
// `stdout: true`: the worker writes to the descriptor itself, which a stream on it would make non-blocking.
const loop = new Worker(siblingModule(import.meta.url, 'sampling-loop'), {
  stdout: true,
  workerData: { wakeUps: wakeUps.buffer },
});
loop.on('error', (error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exit(1);
});

/** An order is a line with one path in it. */
const LONGEST_ORDER = 65_536;

let unfinished = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (unfinished + chunk).split('\n');
  unfinished = lines.pop() ?? '';
  for (const line of lines) loop.postMessage(line);
  if (unfinished.length >= LONGEST_ORDER) {
    process.stderr.write('recorder: an order: E2BIG\n');
    process.exit(1);
  }
  if (lines.length === 0) return;
  Atomics.add(wakeUps, 0, 1);
  Atomics.notify(wakeUps, 0);
});
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
