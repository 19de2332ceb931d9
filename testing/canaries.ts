/** Owns the search for secrets that were planted on purpose: every form in which one could have leaked, in texts and whole databases. */
import pg from "pg";

/** The forms of a secret that would give it away, by what they are called. */
function listForms(secret: string): [string, string][] {
  const bytes = Buffer.from(secret);
  // Base64 depends on where the secret begins within three bytes, as in `user:secret`: its ends are then shared with others.
  const inBase64 = [0, 1, 2].map(offset => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [
    ["plain", secret],
    ["as JSON", JSON.stringify(secret).slice(1, -1)],
    ["as part of an address", encodeURIComponent(secret)],
    ["as part of a form", new URLSearchParams({ "": secret }).toString().slice(1)],
    ["as hexadecimal", bytes.toString("hex")],
    ...inBase64.flatMap((text): [string, string][] => [
      ["as base64", text],
      ["as base64url", text.replaceAll("+", "-").replaceAll("/", "_")],
    ]),
  ];
}

/** Where a text holds any form of any canary: its form and name, never the canary itself. */
export function findCanaries(text: string, canaries: ReadonlyMap<string, string>): string[] {
  const lower = text.toLowerCase();
  const found = [...canaries].flatMap(([name, secret]) =>
    listForms(secret)
      .filter(([form, written]) => (form === "as hexadecimal" ? lower : text).includes(written))
      .map(([form]) => `${name} ${form}`),
  );
  return [...new Set(found)];
}

/** Every row of every table that is not PostgreSQL's own, as text by table. Needs the superuser's address. */
export async function dumpDatabase(adminUrl: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        order by 1`,
    );
    const dump = new Map<string, string>();
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      dump.set(name, rows.map(({ row }) => row).join("\n"));
    }
    return dump;
  } finally {
    await client.end();
  }
}
