import type { Kysely } from 'kysely';
import type { Series } from '../domain/recording.ts';
import type { Run } from '../domain/run.ts';
import { listLabReports, loadLabReport, saveLabReport } from './lab-reports.ts';
import { toRunRow, toSeries, toSeriesRow } from './rows.ts';
import { runAmbiguous, runNotFound } from './run-lookup.ts';
import type { Tables } from './schema.ts';
import type { RunSummary, Store } from './store.ts';

/** Turns whatever a database throws into a JoulelabError; lets JoulelabErrors through. */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** The Store over any database that Kysely speaks to; its tables must be there. */
export function kyselyStore(db: Kysely<Tables>, guard: Guard): Store {
  return {
    saveRun: (run) => guard(() => saveRun(db, run)),
    saveSeries: (runId, series) => guard(() => saveSeries(db, runId, series)),
    loadRun: (wanted) => guard(() => loadRun(db, wanted)),
    loadSeries: (wanted) => guard(() => loadSeries(db, wanted)),
    listRuns: (options) => guard(() => listRuns(db, options?.limit)),
    deleteRun: (wanted) => guard(() => deleteRun(db, wanted)),
    saveLabReport: (report) => guard(() => saveLabReport(db, report)),
    listLabReports: (kind) => guard(() => listLabReports(db, kind)),
    loadLabReport: (kind, wanted) => guard(() => loadLabReport(db, kind, wanted)),
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}

async function saveRun(db: Kysely<Tables>, run: Run): Promise<void> {
  const { id, ...columns } = toRunRow(run);
  await db
    .insertInto('runs')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
}

async function saveSeries(db: Kysely<Tables>, runId: string, series: readonly Series[]): Promise<void> {
  // Compressed before the transaction begins: it then holds the write lock for the inserts only.
  const rows = series.map((one) => toSeriesRow(runId, one));
  await db.transaction().execute(async (transaction) => {
    await resolveId(transaction, runId, 'whole');
    for (const row of rows) {
      const { run_id: _run, metric: _metric, target: _target, detail: _detail, ...columns } = row;
      await transaction
        .insertInto('series')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['run_id', 'metric', 'target', 'detail']).doUpdateSet(columns),
        )
        .execute();
    }
  });
}

async function loadRun(db: Kysely<Tables>, wanted: string): Promise<Run> {
  const id = await resolveId(db, wanted);
  const row = await db.selectFrom('runs').select('document').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw runNotFound(wanted, []);
  return JSON.parse(row.document) as Run;
}

async function loadSeries(db: Kysely<Tables>, wanted: string): Promise<Series[]> {
  const id = await resolveId(db, wanted);
  const rows = await db.selectFrom('series').selectAll().where('run_id', '=', id).orderBy('id').execute();
  return rows.map(toSeries);
}

async function listRuns(db: Kysely<Tables>, limit?: number): Promise<RunSummary[]> {
  const query = db.selectFrom('runs').select('summary').orderBy('started_unix_us', 'desc').orderBy('id');
  const rows = await (limit === undefined ? query : query.limit(limit)).execute();
  return rows.map((row) => JSON.parse(row.summary) as RunSummary);
}

async function deleteRun(db: Kysely<Tables>, wanted: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const id = await resolveId(transaction, wanted);
    await transaction.deleteFrom('series').where('run_id', '=', id).execute();
    await transaction.deleteFrom('runs').where('id', '=', id).execute();
  });
}

/** The whole id of the run that was asked for, as told at `Store.loadRun`; with `whole` prefixes do not count. */
async function resolveId(
  db: Kysely<Tables>,
  wanted: string,
  match: 'prefix' | 'whole' = 'prefix',
): Promise<string> {
  const prefix = wanted.trim().toLowerCase();
  const newestFirst = db.selectFrom('runs').select('id').orderBy('started_unix_us', 'desc').orderBy('id');
  if (match === 'prefix' && prefix === 'last') {
    const newest = await newestFirst.limit(1).executeTakeFirst();
    if (newest === undefined) throw runNotFound(prefix, []);
    return newest.id;
  }
  // Only hexadecimal digits go into the pattern, so no % or _ can be in it.
  const pattern = /^[0-9a-f]+$/.test(prefix) ? `${prefix}%` : '';
  const found = (await newestFirst.where('id', 'like', pattern).execute()).map((row) => row.id);
  if (found.includes(prefix)) return prefix;
  const [only, ...others] = match === 'whole' ? [] : found;
  if (only === undefined)
    throw runNotFound(
      wanted,
      (await newestFirst.execute()).map((row) => row.id),
    );
  if (others.length > 0) throw runAmbiguous(wanted, found);
  return only;
}
