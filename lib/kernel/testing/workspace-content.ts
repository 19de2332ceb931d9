/** Reads all rows of all tables as digests, so that a test can say that nothing but what it names has changed. For tests only. */
import pg from "pg";

/** A digest of the rows of every table of the product, by table. Reads as the owner: no role of the product sees all. */
export async function readContent(adminUrl: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname",
    );
    const content: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ rows: string; digest: string }>(
        `select count(*) as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from public.${name} t`,
      );
      content[name] = `${rows[0]?.rows} rows, ${rows[0]?.digest}`;
    }
    return content;
  } finally {
    await client.end();
  }
}

/** The tables whose rows differ. */
export function listChanged(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(after).filter(table => after[table] !== before[table]);
}
