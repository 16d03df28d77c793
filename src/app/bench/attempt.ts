import type { Bed } from '../../domain/bed.ts';
import { toJoulelabError } from '../../domain/errors.ts';
import type { RecordingControl } from '../../domain/recording.ts';
import type { OpenArm } from './open-arms.ts';

/** How a try under an arm went. */
export type Outcome =
  | { readonly outcome: 'measured' }
  | { readonly outcome: 'failed' | 'hung' | 'skipped'; readonly reason: string }
  | { readonly outcome: 'interrupted' };

/**
 * Does something in a bed of an arm, in time, and removes what it left. What fails is a value, so that the rest goes on;
 * what does not end in time has hung.
 */
export async function attempt(
  arm: OpenArm,
  recording: RecordingControl,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  work: (bed: Bed) => Promise<void>,
): Promise<Outcome> {
  const late = AbortSignal.timeout(timeoutMs);
  const signals = [signal, late, ...(recording.lost === undefined ? [] : [recording.lost])];
  const bed = arm.bed(recording, AbortSignal.any(signals));
  let outcome: Outcome;
  try {
    await work(bed);
    outcome = { outcome: 'measured' };
  } catch (thrown) {
    recording.lost?.throwIfAborted();
    if (signal.aborted) outcome = { outcome: 'interrupted' };
    else if (late.aborted) outcome = { outcome: 'hung', reason: `not done after ${timeoutMs / 1000} s` };
    else outcome = { outcome: 'failed', reason: toJoulelabError(thrown).message };
  }
  await bed.clear();
  return outcome;
}
