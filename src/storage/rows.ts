import type { Series } from '../domain/recording.ts';
import type { Run } from '../domain/run.ts';
import { decodeColumn, encodeColumn } from './column-codec.ts';
import type { NewSeriesRow, RunRow, SeriesRow } from './schema.ts';
import type { RunSummary } from './store.ts';

export function toRunRow(run: Run): RunRow {
  return {
    id: run.id,
    name: run.name,
    status: run.status,
    started_unix_us: run.startedUnixUs,
    ended_unix_us: run.endedUnixUs ?? null,
    pid: run.pid,
    subject_kind: run.subject.kind,
    quick: run.settings.quick ? 1 : 0,
    summary: JSON.stringify(toSummary(run)),
    document: JSON.stringify(run),
  };
}

function toSummary(run: Run): RunSummary {
  const {
    id,
    name,
    status,
    startedUnixUs,
    endedUnixUs,
    pid,
    joulelabVersion,
    batch,
    subject,
    settings,
    error,
  } = run;
  const runtimes = runtimesOf(run);
  return {
    id,
    name,
    status,
    startedUnixUs,
    ...(endedUnixUs === undefined ? {} : { endedUnixUs }),
    pid,
    joulelabVersion,
    ...(batch === undefined ? {} : { batch }),
    subject,
    settings,
    ...(error === undefined ? {} : { error }),
    ...(runtimes.length === 0 ? {} : { runtimes }),
  };
}

/** Before the first container, and where it did not come to one, what the call asked for. */
function runtimesOf({ containers, batch }: Run): string[] {
  const used = [...new Set(containers.map(({ runtime }) => runtime))];
  return used.length === 0 && batch?.runtime !== undefined ? [batch.runtime] : used;
}

export function toSeriesRow(runId: string, series: Series): NewSeriesRow {
  return {
    run_id: runId,
    metric: series.metric,
    target: series.target,
    detail: series.detail ?? '',
    starts_at_zero: series.startsAtZero ? 1 : 0,
    gone_at_mono_us: series.goneAtMonoUs ?? null,
    read_at_end: series.readAtEnd === true ? 1 : 0,
    wraps_at: series.wrapsAt ?? null,
    sample_count: series.values.length,
    times: encodeColumn(series.timesMonoUs, 2),
    sample_values: encodeColumn(series.values, 1),
  };
}

/** Throws an Error in words where a column is damaged. */
export function toSeries(row: SeriesRow): Series {
  const timesMonoUs = decodeColumn(row.times);
  const values = decodeColumn(row.sample_values);
  if (timesMonoUs.length !== row.sample_count || values.length !== row.sample_count) {
    throw new Error(`series ${row.metric} of ${row.target} has lost samples`);
  }
  return {
    metric: row.metric,
    target: row.target,
    ...(row.detail === '' ? {} : { detail: row.detail }),
    timesMonoUs,
    values,
    startsAtZero: row.starts_at_zero === 1,
    ...(row.gone_at_mono_us === null ? {} : { goneAtMonoUs: row.gone_at_mono_us }),
    ...(row.read_at_end === 1 ? { readAtEnd: true } : {}),
    ...(row.wraps_at === null ? {} : { wrapsAt: row.wraps_at }),
  };
}
