import type { Series } from '../domain/recording.ts';
import type { MonoUs } from '../domain/units.ts';
import { lastAtOrBefore } from './last-at-or-before.ts';

/**
 * A counter whose wraps are undone and whose steps back are taken out: `values` never fall.
 *
 * - A step back of a counter with `wrapsAt` is a wrap: one period is added, per series, so each RAPL zone wraps by
 *   itself. Source: Documentation/power/powercap/powercap.rst, `max_energy_range_uj`: "Range of the above energy
 *   counter in micro-joules", after which `energy_uj` starts at 0 again.
 * - A step back of any other counter is a reset (the group was made anew; iowait in /proc/stat, of which
 *   Documentation/filesystems/proc.rst says that it "will decrease in certain conditions"): the step counts as 0, and
 *   every total over it is a lower bound.
 */
export type Counter = {
  readonly timesMonoUs: Float64Array;
  readonly values: Float64Array;
  /** When a step back was seen that is no wrap. */
  readonly resetsMonoUs: readonly MonoUs[];
} & Pick<Series, 'startsAtZero' | 'goneAtMonoUs' | 'readAtEnd'>;

/** Total of a counter over a span; `complete` is false where it is a lower bound. */
export type CounterTotal = { readonly value: number; readonly complete: boolean };

/** Undoes the wraps of a recorded counter. Pure; does not change `series`. */
export function toCounter(series: Series): Counter {
  const values = new Float64Array(series.values.length);
  const resetsMonoUs: MonoUs[] = [];
  let total = series.values[0] ?? 0;
  values[0] = total;
  for (let i = 1; i < values.length; i++) {
    const step = forwardStep(series.values[i - 1] as number, series.values[i] as number, series.wrapsAt);
    if (step === undefined) resetsMonoUs.push(series.timesMonoUs[i] as number);
    total += step ?? 0;
    values[i] = total;
  }
  return {
    timesMonoUs: series.timesMonoUs,
    values,
    resetsMonoUs,
    startsAtZero: series.startsAtZero,
    ...(series.goneAtMonoUs === undefined ? {} : { goneAtMonoUs: series.goneAtMonoUs }),
    ...(series.readAtEnd === undefined ? {} : { readAtEnd: series.readAtEnd }),
  };
}

/** Growth between two raw values; undefined where the counter was reset. */
function forwardStep(from: number, to: number, wrapsAt: number | undefined): number | undefined {
  if (to >= from) return to - from;
  if (wrapsAt === undefined || from >= wrapsAt) return undefined;
  return to - from + wrapsAt;
}

/**
 * Value at an instant: the last sample at or before it. Before the first sample it is 0 for a counter that started at
 * zero, else the first value: nothing that happened before is known, so nothing is counted.
 */
export function counterAt(counter: Counter, atMonoUs: MonoUs): number {
  const index = lastAtOrBefore(counter.timesMonoUs, atMonoUs);
  if (index >= 0) return counter.values[index] as number;
  return counter.startsAtZero ? 0 : (counter.values[0] ?? 0);
}

/**
 * Growth from `beginMonoUs` to `endMonoUs`: value(end) − value(begin), exact, so that totals over neighbouring spans
 * add up to the total over both.
 *
 * Undefined where the counter did not exist in the span: no sample before its end, or gone before its begin. A lower
 * bound (`complete: false`) where it appeared in the span without having started at zero, vanished in it before its
 * last value could be read, or was reset.
 */
export function counterOver(
  counter: Counter,
  beginMonoUs: MonoUs,
  endMonoUs: MonoUs,
): CounterTotal | undefined {
  const firstMonoUs = counter.timesMonoUs[0];
  if (firstMonoUs === undefined || firstMonoUs > endMonoUs) return undefined;
  const gone = counter.goneAtMonoUs;
  if (gone !== undefined && gone <= beginMonoUs) return undefined;
  const cutOff = gone !== undefined && gone < endMonoUs && counter.readAtEnd !== true;
  const unknownStart = firstMonoUs > beginMonoUs && !counter.startsAtZero;
  const reset = counter.resetsMonoUs.some((at) => at > beginMonoUs && at <= endMonoUs);
  return {
    value: counterAt(counter, endMonoUs) - counterAt(counter, beginMonoUs),
    complete: !cutOff && !unknownStart && !reset,
  };
}
