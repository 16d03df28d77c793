import { setTimeout as delay } from 'node:timers/promises';
import { JoulelabError } from '../domain/errors.ts';

/** A signal with an end in time. Dispose it when the work is done, so that no timer is left. */
export type Deadline = Disposable & { readonly signal: AbortSignal };

/** Longest delay that a Node timer takes, about 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A signal that aborts with `late()` after `limitMs`, or with `parent`'s reason as soon as `parent` does.
 * The reason is always a JoulelabError, so `signal.throwIfAborted()` throws what can be shown.
 */
export function startDeadline(parent: AbortSignal, limitMs: number, late: () => JoulelabError): Deadline {
  const controller = new AbortController();
  const follow = () => controller.abort(reasonOf(parent));
  const timer = setTimeout(() => controller.abort(late()), Math.min(limitMs, LONGEST_TIMER_MS));
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}

/** Why a signal aborted: its own JoulelabError, else `interrupted`. */
export function reasonOf(signal: AbortSignal): JoulelabError {
  if (signal.reason instanceof JoulelabError) return signal.reason;
  return new JoulelabError('interrupted', 'The measurement was interrupted.', {
    advice: 'What was measured until then is kept; start it again for a whole run.',
  });
}

/** Waits; rejects with the signal's reason when it aborts. 0 ms returns at once. */
export async function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw reasonOf(signal);
  if (durationMs <= 0) return;
  try {
    await delay(durationMs, undefined, { signal });
  } catch {
    throw reasonOf(signal);
  }
}
