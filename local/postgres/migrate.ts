/** Applies supabase/migrations in order and records them as the Supabase CLI does; refuses changed, missing and newer ones. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { splitStatements } from "./sql-statements.ts";

export type Migration = { version: string; name: string; file: string; sql: string; statements: string[] };
export type MigrationOutcome = { applied: string[]; total: number };

/** A migration problem that the person who started the project can act on. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/** The migrations of a folder, oldest first. Throws on a file name that the Supabase CLI would not accept. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter(file => file.endsWith(".sql"))
    .sort();
  return files.map(file => {
    const match = /^(\d+)_(.+)\.sql$/.exec(file);
    if (!match?.[1] || !match[2]) {
      throw new MigrationError(`supabase/migrations/${file} is not named <digits>_<name>.sql. Rename it.`);
    }
    const sql = readFileSync(path.join(folder, file), "utf8");
    return { version: match[1], name: match[2], file, sql, statements: splitStatements(sql) };
  });
}

function refuseDrift(migrations: Migration[], recorded: { version: string; name: string; statements: string[] }[]) {
  const byVersion = new Map(migrations.map(migration => [migration.version, migration]));
  if (byVersion.size !== migrations.length)
    throw new MigrationError("Two files in supabase/migrations share a version.");
  const newest = migrations.at(-1)?.version ?? "";
  for (const row of recorded) {
    const migration = byVersion.get(row.version);
    if (!migration) {
      throw new MigrationError(
        row.version > newest
          ? `The database is newer than this code: it already has migration ${row.version}_${row.name}. Update the code, or use another data folder (QUARTERDECK_DATA).`
          : `Migration ${row.version}_${row.name} is in the database but its file is missing. Restore supabase/migrations/${row.version}_${row.name}.sql.`,
      );
    }
    if (JSON.stringify(migration.statements) !== JSON.stringify(row.statements)) {
      throw new MigrationError(
        `supabase/migrations/${migration.file} was changed after it had been applied. Restore it and write a new migration, or use another data folder (QUARTERDECK_DATA).`,
      );
    }
  }
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query(
      "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)",
      [migration.version, migration.name, migration.statements],
    );
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    const position = cause instanceof pg.DatabaseError && cause.position ? Number(cause.position) : undefined;
    const line = position === undefined ? "" : `:${migration.sql.slice(0, position).split("\n").length}`;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`supabase/migrations/${migration.file}${line} failed: ${reason}`, { cause });
  }
}

/**
 * Applies what is missing, each file in its own transaction, under an advisory lock.
 * @param url the address of the role that owns the schema
 * @param folder the folder of the .sql files
 */
export async function applyMigrations(url: string, folder: string): Promise<MigrationOutcome> {
  const migrations = readMigrations(folder);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set client_min_messages = warning");
    await client.query("set idle_in_transaction_session_timeout = 0");
    await client.query("select pg_advisory_lock(7226402)");
    await client.query(`
      create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (
        version text not null primary key, statements text[], name text
      );
    `);
    const { rows } = await client.query<{ version: string; name: string; statements: string[] }>(
      "select version, name, statements from supabase_migrations.schema_migrations order by version",
    );
    refuseDrift(migrations, rows);
    const done = new Set(rows.map(row => row.version));
    const newestDone = rows.at(-1)?.version ?? "";
    const missing = migrations.filter(migration => !done.has(migration.version));
    const late = missing.find(migration => migration.version < newestDone);
    if (late) {
      throw new MigrationError(
        `supabase/migrations/${late.file} is older than ${newestDone}, which is already applied. Give it a later version.`,
      );
    }
    for (const migration of missing) await applyMigration(client, migration);
    return { applied: missing.map(migration => migration.file), total: migrations.length };
  } finally {
    await client.end();
  }
}
