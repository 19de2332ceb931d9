/** Owns the way to PostgreSQL: one pool, and transactions that always run as somebody. There is no session without a role. */
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import pg from "pg";
import { explainInterruption } from "./interruption.ts";
import { createStatements } from "./statements.ts";
import { type Guise, travel } from "./trip.ts";
import type { DB, MemberRole } from "./types.gen.ts";

/** How often a transaction that lost a conflict is tried in all. */
const maxAttempts = 4;

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
  | "withdraw-answered"
  | "escalate-messages"
  | "schedule-sweeps"
  | "index-tasks"
  | "forget-keys"
  | "register-agents"
  | "count-days"
  | "find-webhook-source";

export type TransactionOptions = {
  /** True when all statements must see the same moment. Such a transaction only reads. */
  isSnapshot?: boolean;
};

export type ApiKeyOwner = { id: string; workspaceId: string; userId: string; role: MemberRole; scopes: string[] };

export type Database = {
  /** A transaction as a person: sees and changes what that person's memberships allow. */
  asPerson<T>(claims: PersonClaims, work: (session: Session) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A transaction as a run of an agent: sees and changes one workspace. */
  asWorker<T>(workspaceId: string, work: (session: Session) => Promise<T>): Promise<T>;
  /** One statement as a run of an agent, in one round trip: role, statement and commit travel together. */
  asWorkerOnce<R>(workspaceId: string, statement: RawBuilder<R>): Promise<R[]>;
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
 * Statements run at most 30 s, and a transaction left idle for 30 s is ended by the server. While the database is away every
 * call throws `unavailable`.
 */
export function openDatabase(url: string, poolSize = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: "quarterdeck",
    pipeline: true,
  });
  // An idle connection that PostgreSQL drops is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  // So is one that is lost between two statements of a transaction: the next of them fails, and says so.
  pool.on("connect", client => client.on("error", () => undefined));
  const statements = createStatements(new URL(url).searchParams.get("pgbouncer") !== "true");
  const compiler = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });

  async function runOnce<R>(guise: Guise, statement: RawBuilder<R>): Promise<R[]> {
    const { sql: text, parameters } = statement.compile(compiler);
    const client = await pool.connect();
    try {
      const rows = await travel<R>(client, guise, statements.prepare(text, parameters), statements.isEnabled);
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** The victim of a deadlock or of a serialisation conflict has written nothing: it is simply tried again. */
  async function run<T>(guise: Guise, work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transact(guise, work);
      } catch (error) {
        if (attempt === maxAttempts || !isVictim(error)) throw error;
      }
    }
  }

  async function transact<T>(guise: Guise, work: (session: Session) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    const { session, opening } = openSession(client, guise);
    try {
      const result = await work(session);
      // Nothing was asked: there is nothing to commit either.
      if (opening.sent === undefined) {
        client.release();
        return result;
      }
      await opening.sent;
      const { command } = await client.query("commit");
      // A statement that failed unnoticed turns the commit into a rollback: nothing was kept, so nothing may be reported.
      if (command !== "COMMIT") throw new Error("the transaction was rolled back: a statement in it had failed");
      client.release();
      return result;
    } catch (error) {
      if (opening.sent === undefined) {
        client.release();
        throw error;
      }
      // Without its opening a transaction has no role: what then failed is only the echo of what failed first.
      const cause = await opening.sent.then(
        () => error,
        failure => failure,
      );
      await client.query("rollback").then(
        () => client.release(),
        () => client.release(true),
      );
      throw cause;
    }
  }

  /**
   * Kysely over one connection. The opening is sent with the first statement, in one write, and not awaited before it:
   * without its role a transaction sees nothing, so a failed opening can leak nothing.
   */
  function openSession(
    client: pg.PoolClient,
    guise: Guise,
  ): { session: Session; opening: { sent?: Promise<unknown> } } {
    const opening: { sent?: Promise<unknown> } = {};
    const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
    const lane = {
      query: (text: string, values: readonly unknown[]) => {
        const statement = statements.prepare(text, values);
        if (opening.sent !== undefined) return client.query(statement);
        stream.cork();
        opening.sent = client.query(describeOpening(guise));
        opening.sent.catch(() => undefined);
        const asked = client.query(statement);
        stream.uncork();
        return asked;
      },
      release: () => undefined,
    };
    const pool = { connect: async () => lane, end: async () => undefined };
    // The driver uses no more of a pool than this; its cursors, which would, are not offered.
    const session = new Kysely<DB>({ dialect: new PostgresDialect({ pool: pool as unknown as pg.Pool }) });
    return { session, opening };
  }

  return {
    asPerson: (claims, work, options) =>
      explained(
        run(
          {
            role: "quarterdeck_person",
            claims: { sub: claims.userId, role: "authenticated", workspace_id: claims.keyWorkspaceId },
            isSnapshot: options?.isSnapshot,
          },
          work,
        ),
      ),
    asWorker: (workspaceId, work) => explained(run(asWorkerOf(workspaceId), work)),
    asWorkerOnce: (workspaceId, statement) => explained(runOnce(asWorkerOf(workspaceId), statement)),
    asScheduler: (purpose, work) =>
      explained(run({ role: "quarterdeck_scheduler", claims: { role: "quarterdeck_scheduler", purpose } }, work)),
    async findApiKey(hash) {
      const text = "select id, workspace_id, user_id, role, scopes from private.find_api_key($1)";
      const { rows } = await explained(
        pool.query<{ id: string; workspace_id: string; user_id: string; role: MemberRole; scopes: string[] }>(
          statements.prepare(text, [hash]),
        ),
      );
      const row = rows[0];
      return row === undefined
        ? null
        : { id: row.id, workspaceId: row.workspace_id, userId: row.user_id, role: row.role, scopes: row.scopes };
    },
    async ping() {
      await explained(sql`select 1`.execute(compiler));
    },
    close: () => compiler.destroy(),
  };
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw explainInterruption(error);
  }
}

function isVictim(error: unknown): boolean {
  const cause = error instanceof Error && "code" in error ? error : (error as { cause?: unknown } | null)?.cause;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return code === "40P01" || code === "40001";
}

function asWorkerOf(workspaceId: string): Guise {
  return { role: "quarterdeck_worker", claims: { role: "quarterdeck_worker", workspace_id: workspaceId } };
}

function describeOpening({ role, claims, isSnapshot }: Guise): string {
  const text = pg.escapeLiteral(JSON.stringify(claims));
  return `begin${isSnapshot === true ? " isolation level repeatable read read only" : ""}; set local role ${role}; select set_config('request.jwt.claims', ${text}, true)`;
}
