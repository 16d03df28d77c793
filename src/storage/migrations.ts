import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What differs between databases in the definition of tables. Queries know of no difference. */
export type ColumnTypes = {
  readonly bytes: 'blob' | 'bytea';
  /** A column that numbers rows by itself; the primary key. */
  readonly rowNumber: 'integer' | 'bigserial';
};

/**
 * All migrations by name in their order. One that was released is never changed; a new one is added below.
 * A database with a name that is not here was written by a newer joulelab.
 */
export function migrations(types: ColumnTypes): Readonly<Record<string, Migration>> {
  return {
    '0001_runs_and_series': { up: (db) => createRunsAndSeries(db, types) },
    '0002_lab_reports': { up: createLabReports },
    '0003_read_at_end': { up: addReadAtEnd },
  };
}

async function createRunsAndSeries(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started_unix_us', 'bigint', (column) => column.notNull())
    .addColumn('ended_unix_us', 'bigint')
    .addColumn('pid', 'bigint', (column) => column.notNull())
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('quick', 'integer', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('runs_by_start').on('runs').column('started_unix_us').execute();
  await db.schema
    .createTable('series')
    .addColumn('id', sql.raw(types.rowNumber), (column) => column.primaryKey())
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id').onDelete('cascade'))
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('starts_at_zero', 'integer', (column) => column.notNull())
    .addColumn('gone_at_mono_us', 'double precision')
    .addColumn('wraps_at', 'double precision')
    .addColumn('sample_count', 'integer', (column) => column.notNull())
    .addColumn('times', sql.raw(types.bytes), (column) => column.notNull())
    .addColumn('sample_values', sql.raw(types.bytes), (column) => column.notNull())
    .addUniqueConstraint('series_key', ['run_id', 'metric', 'target', 'detail'])
    .execute();
}

async function createLabReports(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('lab_reports')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('measured_unix_us', 'bigint', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute();
}

async function addReadAtEnd(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('series')
    .addColumn('read_at_end', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
