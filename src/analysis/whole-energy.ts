import type { Series } from '../domain/recording.ts';
import { counterAt, counterOver } from './counter.ts';
import type { RecordedSeries } from './recorded-series.ts';
import type { Span } from './span.ts';

/** A meter, or several of disjoint parts of the machine, that can tell the energy of a run. */
export type MeasuredEnergy = {
  readonly provider: string;
  readonly domains: readonly string[];
  readonly covers: string;
  readonly energyUj: (span: Span) => number | undefined;
  /** Readings in a span; absent where the meter is read at marks, so that their number does not matter. */
  readonly readings?: (span: Span) => number;
};

/**
 * Sum of energy counters over a span in whole µJ; undefined where none was read in it.
 *
 * Rounded at both ends, not in between: differences of rounded values add up, rounded differences do not.
 */
export function wholeEnergy(
  recorded: RecordedSeries,
  domains: readonly Series[],
  span: Span,
): number | undefined {
  const counters = domains.map((series) => recorded.counter(series));
  const exists = counters.some(
    (counter) => counterOver(counter, span.beginMonoUs, span.endMonoUs) !== undefined,
  );
  if (!exists) return undefined;
  return counters.reduce(
    (sum, counter) =>
      sum + Math.round(counterAt(counter, span.endMonoUs)) - Math.round(counterAt(counter, span.beginMonoUs)),
    0,
  );
}

/** A sum; undefined where one of the values is. */
export function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number | undefined>(
    (total, value) => (total === undefined || value === undefined ? undefined : total + value),
    0,
  );
}
