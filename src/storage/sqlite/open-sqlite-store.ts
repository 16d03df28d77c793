import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { JoulelabError } from '../../domain/errors.ts';
import { kyselyStore } from '../kysely-store.ts';
import { migrations } from '../migrations.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { nodeSqliteDialect } from './node-sqlite-dialect.ts';
import { storeFailed } from './store-failed.ts';

const MIGRATIONS = migrations({ bytes: 'blob', rowNumber: 'integer' });
const BUSY_TIMEOUT_MS = 10_000;
/** Source: https://sqlite.org/rescode.html. */
const SQLITE_BUSY = 5;

/**
 * Opens the store in the SQLite file at `path` and brings its tables up to date; folder and file are made where they do
 * not exist, for their owner alone (0700, 0600: runs hold the output of commands).
 *
 * Write-ahead log: readers go on while a run is written. `synchronous = NORMAL`: after a power cut the last commits may be
 * missing, the file stays whole. Source: https://sqlite.org/wal.html
 *
 * @throws JoulelabError `store-failed`, naming the path and what to do.
 */
export async function openStore(options: { readonly path: string }): Promise<Store> {
  const { path } = options;
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Made here and not by SQLite, which would give it the process's usual mode; its -wal and -shm files take it over.
    closeSync(openSync(path, 'a', 0o600));
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    await useWriteAheadLog(database);
    database.exec('pragma synchronous = normal');
    const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database) });
    await migrate(db, database, path);
    return kyselyStore(db, guardFor(path));
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw storeFailed(path, error);
  }
}

/**
 * Another process that opens the new file at the same moment makes the change fail at once, as SQLite does not wait for this lock:
 * a moment later it is made already. Source: https://sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode".
 */
async function useWriteAheadLog(database: DatabaseSync): Promise<void> {
  for (const endMs = performance.now() + BUSY_TIMEOUT_MS; ; ) {
    try {
      database.exec('pragma journal_mode = wal');
      return;
    } catch (thrown) {
      if ((thrown as { errcode?: number }).errcode !== SQLITE_BUSY || performance.now() > endMs) throw thrown;
      await delay(20);
    }
  }
}

function guardFor(path: string) {
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw storeFailed(path, error);
    }
  };
}

async function migrate(db: Kysely<Tables>, database: DatabaseSync, path: string): Promise<void> {
  const applied = appliedMigrations(database);
  const unknown = applied.filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length > 0) throw newerSchema(path, unknown);
  // Nothing is written when the tables are up to date: opening a store must not wait for one who writes.
  if (applied.length === Object.keys(MIGRATIONS).length) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

function appliedMigrations(database: DatabaseSync): string[] {
  const table = database
    .prepare("select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'")
    .get();
  if (table === undefined) return [];
  return database
    .prepare('select name from kysely_migration order by name')
    .all()
    .map((row) => String(row['name']));
}

function newerSchema(path: string, unknown: readonly string[]): JoulelabError {
  return new JoulelabError(
    'store-failed',
    `The store ${path} was written by a newer joulelab (it has ${unknown.join(', ')}).`,
    { advice: 'Update joulelab, or set JOULELAB_STATE_DIR to another folder to begin a new store.' },
  );
}
