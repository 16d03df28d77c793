import type { Generated, Insertable, Selectable } from 'kysely';

/** The tables as Kysely sees them; the same for SQLite and PostgreSQL. Booleans are 0 or 1, JSON is text. */
export type Tables = {
  readonly runs: RunsTable;
  readonly series: SeriesTable;
  readonly lab_reports: LabReportsTable;
};

/** A run: columns to search and sort by, and all of it as JSON. */
export type RunsTable = {
  id: string;
  name: string;
  status: string;
  started_unix_us: number;
  ended_unix_us: number | null;
  pid: number;
  subject_kind: string;
  quick: number;
  /** The `RunSummary` as JSON. */
  summary: string;
  /** The `Run` as JSON. */
  document: string;
};

/** A series: what it is, and its two columns of numbers in the format of column-codec.ts. */
export type SeriesTable = {
  /** Order in which series were saved. */
  id: Generated<number>;
  run_id: string;
  metric: string;
  target: string;
  /** Empty where the series has none: NULL is never equal to NULL, so it could not be part of a unique key. */
  detail: string;
  starts_at_zero: number;
  gone_at_mono_us: number | null;
  read_at_end: number;
  wraps_at: number | null;
  sample_count: number;
  times: Uint8Array;
  sample_values: Uint8Array;
};

/** A report of the laboratory, all of it as JSON. */
export type LabReportsTable = { id: string; kind: string; measured_unix_us: number; document: string };

export type RunRow = Selectable<RunsTable>;
export type NewSeriesRow = Insertable<SeriesTable>;
export type SeriesRow = Selectable<SeriesTable>;
