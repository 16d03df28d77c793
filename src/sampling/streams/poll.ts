import { instant, type Readings } from './readings.ts';

/** A stream that is running. `stop` ends it for good, at once, and never throws. */
export type RunningStream = { readonly readings: Readings; stop(): Promise<void> };

export type Polling = {
  readonly everyMs: number;
  /** A reading that takes longer is given up. */
  readonly timeoutMs: number;
  /** Takes one reading; what it throws becomes a fault. */
  readonly ask: (signal: AbortSignal) => Promise<string>;
};

/**
 * Takes readings one after the other, never two at once, `everyMs` apart. A reading's time is the middle between question
 * and answer: when the meter looked, as well as it can be known from outside.
 */
export function poll(polling: Polling, readings: Readings): RunningStream {
  const stopped = new AbortController();
  const ended = run(polling, readings, stopped.signal);
  return {
    readings,
    async stop() {
      stopped.abort();
      await ended;
    },
  };
}

async function run(polling: Polling, readings: Readings, stopped: AbortSignal): Promise<void> {
  let deadline = performance.now();
  while (!stopped.aborted) {
    await takeOne(polling, readings, stopped);
    // A slow answer moves the grid on instead of making up for lost readings.
    deadline = Math.max(deadline + polling.everyMs, performance.now());
    await pause(deadline - performance.now(), stopped);
  }
}

async function takeOne(polling: Polling, readings: Readings, stopped: AbortSignal): Promise<void> {
  const begin = instant();
  try {
    const text = await polling.ask(AbortSignal.any([stopped, AbortSignal.timeout(polling.timeoutMs)]));
    const end = instant();
    readings.taken.push({
      monoUs: Math.round((begin.monoUs + end.monoUs) / 2),
      unixUs: Math.round((begin.unixUs + end.unixUs) / 2),
      text,
    });
  } catch (error) {
    if (stopped.aborted) return;
    const { monoUs } = instant();
    readings.faults.push({ monoUs, what: reason(error, polling.timeoutMs) });
  }
}

function reason(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  const timedOut = error.name === 'TimeoutError' || error.name === 'AbortError';
  return timedOut ? `no answer within ${timeoutMs / 1000} s` : error.message;
}

async function pause(ms: number, stopped: AbortSignal): Promise<void> {
  if (ms <= 0 || stopped.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const wake = (): void => resolve();
  stopped.addEventListener('abort', wake, { once: true });
  await promise;
  clearTimeout(timer);
  stopped.removeEventListener('abort', wake);
}
