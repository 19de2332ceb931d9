/** Runs the statements of a storage request as the role that asked, with its claims, so that policies on storage.objects decide. */
import { createHash } from "node:crypto";
import pg from "pg";
import type { Claims } from "../realtime/claims.ts";
import { refuse } from "./errors.ts";

const OWNER_ROLE = "supabase_storage_admin";
const STATEMENT_TIMEOUT_MS = 15_000;

export type Ask = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

export type RunOptions = {
  /** What storage.operation() tells the policies. */
  operation: string;
  /** Whoever else names the same waits until this transaction ends. */
  lock?: string;
};

export class StorageDatabase {
  readonly #requests: pg.Pool;
  /** Apart, so that a request which holds a connection of the first pool never waits for another one of it. */
  readonly #owner: pg.Pool;

  constructor(url: string) {
    const options = { connectionString: url, idleTimeoutMillis: 60_000, application_name: "storage" };
    this.#requests = new pg.Pool({ ...options, max: 6 });
    this.#owner = new pg.Pool({ ...options, max: 3, options: `-c role=${OWNER_ROLE}` });
    for (const pool of [this.#requests, this.#owner]) pool.on("error", reportLoss);
  }

  /** One transaction as the claims' role. */
  run<T>(claims: Claims, options: RunOptions, work: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#transact(claims, options, "commit", work);
  }

  /** The same, undone in any case: whether the role may do it. */
  probe<T>(claims: Claims, options: RunOptions, work: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#transact(claims, options, "rollback", work);
  }

  /** One statement as the owner of the tables, past all policies and outside of any transaction. */
  askAsOwner: Ask = async (text, values) => {
    try {
      return (await this.#owner.query(text, values)).rows;
    } catch (error) {
      throw translateError(error);
    }
  };

  async #transact<T>(
    claims: Claims,
    options: RunOptions,
    end: "commit" | "rollback",
    work: (ask: Ask) => Promise<T>,
  ): Promise<T> {
    const client = await this.#requests.connect();
    let broken: Error | undefined;
    // The pool listens to idle connections only; without a listener a lost one would end the process.
    const noteLoss = (error: Error) => {
      broken = error;
    };
    client.on("error", noteLoss);
    try {
      await client.query(buildOpening(claims, options));
      const result = await work(async (text, values) => (await client.query(text, values)).rows);
      await client.query(end);
      return result;
    } catch (error) {
      if (!broken) await client.query("rollback").catch(noteLoss);
      throw translateError(error);
    } finally {
      client.off("error", noteLoss);
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#requests.end(), this.#owner.end()]);
  }
}

/** All in one message, since each round trip costs more than what it does. */
function buildOpening(claims: Claims, { operation, lock }: RunOptions): string {
  const set = (name: string, value: string) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`;
  const settings = [
    set("request.jwt.claims", JSON.stringify(claims)),
    set("request.jwt.claim.sub", claims.sub ?? ""),
    set("request.jwt.claim.role", claims.role),
    set("storage.operation", operation),
    set("storage.allow_delete_query", "true"),
    set("statement_timeout", `${STATEMENT_TIMEOUT_MS}ms`),
    ...(lock === undefined ? [] : [`pg_advisory_xact_lock(${hashLock(lock)})`]),
  ];
  return `begin; set local role ${pg.escapeIdentifier(claims.role)}; select ${settings.join(", ")}`;
}

function hashLock(name: string): bigint {
  return createHash("sha256").update(`storage:${name}`).digest().readBigInt64BE();
}

function reportLoss(error: Error): void {
  console.error("storage: a database connection was lost:", error.message);
}

/** PostgreSQL's refusals in the words of the storage API; everything else passes unchanged. */
function translateError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  if (error.code === "42501") return refuse.accessDenied();
  if (error.code === "23505") return error.table === "buckets" ? refuse.bucketExists() : refuse.keyExists();
  if (error.code === "23503")
    return /still referenced/.test(error.detail ?? "") ? refuse.bucketNotEmpty() : refuse.noSuchBucket();
  return error;
}
