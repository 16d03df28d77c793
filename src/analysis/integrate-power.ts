import type { Series } from '../domain/recording.ts';
import { lastAtOrBefore } from './last-at-or-before.ts';
import type { Span } from './span.ts';

/** A reading is taken to hold for this long at most; where none came for longer, nothing is known. */
const HOLD_US = 10_000_000;

/** Energy of a gauge of power. */
export type IntegratedPower = {
  /** Whole µJ, rounded at both ends so that neighbouring spans add up; undefined where a part of the span has no reading. */
  readonly energyUj: (span: Span) => number | undefined;
  /** How many readings lie in a span. */
  readonly readings: (span: Span) => number;
};

/**
 * Integrates power in µW over time: a straight line between two readings (trapezoidal rule), the nearest reading before the
 * first and after the last.
 */
export function integratePower({ timesMonoUs, values }: Series): IntegratedPower {
  const last = timesMonoUs.length - 1;
  const time = (index: number): number => timesMonoUs[index] as number;
  const power = (index: number): number => values[index] as number;
  // µW × µs; relative to the first reading.
  const areas = new Float64Array(timesMonoUs.length);
  for (let i = 1; i <= last; i++) {
    areas[i] = (areas[i - 1] as number) + ((power(i - 1) + power(i)) / 2) * (time(i) - time(i - 1));
  }
  const areaAt = (atMonoUs: number): number => {
    const index = lastAtOrBefore(timesMonoUs, atMonoUs);
    if (index < 0) return power(0) * (atMonoUs - time(0));
    const passedUs = atMonoUs - time(index);
    if (index === last) return (areas[index] as number) + power(index) * passedUs;
    const slope = (power(index + 1) - power(index)) / (time(index + 1) - time(index) || 1);
    return (areas[index] as number) + (power(index) + (slope * passedUs) / 2) * passedUs;
  };
  const isRead = ({ beginMonoUs, endMonoUs }: Span): boolean => {
    if (last < 0 || time(0) - beginMonoUs > HOLD_US || endMonoUs - time(last) > HOLD_US) return false;
    const from = Math.max(0, lastAtOrBefore(timesMonoUs, beginMonoUs));
    for (let i = from; i < last && time(i) < endMonoUs; i++)
      if (time(i + 1) - time(i) > HOLD_US) return false;
    return true;
  };
  return {
    energyUj: (span) =>
      isRead(span)
        ? Math.round(areaAt(span.endMonoUs) / 1e6) - Math.round(areaAt(span.beginMonoUs) / 1e6)
        : undefined,
    readings: ({ beginMonoUs, endMonoUs }) =>
      lastAtOrBefore(timesMonoUs, endMonoUs) - lastAtOrBefore(timesMonoUs, beginMonoUs),
  };
}

/** Mean power between each two readings of a counter of energy, at the middle between them. */
export function powerOfCounter(series: Series, values: Float64Array): Series {
  const { timesMonoUs } = series;
  const pairs = Array.from({ length: Math.max(0, timesMonoUs.length - 1) }, (_, i) => {
    const [from, to] = [timesMonoUs[i] as number, timesMonoUs[i + 1] as number];
    const uj = (values[i + 1] as number) - (values[i] as number);
    return { at: (from + to) / 2, uw: to > from ? (uj / (to - from)) * 1e6 : 0 };
  });
  return {
    ...series,
    timesMonoUs: Float64Array.from(pairs, ({ at }) => at),
    values: Float64Array.from(pairs, ({ uw }) => uw),
  };
}
