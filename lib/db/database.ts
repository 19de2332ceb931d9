/** Owns the way to PostgreSQL: one pool, and transactions that always run as somebody. There is no session without a role. */
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { DB } from "./types.gen.ts";

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A transaction in which role and claims are set. */
export type Session = Kysely<DB>;

export type PersonClaims = {
  userId: string;
  /** Narrows a key to its own workspace; absent for a signed-in person. */
  keyWorkspaceId?: string;
};

export type SchedulerPurpose =
  | "flush-outbox"
  | "watch-tasks"
  | "release-deliveries"
  | "expire-approvals"
  | "escalate-messages"
  | "schedule-sweeps"
  | "forget-keys"
  | "register-agents";

export type ApiKeyOwner = { id: string; workspaceId: string; userId: string; scopes: string[] };

export type Database = {
  /** A transaction as a person: sees and changes what that person's memberships allow. */
  asPerson<T>(claims: PersonClaims, work: (session: Session) => Promise<T>): Promise<T>;
  /** A transaction as a run of an agent: sees and changes one workspace. */
  asWorker<T>(workspaceId: string, work: (session: Session) => Promise<T>): Promise<T>;
  /** One of the few transactions that look across workspaces, by name. */
  asScheduler<T>(purpose: SchedulerPurpose, work: (session: Session) => Promise<T>): Promise<T>;
  /** Whose key has this hash, or null when there is none that may still be used. */
  findApiKey(hash: Buffer): Promise<ApiKeyOwner | null>;
  /** Whether the database answers. Throws the driver's error when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens a pool of connections under the product's own login, which sees nothing until a transaction takes a role.
 * Statements run at most 30 s, and a transaction left idle for 30 s is ended by the server.
 */
export function openDatabase(url: string, poolSize = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: "quarterdeck",
  });
  // An idle connection that PostgreSQL drops is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });

  async function run<T>(role: string, claims: object, work: (session: Session) => Promise<T>): Promise<T> {
    const text = pg.escapeLiteral(JSON.stringify(claims));
    const opening = `begin; set local role ${role}; select set_config('request.jwt.claims', ${text}, true)`;
    return kysely.connection().execute(async connection => {
      await sql.raw(opening).execute(connection);
      try {
        const result = await work(connection);
        await sql.raw("commit").execute(connection);
        return result;
      } catch (error) {
        await sql
          .raw("rollback")
          .execute(connection)
          .catch(() => undefined);
        throw error;
      }
    });
  }

  return {
    asPerson: (claims, work) =>
      run(
        "quarterdeck_person",
        { sub: claims.userId, role: "authenticated", workspace_id: claims.keyWorkspaceId },
        work,
      ),
    asWorker: (workspaceId, work) =>
      run("quarterdeck_worker", { role: "quarterdeck_worker", workspace_id: workspaceId }, work),
    asScheduler: (purpose, work) => run("quarterdeck_scheduler", { role: "quarterdeck_scheduler", purpose }, work),
    async findApiKey(hash) {
      const { rows } = await sql<{ id: string; workspace_id: string; user_id: string; scopes: string[] }>`
        select id, workspace_id, user_id, scopes from private.find_api_key(${hash})`.execute(kysely);
      const row = rows[0];
      return row === undefined
        ? null
        : { id: row.id, workspaceId: row.workspace_id, userId: row.user_id, scopes: row.scopes };
    },
    async ping() {
      await sql`select 1`.execute(kysely);
    },
    close: () => kysely.destroy(),
  };
}
