import type { Series } from '../domain/recording.ts';
import type { Run } from '../domain/run.ts';

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
>;

/**
 * Where runs are kept.
 *
 * - Every method is atomic: another reader sees all of it or nothing, and a crash in it leaves the state before it.
 * - Readers never wait for a writer, nor a writer for readers; two writers take turns.
 * - What was loaded equals what was saved, to the last bit of each sample.
 * - Errors: `store-failed` where the place cannot be read or written or holds damaged data, `run-not-found` for an
 *   unknown or ambiguous id; both name the place or the id and say what to do.
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
};
