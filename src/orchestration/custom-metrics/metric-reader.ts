import type { CustomMetricRecord } from '../../domain/run.ts';
import type { CustomMetric } from '../../domain/scenario.ts';
import type { Warning } from '../../domain/warnings.ts';
import { type LineSieve, startLineSieve } from './line-sieve.ts';
import { findSamples, type Sample, samplePattern } from './sample-pattern.ts';

/** Collects the samples of a scenario's own metrics out of all streams of a run. */
export type MetricReader = {
  /** A sieve for one stream; undefined where nothing is to be read from it. */
  sieve(wants: { readonly metrics: boolean; readonly notes: boolean }): LineSieve | undefined;
  /** Reads a stream's samples. Takes time: called when nothing is measured. */
  read(source: string, lines: LineSieve): void;
  /** Undefined for a scenario without metrics of its own. */
  records(): readonly CustomMetricRecord[] | undefined;
  /** Metrics without a sample, and samples that are lost. */
  warnings(): readonly Warning[];
};

/** Samples of one metric, at most: 16 bytes each in memory, and all of them are stored. */
const MAX_SAMPLES = 1_000_000;

type Columns = { readonly unixUs: number[]; readonly values: number[] };

type Metric = {
  readonly name: string;
  readonly metric: CustomMetric;
  readonly pattern: RegExp;
  readonly bySource: Map<string, Columns>;
  count: number;
  dropped: number;
  timedOut: boolean;
};

/** Opens the reader of one run. */
export function openMetricReader(metrics: Readonly<Record<string, CustomMetric>>): MetricReader {
  const all = Object.entries(metrics).map(
    ([name, metric]): Metric => ({
      name,
      metric,
      pattern: samplePattern(name, metric),
      bySource: new Map(),
      count: 0,
      dropped: 0,
      timedOut: false,
    }),
  );
  const keep = all.some(({ metric }) => metric.regex !== undefined) ? 'all' : 'timestamped';
  let lostLines = 0;
  return {
    sieve(wants) {
      if (wants.metrics && all.length > 0) return startLineSieve(keep);
      return wants.notes ? startLineSieve('timestamped') : undefined;
    },
    read(source, sieve) {
      if (all.length === 0) return;
      const lines = sieve.lines();
      lostLines += sieve.lostLines();
      for (const metric of all) {
        const { samples, timedOut } = findSamples(lines, metric.pattern);
        metric.timedOut ||= timedOut;
        addSamples(metric, source, samples);
      }
    },
    records: () => (all.length === 0 ? undefined : all.map(toRecord)),
    warnings: () => [...all.flatMap(warningOf), ...lostWarning(lostLines)],
  };
}

function addSamples(metric: Metric, source: string, samples: readonly Sample[]): void {
  if (samples.length === 0) return;
  const columns = metric.bySource.get(source) ?? { unixUs: [], values: [] };
  metric.bySource.set(source, columns);
  for (const { unixUs, value } of samples) {
    if (metric.count >= MAX_SAMPLES) metric.dropped += 1;
    else {
      metric.count += 1;
      columns.unixUs.push(unixUs);
      columns.values.push(value);
    }
  }
}

function toRecord({ name, metric, bySource }: Metric): CustomMetricRecord {
  const samples = [...bySource].map(([source, columns]) => ({ source, ...columns }));
  return { name, unit: metric.unit, sci: metric.sci, samples };
}

function warningOf({ name, count, dropped, timedOut }: Metric): Warning[] {
  if (timedOut) {
    const message = `The regex of custom metric ${name} took too long; some of its samples are missing.`;
    return [{ code: 'custom-metric-incomplete', message }];
  }
  if (dropped > 0) {
    const message = `Custom metric ${name} has ${dropped} samples more than the ${MAX_SAMPLES} that are kept.`;
    return [{ code: 'custom-metric-incomplete', message }];
  }
  return count > 0
    ? []
    : [{ code: 'custom-metric-missing', message: `Custom metric ${name} has no samples.` }];
}

function lostWarning(lines: number): Warning[] {
  if (lines === 0) return [];
  const message = `${lines} lines were too long or too many to be read for custom metrics.`;
  return [{ code: 'custom-metric-incomplete', message }];
}
