import type { MonoUs } from '../domain/units.ts';

/** Index of the last time at or before `atMonoUs` in ascending times, −1 where all are later. Binary search. */
export function lastAtOrBefore(timesMonoUs: Float64Array, atMonoUs: MonoUs): number {
  let low = 0;
  let high = timesMonoUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMonoUs[middle] as number) <= atMonoUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
