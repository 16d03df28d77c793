import type { Series } from '../domain/recording.ts';
import { type Counter, type CounterTotal, counterOver, toCounter } from './counter.ts';
import type { Span } from './span.ts';

/** The series of a run with their wraps undone, each once. */
export type RecordedSeries = {
  readonly all: readonly Series[];
  /** Series of a metric, of one target or of all, in the order recorded. */
  readonly of: (metric: string, target?: string) => readonly Series[];
  readonly counter: (series: Series) => Counter;
  /** Sum over a metric's disjoint details; undefined where nothing was recorded in the span. */
  readonly total: (metric: string, target: string, span: Span) => CounterTotal | undefined;
};

export function recordedSeries(all: readonly Series[]): RecordedSeries {
  const counters = new Map<Series, Counter>();
  const counter = (series: Series): Counter => {
    const known = counters.get(series) ?? toCounter(series);
    counters.set(series, known);
    return known;
  };
  const of = (metric: string, target?: string) =>
    all.filter((series) => series.metric === metric && (target === undefined || series.target === target));
  const total = (metric: string, target: string, span: Span) =>
    sumTotals(
      of(metric, target).map((series) => counterOver(counter(series), span.beginMonoUs, span.endMonoUs)),
    );
  return { all, of, counter, total };
}

/** Sum of the totals that exist; undefined where none does. */
export function sumTotals(totals: readonly (CounterTotal | undefined)[]): CounterTotal | undefined {
  const known = totals.filter((total) => total !== undefined);
  if (known.length === 0) return undefined;
  return {
    value: known.reduce((sum, total) => sum + total.value, 0),
    complete: known.every((total) => total.complete),
  };
}
