/** Makes a restored product wait for a person before it has any effect, since it may have had it before. */
import { readFileSync } from "node:fs";
import pg from "pg";

/** What was found and is held now. */
export type Held = { agents: number; deliveries: number; unknown: number };

/**
 * Pauses every agent, gives deliveries that had not left back to a decision, and calls those that were leaving unknown. In
 * one transaction; a database without the product's tables holds nothing.
 * @param url a superuser's address of the product's database
 */
export async function holdEffects(url: string, madeAt: string): Promise<Held> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ is_product: boolean }>(
      "select to_regclass('public.deliveries') is not null as is_product",
    );
    if (!rows[0]?.is_product) return { agents: 0, deliveries: 0, unknown: 0 };
    await client.query("begin");
    const reason = `restored from a backup of ${madeAt}, so it may have been sent since then`;
    const summary = `paused by a restore of the backup of ${madeAt}: look at what waits, then resume`;
    await client.query(
      "select set_config('quarterdeck.reason', $1, true), set_config('quarterdeck.summary', $2, true)",
      [reason, summary],
    );
    const results = (await client.query(readFileSync(new URL("./hold.sql", import.meta.url), "utf8"))) as unknown as {
      rowCount: number | null;
    }[];
    await client.query("commit");
    const [agents = 0, deliveries = 0, unknown = 0] = results.map(result => result.rowCount ?? 0);
    return { agents, deliveries, unknown };
  } finally {
    await client.end();
  }
}
