/**
 * Owns the connections: one writer, which holds the advisory lock that makes this engine the only one, and a few readers.
 * A write is possible only in the session that holds the lock, so an engine that lost it cannot change anything.
 */
import type { Duplex } from "node:stream";
import pg from "pg";
import { schemaSql } from "./schema.ts";

const lockKey = 7_305_808_869;
const lockRetryMs = 200;
const shortageRetryMs = 500;

/** The tables swing between empty and full faster than statistics follow, and every statement is written for its index. */
const plannerOptions = ["seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"]
  .map(method => `-c enable_${method}=off`)
  .concat("-c jit=off", "-c plan_cache_mode=force_generic_plan", "-c client_min_messages=warning")
  .join(" ");

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Another engine was elected while this one had lost its connection: what it holds in memory is no longer true. */
export class Superseded extends Error {}

export class Database {
  readonly #url: string;
  #writer: pg.Client | undefined;
  isClosed = false;
  /** Called when the writing connection is gone. */
  onLost: () => void = () => undefined;
  readonly reader: pg.Pool;
  epoch = 0;

  constructor(url: string) {
    this.#url = url;
    this.reader = new pg.Pool({
      connectionString: url,
      max: 3,
      application_name: "inngest-local reader",
      options: plannerOptions,
      keepAlive: true,
    });
    this.reader.on("error", error => reportTrouble("a reading connection was lost", error));
  }

  /** Waits until this engine is the elected one; creates the schema at the first election. */
  async elect(): Promise<void> {
    while (!this.isClosed) {
      try {
        await this.#tryElect();
        return;
      } catch (error) {
        if (error instanceof Superseded) throw error;
        if (!(error instanceof LockTaken)) reportTrouble("the database cannot be reached, trying again", error);
        await new Promise(resolve => setTimeout(resolve, lockRetryMs));
      }
    }
  }

  async #tryElect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: "inngest-local writer",
      options: plannerOptions,
      keepAlive: true,
      pipeline: true,
    });
    client.on("error", () => this.#drop(client));
    client.on("end", () => this.#drop(client));
    try {
      await client.connect();
      const lock = await client.query<{ ok: boolean }>("select pg_try_advisory_lock($1) as ok", [lockKey]);
      if (!lock.rows[0]?.ok) throw new LockTaken();
      if (this.epoch === 0) await client.query(schemaSql);
      await this.#claimEpoch(client);
      this.#writer = client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  async #claimEpoch(client: pg.Client): Promise<void> {
    if (this.epoch > 0) {
      const current = await client.query<{ epoch: number }>("select epoch from inngest_local.engine");
      if (current.rows[0]?.epoch !== this.epoch) throw new Superseded("another engine took over");
      return;
    }
    const next = await client.query<{ epoch: number }>(
      "update inngest_local.engine set epoch = epoch + 1 returning epoch",
    );
    this.epoch = next.rows[0]?.epoch ?? 1;
  }

  #drop(client: pg.Client): void {
    if (this.#writer !== client) return;
    this.#writer = undefined;
    if (!this.isClosed) this.onLost();
  }

  get isConnected(): boolean {
    return this.#writer !== undefined;
  }

  /** Runs statements as one transaction in one round trip; throws a `ConnectionLost` when the outcome is unknown. */
  async commit(statements: Statement[]): Promise<pg.QueryResult[]> {
    const writer = this.#writer;
    if (!writer) throw new ConnectionLost("the writing connection is down");
    const isSingle = statements.length === 1;
    const { stream } = (writer as unknown as { connection: { stream: Duplex } }).connection;
    // One write for all: each of its own would cost more than most statements.
    stream.cork();
    const sent = isSingle
      ? [writer.query(statements[0] as Statement)]
      : [writer.query("begin"), ...statements.map(statement => writer.query(statement)), writer.query("commit")];
    stream.uncork();
    const outcomes = await Promise.allSettled(sent);
    const failure = outcomes.find(outcome => outcome.status === "rejected");
    if (failure) {
      if (this.#writer !== writer || !isSqlError(failure.reason)) {
        // A full disk stays full for a while, and asking at once would only keep everyone busy.
        if (isShortage(failure.reason)) await new Promise(resolve => setTimeout(resolve, shortageRetryMs));
        this.#drop(writer);
        writer.end().catch(() => undefined);
        throw new ConnectionLost("the writing connection was lost during a commit", { cause: failure.reason });
      }
      throw failure.reason;
    }
    const results = outcomes.map(outcome => (outcome as PromiseFulfilledResult<pg.QueryResult>).value);
    return isSingle ? results : results.slice(1, -1);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const writer = this.#writer;
    this.#writer = undefined;
    await Promise.allSettled([writer?.end(), this.reader.end()]);
  }
}

class LockTaken extends Error {}

export class ConnectionLost extends Error {}

/** The SQLSTATE of an error that the server itself reported; some errors of a connection have codes that look alike. */
function readState(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? "") : "";
}

/** The server lacks space, memory or connections, or its disk fails: nothing is wrong with the statement. */
function isShortage(error: unknown): boolean {
  return /^(53|58)/.test(readState(error));
}

/** An error that PostgreSQL reported about a statement, as opposed to one of the connection or of a server in trouble. */
function isSqlError(error: unknown): boolean {
  const state = readState(error);
  return state !== "" && !/^(57P|08)/.test(state) && !isShortage(error);
}

export function reportTrouble(what: string, error: unknown): void {
  process.stderr.write(
    `inngest-local: ${what}: ${error instanceof Error ? error.message || error.name : String(error)}\n`,
  );
}
