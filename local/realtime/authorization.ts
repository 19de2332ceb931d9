/** Asks the database who may hear or speak on which topic, by trying the policies of realtime.messages and rolling back. */
import pg from "pg";
import type { Claims } from "./claims.ts";

const MAX_BATCH = 200;
const MAX_BATCHES_AT_ONCE = 2;

/** What the policies allow on one topic, by extension. */
export type Allowed = { broadcast: boolean; presence: boolean };
export type StoredMessage = { id: string; event: string; payload: string | null; binary_payload: Buffer | null };
type Action = "read" | "write";
type Question = {
  claims: Claims;
  topic: string;
  resolve: (allowed: Allowed) => void;
  reject: (error: unknown) => void;
};
type Answers = { answers: (Allowed & { failure: string | null })[]; tables: number[] };

export type Authorization = {
  findReadable: (claims: Claims, topic: string) => Promise<Allowed>;
  /** Every answer from now on takes into account what this transaction did, which the stream may show before others see it. */
  awaitTransaction: (transaction: number) => void;
  /** For when the stream is lost: the next may be of a database that never knew them. */
  forgetTransactions: () => void;
  findWritable: (claims: Claims, topic: string) => Promise<Allowed>;
  /** The newest private broadcasts of a topic since a moment, oldest first. */
  listMessages: (topic: string, sinceMs: number, limit: number) => Promise<StoredMessage[]>;
  deleteOlderThan: (ageMs: number) => Promise<void>;
  close: () => Promise<void>;
};

/**
 * Opens a small pool. Its role must own realtime.messages and be allowed to become the request roles.
 * Questions that come together are asked together. Every table that decided an answer is followed from before that answer on, so that
 * the feed tells when the answer may have changed.
 */
export function createAuthorization(databaseUrl: string): Authorization {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4, idleTimeoutMillis: 60_000 });
  pool.on("error", error => console.error("realtime: idle connection lost:", error.message));
  // One that is lost while it is in use fails its next statement; without a listener it would end the process.
  pool.on("connect", client => client.on("error", () => undefined));
  const known = new Set<number>();
  const awaited = new Set<number>();
  const waiting: Record<Action, Question[]> = { read: [], write: [] };
  let batches = 0;
  let follows = 0;
  let following: Promise<void> = Promise.resolve();

  async function check(action: Action, asked: Question[]): Promise<Answers> {
    const client = await pool.connect();
    let failure: Error | undefined;
    const transactions = [...awaited];
    try {
      await client.query("begin; set local statement_timeout = '3s'; set local client_min_messages = error");
      const { rows } = await client.query<{ found: Answers }>(
        "select realtime_local.check_access($1, $2, $3, $4) as found",
        [action, asked.map(item => JSON.stringify(item.claims)), asked.map(item => item.topic), transactions],
      );
      if (!rows[0]) throw new Error("check_access answered nothing");
      for (const transaction of transactions) awaited.delete(transaction);
      return rows[0].found;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      await client.query("rollback").catch(error => {
        failure ??= error;
      });
      client.release(failure && !(failure instanceof pg.DatabaseError) ? failure : undefined);
    }
  }

  /** Follows the tables that are new; one that cannot be locked just now is tried again with the next question. */
  async function follow(tables: number[]): Promise<void> {
    const unknown = tables.filter(table => !known.has(table));
    if (unknown.length === 0) return;
    try {
      const { rows } = await pool.query<{ found: { followed: number[]; refused: string[] } }>(
        "select realtime_local.follow($1) as found",
        [unknown],
      );
      const { followed = [], refused = [] } = rows[0]?.found ?? {};
      for (const table of unknown) known.add(table);
      if (followed.length > 0) follows += 1;
      for (const name of refused) {
        console.warn(`realtime: ${name} has no primary key: a right that it takes away ends only within seconds`);
      }
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      console.error("realtime: the tables that decide who may listen cannot be followed yet:", error.message);
    }
  }

  async function answer(action: Action, asked: Question[]): Promise<void> {
    let found: Answers;
    let before: number;
    do {
      before = follows;
      found = await check(action, asked);
      // One at a time: two transactions that lock the same tables could wait for one another.
      const { tables } = found;
      const next = following.then(() => follow(tables));
      following = next.catch(() => undefined);
      await next;
      // An answer from before its tables were followed may have missed a change.
    } while (follows !== before);
    for (const [index, question] of asked.entries()) {
      const allowed = found.answers[index] ?? { broadcast: false, presence: false, failure: "no answer" };
      if (allowed.failure) console.error(`realtime: a policy failed for ${question.topic}: ${allowed.failure}`);
      question.resolve({ broadcast: allowed.broadcast, presence: allowed.presence });
    }
  }

  async function runBatch(action: Action): Promise<void> {
    const asked = waiting[action].splice(0, MAX_BATCH);
    batches += 1;
    try {
      await answer(action, asked);
    } catch (cause) {
      // One person's slow policy must not refuse those who were asked with it.
      const isAlone = asked.length === 1 || !(cause instanceof pg.DatabaseError);
      for (const question of asked) {
        if (isAlone) question.reject(cause);
        else await answer(action, [question]).catch(question.reject);
      }
    } finally {
      batches -= 1;
      runBatches();
    }
  }

  function runBatches(): void {
    for (const action of ["read", "write"] as const) {
      while (batches < MAX_BATCHES_AT_ONCE && waiting[action].length > 0) void runBatch(action);
    }
  }

  const ask = (action: Action, claims: Claims, topic: string) =>
    new Promise<Allowed>((resolve, reject) => {
      waiting[action].push({ claims, topic, resolve, reject });
      // After this turn of the loop, so that those who ask in the same turn share a transaction.
      if (waiting[action].length === 1) setImmediate(runBatches);
    });

  return {
    findReadable: (claims, topic) => ask("read", claims, topic),
    findWritable: (claims, topic) => ask("write", claims, topic),
    listMessages: async (topic, sinceMs, limit) => {
      const { rows } = await pool.query<StoredMessage>(
        `select id, event, payload::text, binary_payload from (
           select * from realtime.messages
           where topic = $1 and private and extension = 'broadcast' and event is not null
             and inserted_at >= to_timestamp($2 / 1000.0)::timestamp
           order by inserted_at desc limit $3
         ) as newest order by inserted_at`,
        [topic, sinceMs, limit],
      );
      return rows;
    },
    awaitTransaction: transaction => {
      awaited.add(transaction);
    },
    forgetTransactions: () => awaited.clear(),
    deleteOlderThan: async ageMs => {
      await pool.query(
        "delete from realtime.messages where inserted_at < localtimestamp - $1 * interval '1 millisecond'",
        [ageMs],
      );
    },
    close: () => pool.end(),
  };
}
