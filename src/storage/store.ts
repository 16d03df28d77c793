import type { Series } from '../domain/recording.ts';
import type { Run } from '../domain/run.ts';
import type { UnixUs } from '../domain/units.ts';

/** A run in a list: what can be told without reading all of it. */
export type RunSummary = Pick<
  Run,
  | 'id'
  | 'name'
  | 'status'
  | 'startedUnixUs'
  | 'endedUnixUs'
  | 'pid'
  | 'joulelabVersion'
  | 'batch'
  | 'subject'
  | 'settings'
  | 'error'
> & {
  /** Names of the OCI runtimes of its containers; absent for a run without any. */
  readonly runtimes?: readonly string[];
};

/**
 * What the laboratory found out, as it was made. `report` is JSON that a program of any version wrote: who reads it validates it.
 */
export type LabReport = {
  /** 12 hex digits. */
  readonly id: string;
  readonly kind: 'probe' | 'bench';
  readonly measuredUnixUs: UnixUs;
  readonly report: unknown;
};

/**
 * Where runs and the laboratory's reports are kept.
 *
 * - Every method is atomic: another reader sees all of it or nothing, and a crash in it leaves the state before it.
 * - Readers never wait for a writer, nor a writer for readers; two writers take turns.
 * - What was loaded equals what was saved, to the last bit of each sample.
 * - Errors: `store-failed` where the place cannot be read or written or holds damaged data, `run-not-found` or
 *   `report-not-found` for an unknown or ambiguous id; they name the place or the id and say what to do.
 */
export type Store = AsyncDisposable & {
  /** Saves a run, or replaces the one with its id. Its series are untouched. */
  saveRun(run: Run): Promise<void>;
  /** Adds series to a stored run; one with the same metric, target and detail is replaced. */
  saveSeries(runId: string, series: readonly Series[]): Promise<void>;
  /**
   * The run with this id, or the only one whose id begins with it (upper or lower case), or the newest for `last`.
   * A whole id wins over a prefix.
   */
  loadRun(idOrPrefix: string): Promise<Run>;
  /** All series of a run in the order saved; the run is named as for `loadRun`. */
  loadSeries(idOrPrefix: string): Promise<Series[]>;
  /** Newest first. */
  listRuns(options?: { readonly limit?: number }): Promise<RunSummary[]>;
  /** Removes a run with its series; the run is named as for `loadRun`. */
  deleteRun(idOrPrefix: string): Promise<void>;
  /** Saves a laboratory report, or replaces the one with its id. */
  saveLabReport(report: LabReport): Promise<void>;
  /** All reports of a kind, newest first. */
  listLabReports(kind: LabReport['kind']): Promise<LabReport[]>;
  /** A report of a kind, named as a run is for `loadRun`. */
  loadLabReport(kind: LabReport['kind'], idOrPrefix: string): Promise<LabReport>;
};
