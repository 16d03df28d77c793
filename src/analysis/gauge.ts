import type { Series } from '../domain/recording.ts';
import type { MonoUs } from '../domain/units.ts';
import { lastAtOrBefore } from './last-at-or-before.ts';

/** A level over a span; `complete` is false where the source vanished in it. */
export type GaugeLevel = {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly complete: boolean;
};

/**
 * Time-weighted mean, least and greatest value of a gauge from `beginMonoUs` to `endMonoUs`.
 *
 * The samples used are those from the last at or before the begin (its mark) to the last at or before the end. Between
 * two samples the level is taken to move in a straight line (trapezoidal rule), over gaps too, so the result does not
 * depend on how densely a stretch was sampled. One sample is its own mean. Undefined where the gauge did not exist in
 * the span: no sample before its end, or gone before its begin.
 */
export function gaugeOver(series: Series, beginMonoUs: MonoUs, endMonoUs: MonoUs): GaugeLevel | undefined {
  const gone = series.goneAtMonoUs;
  if (gone !== undefined && gone <= beginMonoUs) return undefined;
  const last = lastAtOrBefore(series.timesMonoUs, endMonoUs);
  if (last < 0) return undefined;
  const first = Math.max(0, lastAtOrBefore(series.timesMonoUs, beginMonoUs));
  return { ...levelBetween(series, first, last), complete: gone === undefined || gone >= endMonoUs };
}

function levelBetween(series: Series, first: number, last: number): Omit<GaugeLevel, 'complete'> {
  const { timesMonoUs, values } = series;
  const base = values[first] as number;
  let min = base;
  let max = base;
  // Areas are summed relative to the first value: a level of 1e10 bytes over hours would cost digits otherwise.
  let area = 0;
  for (let i = first + 1; i <= last; i++) {
    const value = values[i] as number;
    const before = values[i - 1] as number;
    min = Math.min(min, value);
    max = Math.max(max, value);
    area +=
      ((value - base + (before - base)) / 2) * ((timesMonoUs[i] as number) - (timesMonoUs[i - 1] as number));
  }
  const spanUs = (timesMonoUs[last] as number) - (timesMonoUs[first] as number);
  const mean = spanUs > 0 ? base + area / spanUs : (values[last] as number);
  return { mean: Math.min(max, Math.max(min, mean)), min, max };
}
