import { nowUs } from '../recorder/monotonic-clock.ts';

/** Text of a stream with the instant at which it was there, on both clocks. */
export type Reading = { readonly monoUs: number; readonly unixUs: number; readonly text: string };

/** Something that went wrong while a stream was read. */
export type Fault = { readonly monoUs: number; readonly what: string };

/** What a stream gave. Filled while it runs; nothing is parsed before it has ended. */
export type Readings = { readonly taken: Reading[]; readonly faults: Fault[] };

export function noReadings(): Readings {
  return { taken: [], faults: [] };
}

/** `Date.now` has whole ms: more than that apart, the wall clock has been set or has drifted. */
const CLOCK_WAS_SET_US = 2000;

let offsetUs: number | undefined;

/**
 * This instant on the clock that all series share, and on the wall clock, by which programs stamp their lines. Both come from
 * one reading and an offset that stays the same as long as nobody sets the wall clock: else times that a program says are
 * equal would differ by what lies between two readings.
 */
export function instant(): { readonly monoUs: number; readonly unixUs: number } {
  offsetUs ??= findOffsetUs();
  const monoUs = nowUs();
  const apart = Date.now() * 1000 - (monoUs + offsetUs);
  // Unless this process was interrupted between the two readings: then they are apart for that reason.
  const interrupted = nowUs() - monoUs > CLOCK_WAS_SET_US / 2;
  if (Math.abs(apart) > CLOCK_WAS_SET_US && !interrupted) offsetUs += apart;
  return { monoUs, unixUs: monoUs + offsetUs };
}

/** From the clock of the recording to the wall clock: exact at the moment at which `Date.now` moves on, within 1 ms. */
function findOffsetUs(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now * 1000 - nowUs();
}
