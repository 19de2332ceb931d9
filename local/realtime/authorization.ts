/** Asks the database whether somebody may hear or speak on a topic, by trying the policies of realtime.messages and rolling back. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Claims } from "./claims.ts";

const REFUSED_BY_POLICY = "42501";

export type Authorization = {
  /** The topics of the list that these claims may read. */
  findReadable: (claims: Claims, topics: string[]) => Promise<Set<string>>;
  mayWrite: (claims: Claims, topic: string) => Promise<boolean>;
  deleteOlderThan: (ageMs: number) => Promise<void>;
  close: () => Promise<void>;
};

/** Opens a small pool. Its role must own realtime.messages and be allowed to become the request roles. */
export function createAuthorization(databaseUrl: string): Authorization {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3, idleTimeoutMillis: 60_000 });
  pool.on("error", error => console.error("realtime: idle connection lost:", error.message));

  async function tryAndRollBack<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      await client.query("begin; set local statement_timeout = '3s'; set local client_min_messages = error");
      return await work(client);
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

  const assume = (client: pg.PoolClient, claims: Claims, topic: string) =>
    client.query(
      `select set_config('realtime.topic', $1, true), set_config('request.jwt.claims', $2, true),
              set_config('request.jwt.claim.sub', $3, true), set_config('request.jwt.claim.role', $4, true),
              set_config('role', $4, true)`,
      [topic, JSON.stringify(claims), claims.sub ?? "", claims.role],
    );

  async function isReadable(client: pg.PoolClient, claims: Claims, topic: string, id: string): Promise<boolean> {
    await client.query("savepoint probe");
    try {
      await assume(client, claims, topic);
      const { rowCount } = await client.query("select from realtime.messages where id = $1", [id]);
      return rowCount === 1;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      if (error.code !== REFUSED_BY_POLICY) console.error(`realtime: a policy failed for ${topic}: ${error.message}`);
      return false;
    } finally {
      await client.query("rollback to savepoint probe");
    }
  }

  return {
    findReadable: (claims, topics) =>
      tryAndRollBack(async client => {
        const ids = topics.map(() => randomUUID());
        await client.query(
          `insert into realtime.messages (id, topic, extension, private)
           select id, topic, 'broadcast', true from unnest($1::uuid[], $2::text[]) as probe (id, topic)`,
          [ids, topics],
        );
        const readable = new Set<string>();
        for (const [index, topic] of topics.entries()) {
          if (await isReadable(client, claims, topic, ids[index] ?? "")) readable.add(topic);
        }
        return readable;
      }),
    mayWrite: (claims, topic) =>
      tryAndRollBack(async client => {
        await assume(client, claims, topic);
        try {
          await client.query(
            "insert into realtime.messages (topic, extension, private) values ($1, 'broadcast', true)",
            [topic],
          );
          return true;
        } catch (error) {
          if (!(error instanceof pg.DatabaseError)) throw error;
          if (error.code !== REFUSED_BY_POLICY)
            console.error(`realtime: a policy failed for ${topic}: ${error.message}`);
          return false;
        }
      }),
    deleteOlderThan: async ageMs => {
      await pool.query(
        "delete from realtime.messages where inserted_at < localtimestamp - $1 * interval '1 millisecond'",
        [ageMs],
      );
    },
    close: () => pool.end(),
  };
}
