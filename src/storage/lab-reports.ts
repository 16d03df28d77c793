import type { Kysely, Selectable } from 'kysely';
import { JoulelabError } from '../domain/errors.ts';
import type { LabReportsTable, Tables } from './schema.ts';
import type { LabReport } from './store.ts';

/** Saves a report, or replaces the one with its id. */
export async function saveLabReport(db: Kysely<Tables>, { id, ...rest }: LabReport): Promise<void> {
  const columns = {
    kind: rest.kind,
    measured_unix_us: rest.measuredUnixUs,
    document: JSON.stringify(rest.report),
  };
  await db
    .insertInto('lab_reports')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
}

/** All reports of a kind, newest first. */
export async function listLabReports(db: Kysely<Tables>, kind: LabReport['kind']): Promise<LabReport[]> {
  const rows = await db
    .selectFrom('lab_reports')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('measured_unix_us', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => toReport(row, kind));
}

/** The report with this id, or the only one whose id begins with it, or the newest for `last`. There are few of them: all are read. */
export async function loadLabReport(
  db: Kysely<Tables>,
  kind: LabReport['kind'],
  wanted: string,
): Promise<LabReport> {
  const prefix = wanted.trim().toLowerCase();
  const all = await listLabReports(db, kind);
  const whole = all.find(({ id }) => id === prefix);
  if (whole !== undefined) return whole;
  const found =
    prefix === 'last' ? all.slice(0, 1) : all.filter(({ id }) => prefix !== '' && id.startsWith(prefix));
  const [only, ...others] = found;
  if (only === undefined) throw notFound(kind, wanted, all);
  if (others.length > 0) throw ambiguous(kind, wanted, found);
  return only;
}

function toReport(row: Selectable<LabReportsTable>, kind: LabReport['kind']): LabReport {
  return { id: row.id, kind, measuredUnixUs: row.measured_unix_us, report: JSON.parse(row.document) };
}

/** How many ids an error names. */
const NAMED = 5;

function notFound(kind: LabReport['kind'], wanted: string, all: readonly LabReport[]): JoulelabError {
  const [newest] = all;
  if (newest === undefined) {
    return new JoulelabError('report-not-found', `No report of a ${kind} is stored yet.`, {
      advice: `Make one: joulelab runtimes ${kind}.`,
    });
  }
  return new JoulelabError(
    'report-not-found',
    `No stored report of a ${kind} has an id that begins with "${wanted}".`,
    {
      advice: `Stored are ${idsOf(all)}.`,
    },
  );
}

function ambiguous(kind: LabReport['kind'], wanted: string, found: readonly LabReport[]): JoulelabError {
  const message = `Several stored reports of a ${kind} have ids that begin with "${wanted}": ${idsOf(found)}.`;
  return new JoulelabError('report-not-found', message, { advice: 'Give more digits of the id.' });
}

function idsOf(reports: readonly LabReport[]): string {
  const named = reports.slice(0, NAMED).map(({ id }) => id);
  return `${named.join(', ')}${reports.length > NAMED ? ' and more' : ''}`;
}
