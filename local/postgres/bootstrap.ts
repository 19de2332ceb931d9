/** Brings an empty database to the state a hosted project has before its first migration; refuses nothing, repeats safely. */
import { readFileSync } from "node:fs";
import { getAuthSchemaSql } from "@supabase/lite";
import pg from "pg";
import { LOGIN_ROLES, type LoginRole } from "./login-roles.ts";

function readSql(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

/**
 * Roles, schemas, auth tables, the realtime and the storage schema, in one transaction.
 * @param url the superuser's address of the database
 * @param passwords one per login role; set on every call, so a lost keys file heals
 */
export async function bootstrapDatabase(url: string, passwords: Record<LoginRole, string>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set client_min_messages = warning");
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(7226401)");
    await client.query(readSql("./roles.sql"));
    await client.query(getAuthSchemaSql());
    await client.query(readSql("./auth.sql"));
    await client.query(readSql("../realtime/messages.sql"));
    await client.query(readSql("../realtime/access.sql"));
    await client.query(readSql("../storage/schema.sql"));
    for (const role of LOGIN_ROLES) {
      await client.query(`alter role ${role} password ${client.escapeLiteral(passwords[role])}`);
    }
    await client.query("commit");
  } finally {
    await client.end();
  }
}
