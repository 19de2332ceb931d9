/** A fresh database with every migration for one test file, cloned from the run's template; refuses to exist without the run. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { buildDatabaseUrl } from "#local/postgres/database-url.ts";
import type { LoginRole } from "#local/postgres/login-roles.ts";
import { SUPERUSER } from "#local/postgres/server.ts";
import { SERVER_VARIABLE, TEMPLATE_DATABASE, type TestServer, type TestServerFailure } from "./postgres.ts";

export type TestDatabase = {
  name: string;
  /** The role that owns the schema (as a hosted project's `postgres`): passes row-level security, is no superuser. */
  url: string;
  /** The product's login role. */
  appUrl: string;
  /** The superuser, for what a test must do to the server itself. */
  adminUrl: string;
  /** The address for any other login role. */
  urlFor: (role: LoginRole) => string;
  drop: () => Promise<void>;
};

function readServer(): TestServer {
  const value = process.env[SERVER_VARIABLE];
  if (!value)
    throw new Error("There is no test database server: run through vitest, or call startTestPostgres() first.");
  const server: TestServer | TestServerFailure = JSON.parse(value);
  if ("failure" in server) throw new Error(server.failure);
  return server;
}

async function runAsAdmin(server: TestServer, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: buildDatabaseUrl(server.port, SUPERUSER, server.password) });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Clones the template; takes some 50 ms. Call `drop` when the file is done: it also ends what is still connected. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = readServer();
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  await runAsAdmin(server, `create database ${name} template ${TEMPLATE_DATABASE} owner postgres`);
  await runAsAdmin(server, `grant create on database ${name} to inngest_engine`);
  const urlFor = (role: string) => buildDatabaseUrl(server.port, role, server.password, name);
  return {
    name,
    url: urlFor("postgres"),
    appUrl: urlFor("quarterdeck_app"),
    adminUrl: urlFor(SUPERUSER),
    urlFor,
    drop: () => runAsAdmin(server, `drop database if exists ${name} with (force)`),
  };
}
