import type { MetricSpec } from '../domain/metric.ts';
import type { Series } from '../domain/recording.ts';
import type { MetricFigure } from '../domain/report.ts';
import { counterOver } from './counter.ts';
import { gaugeOver } from './gauge.ts';
import type { RecordedSeries } from './recorded-series.ts';
import type { Span } from './span.ts';

/**
 * Every metric's figure in a span: by target, and where the metric has details, the sum over them first (if they may be
 * added) and then each. What did not exist in the span has no figure; series of unknown metrics are left out.
 */
export function figuresOf(
  recorded: RecordedSeries,
  specs: readonly MetricSpec[],
  span: Span,
): MetricFigure[] {
  return specs.flatMap((spec) =>
    groupByTarget(recorded.of(spec.name)).flatMap((group) => {
      const parts = group.flatMap((series) => figureOf(recorded, spec, series, span) ?? []);
      const whole = spec.details === 'sum' ? sumOf(parts) : undefined;
      return whole === undefined ? parts : [whole, ...parts];
    }),
  );
}

function groupByTarget(series: readonly Series[]): Series[][] {
  return [...Map.groupBy(series, (one) => one.target).values()];
}

function figureOf(
  recorded: RecordedSeries,
  spec: MetricSpec,
  series: Series,
  span: Span,
): MetricFigure | undefined {
  const base = {
    metric: spec.name,
    target: series.target,
    ...(series.detail === undefined ? {} : { detail: series.detail }),
    unit: spec.unit,
    kind: spec.kind,
  };
  if (spec.kind === 'counter') {
    const total = counterOver(recorded.counter(series), span.beginMonoUs, span.endMonoUs);
    return total === undefined ? undefined : { ...base, ...total };
  }
  const level = gaugeOver(series, span.beginMonoUs, span.endMonoUs);
  if (level === undefined) return undefined;
  return { ...base, value: level.mean, min: level.min, max: level.max, complete: level.complete };
}

/** Sum over details. Extremes of a sum are not the sum of extremes, so it has none. */
function sumOf(parts: readonly MetricFigure[]): MetricFigure | undefined {
  const [first] = parts;
  if (first === undefined || parts.every((part) => part.detail === undefined)) return undefined;
  return {
    metric: first.metric,
    target: first.target,
    unit: first.unit,
    kind: first.kind,
    value: parts.reduce((sum, part) => sum + part.value, 0),
    complete: parts.every((part) => part.complete),
  };
}
