import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/**
 * Kysely's SQLite dialect over `node:sqlite`, which Kysely has no dialect for: its own driver expects the interface of
 * better-sqlite3. Closing the Kysely instance closes the database.
 */
export function nodeSqliteDialect(database: DatabaseSync): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => transactionDriver(database),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * SQLite creates tables within transactions, though Kysely's adapter says that it does not. Migrations then run in one,
 * which takes the write lock before it looks at what is missing: of two processes that create a store the second waits.
 * Source: https://sqlite.org/lang_transaction.html
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Kysely's driver with two changes to transactions.
 *
 * They take the write lock when they begin. A transaction that begins as a reader and then writes fails at once
 * with SQLITE_BUSY when another has written meanwhile, whatever the busy timeout.
 * Source: https://sqlite.org/isolation.html and https://sqlite.org/lang_transaction.html
 *
 * And a failed one is rolled back only where SQLite has not done so itself, as on a full disk: else the failure of the
 * rollback would hide the reason.
 */
function transactionDriver(database: DatabaseSync): Driver {
  const driver: Driver = new SqliteDriver({ database: asBetterSqlite(database) });
  driver.beginTransaction = async (connection: DatabaseConnection) => {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  };
  const rollback = driver.rollbackTransaction.bind(driver);
  driver.rollbackTransaction = async (connection: DatabaseConnection) => {
    if (database.isTransaction) await rollback(connection);
  };
  return driver;
}

/** Kysely types parameters as unknown; what our queries pass are strings, numbers, bytes and null. */
function values(parameters: readonly unknown[]): readonly SQLInputValue[] {
  return parameters as readonly SQLInputValue[];
}

/** `node:sqlite` spreads parameters where better-sqlite3 takes a list, and tells a reader by its columns. */
function asBetterSqlite(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = database.prepare(text);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}
