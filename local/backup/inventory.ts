/** Counts and digests what a PostgreSQL server holds, so that two copies can be compared; changes nothing. */
import pg from "pg";

/** One table, sequence or catalogue. Equal digests with equal counts mean equal rows, in whatever order they lie. */
export type Figure = {
  database: string;
  kind: "table" | "sequence" | "catalog";
  name: string;
  rows: number;
  digest: string;
};

/** What a catalogue says that must survive; the rest of it (statistics, transaction horizons) changes by itself. */
const CATALOGS: Record<string, string> = {
  pg_authid: "*",
  pg_auth_members: "*",
  pg_db_role_setting: "*",
  pg_default_acl: "*",
  pg_namespace: "*",
  pg_class: "oid, relname, relnamespace, relowner, relkind, relacl, relrowsecurity, relforcerowsecurity, reloptions",
  pg_attribute: "*",
  pg_attrdef: "*",
  pg_constraint: "*",
  pg_index: "*",
  pg_policy: "*",
  pg_proc: "*",
  pg_trigger: "*",
  pg_type: "*",
  pg_enum: "*",
  pg_rewrite: "*",
  pg_sequence: "*",
  pg_description: "*",
  pg_extension: "*",
  pg_publication: "*",
  pg_publication_rel: "*",
  pg_largeobject: "*",
};

/** Without these, how a row reads as text would depend on who asks. */
const SETTINGS =
  "set datestyle = 'ISO'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set bytea_output = 'hex'; set extra_float_digits = 1; set statement_timeout = 0; set client_min_messages = warning";

const digestOf = (from: string) =>
  `select count(*)::float8 as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as digest from (${from}) as t`;

/** Figures of every table, sequence and catalogue of every database, sorted. @param url a superuser's address of one of them */
export async function takeInventory(url: string): Promise<Figure[]> {
  const databases = await query<{ name: string }>(
    url,
    "select datname as name from pg_database where datallowconn and not datistemplate order by 1",
  );
  const figures: Figure[] = [];
  for (const { name } of databases) {
    const address = new URL(url);
    address.pathname = `/${encodeURIComponent(name)}`;
    figures.push(...(await readDatabase(address.toString(), name)));
  }
  return figures;
}

async function readDatabase(url: string, database: string): Promise<Figure[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(SETTINGS);
    const { rows: relations } = await client.query<{ kind: string; schema: string; name: string }>(`
      select c.relkind::text as kind, n.nspname as schema, c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm', 'S') and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname !~ '^pg_(toast|temp)'
      order by n.nspname, c.relname`);
    const figures: Figure[] = [];
    for (const { kind, schema, name } of relations) {
      const relation = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
      const isSequence = kind === "S";
      const from = isSequence ? `select last_value, is_called from ${relation}` : `select * from ${relation}`;
      const figure = await readFigure(client, from);
      figures.push({ database, kind: isSequence ? "sequence" : "table", name: `${schema}.${name}`, ...figure });
    }
    for (const [name, columns] of Object.entries(CATALOGS)) {
      const figure = await readFigure(client, `select ${columns} from pg_catalog.${name}`);
      figures.push({ database, kind: "catalog", name, ...figure });
    }
    return figures;
  } finally {
    await client.end();
  }
}

async function readFigure(client: pg.Client, from: string): Promise<{ rows: number; digest: string }> {
  const { rows } = await client.query<{ rows: number; digest: string }>(digestOf(from));
  return rows[0] ?? { rows: 0, digest: "0" };
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** What is not the same in two inventories, in words. Empty when they agree. */
export function describeDifferences(expected: readonly Figure[], found: readonly Figure[]): string[] {
  const keyOf = (figure: Figure) => `${figure.kind} ${figure.database}.${figure.name}`;
  const byKey = new Map(found.map(figure => [keyOf(figure), figure]));
  const differences = expected.flatMap(figure => {
    const key = keyOf(figure);
    const other = byKey.get(key);
    byKey.delete(key);
    if (other === undefined) return [`${key} is missing`];
    if (other.rows !== figure.rows) return [`${key} has ${other.rows} rows instead of ${figure.rows}`];
    return other.digest === figure.digest ? [] : [`${key} has other contents`];
  });
  return [...differences, ...[...byKey.keys()].map(key => `${key} was not in the backup`)];
}
