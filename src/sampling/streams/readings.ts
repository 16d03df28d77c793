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

/** This instant on the clock that all series share, and on the wall clock. */
export function instant(): { readonly monoUs: number; readonly unixUs: number } {
  return { monoUs: nowUs(), unixUs: Math.round((performance.timeOrigin + performance.now()) * 1000) };
}
