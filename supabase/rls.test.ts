import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { type ActorName, access, actors, expandActors, verbs } from "./testing/access.ts";
import { identify, prepareWorld, tryMatrix, type World } from "./testing/matrix.ts";
import { buildRow, insertInto, rows } from "./testing/seed.ts";
import { writableColumns } from "./testing/writable-columns.ts";

let database: TestDatabase;
let client: pg.Client;
let world: World;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  world = await prepareWorld(client);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function attempt(actor: ActorName, statement: string): Promise<string> {
  const { role, claims } = identify(actor, world);
  const answer = await client.query("select pg_temp.attempt($1, $2, $3, '') as is", [
    role,
    JSON.stringify(claims),
    statement,
  ]);
  return answer.rows[0].is;
}

/** The SQLSTATE that a statement of the schema's owner ends with, or "done"; undone either way. */
async function runUndone(statement: string): Promise<string> {
  await client.query("begin");
  try {
    await client.query(statement);
    return "done";
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? "no code") : Promise.reject(error);
  } finally {
    await client.query("rollback");
  }
}

describe("The catalogue", () => {
  test("has row-level security on every table of the public schema, and no other kind of relation", async () => {
    const { rows: found } = await client.query(`
      select relname as name, relkind as kind, relrowsecurity as has_rls from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
        and not (relkind = 'r' and relrowsecurity)`);
    expect(found).toEqual([]);
  });

  test("has an entry in the table of access, trying all four verbs, and a seeded row for every table", async () => {
    const { rows: found } = await client.query(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
    );
    const tables = found.map(row => row.name);
    const complete = Object.keys(access).filter(name => verbs.every(verb => access[name]?.may[verb] !== undefined));
    expect(complete.filter(name => !name.includes("/")).sort()).toEqual(tables);
    expect(Object.keys(rows).sort()).toEqual(tables);
    for (const table of tables) {
      const { rows: counted } = await client.query(
        `select count(distinct ${table === "workspaces" ? "id" : "workspace_id"})::int as workspaces from public.${table}`,
      );
      expect(counted, table).toEqual([{ workspaces: 2 }]);
    }
  });
});

describe("Every table, verb and role", () => {
  test.each(Object.keys(rows))("nobody does with %s what is not listed, and everybody what is", async table => {
    const { attempts, differences } = await tryMatrix(client, world, table);
    expect(differences).toEqual([]);
    expect(attempts).toBeGreaterThanOrEqual(verbs.length * actors.length);
  });

  test("the data API reads and never writes, and nobody from outside is listed anywhere", () => {
    const outside = [
      "anon",
      "app",
      "stranger",
      "outsider",
      "foreign-key",
      "foreign-worker",
      "nameless-worker",
      "rest-stranger",
    ];
    for (const [name, subject] of Object.entries(access)) {
      for (const verb of verbs) {
        const listed = expandActors(subject.may[verb] ?? "");
        expect(
          [...listed].filter(actor => outside.includes(actor)),
          `${verb} ${name}`,
        ).toEqual([]);
        if (verb !== "select") expect(listed.has("rest"), `${verb} ${name}`).toBe(false);
      }
    }
  });

  test("nobody empties a table", async () => {
    for (const table of Object.keys(rows)) {
      for (const actor of actors)
        expect(await attempt(actor, `truncate public.${table} cascade`), `${actor} ${table}`).toBe("refused");
    }
  });
});

describe("Columns", () => {
  const writtenColumns = `
    select c.relname as table, string_agg(a.attname, ' ' order by a.attname) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_column_privilege($1, c.oid, a.attnum, 'update')
    group by 1`;

  test.each(Object.keys(writableColumns))("%s may change exactly the listed columns", async role => {
    const { rows: found } = await client.query(writtenColumns, [role]);
    expect(Object.fromEntries(found.map(row => [row.table, row.columns]))).toEqual(writableColumns[role]);
  });

  test("no role may move a row to another workspace, not even who owns both", async () => {
    for (const table of Object.keys(rows).filter(name => name !== "workspaces")) {
      for (const actor of ["owner", "worker", "scheduler", "key"] as const) {
        const statement = `update public.${table} set workspace_id = '${world.there.id}'`;
        expect(await attempt(actor, statement), `${actor} ${table}`).toBe("refused");
      }
    }
  });

  test("no role reads the hash of a key or of an invitation", async () => {
    for (const actor of actors) {
      expect(await attempt(actor, "select key_hash from public.api_keys"), actor).toBe("refused");
      expect(await attempt(actor, "select token_hash from public.invitations"), actor).toBe("refused");
    }
    expect(await attempt("owner", "select prefix from public.api_keys")).toBe("allowed");
  });

  test("only a worker reads a webhook's sealed secret, and what links a chat", async () => {
    const here = `where workspace_id = '${world.here.id}'`;
    for (const actor of actors) {
      const expected = actor === "worker" ? "allowed" : "refused";
      expect(await attempt(actor, `select sealed_secret from public.webhook_sources ${here}`), actor).toBe(expected);
      expect(await attempt(actor, `select code_hash from public.chat_links ${here}`), actor).toBe(expected);
    }
  });

  test("a person does not write a task's result, cost or attempt", async () => {
    for (const change of ["result = '{}'", "cost_micros = 0", "attempt = 9", "error = null", "params = '{}'"]) {
      expect(await attempt("owner", `update public.tasks set ${change}`), change).toBe("refused");
    }
  });
});

describe("References", () => {
  test("no row points into another workspace", async () => {
    const { rows: keys } = await client.query<{ table: string; column: string; target: string }>(`
      select k.conrelid::regclass::text as table, a.attname as column, k.confrelid::regclass::text as target
      from pg_constraint k cross join unnest(k.conkey) as n join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n
      where k.contype = 'f' and k.connamespace = 'public'::regnamespace and a.attname not in ('workspace_id', 'domain', 'user_id')`);
    expect(keys.length).toBeGreaterThan(15);
    for (const { table, column, target } of keys) {
      const name = table.replace("public.", "");
      const foreign = await client.query(`select id from ${target} where workspace_id = $1 limit 5`, [world.there.id]);
      const { author } = identify("member", world);
      const states = [];
      for (const { id } of foreign.rows)
        states.push(await runUndone(insertInto(name, buildRow(name, world.here, author, { [column]: id }))));
      // Where a row may be pointed at once only, one that is taken says so before the reference does.
      const answers = states.filter(state => state !== "23505");
      expect(answers.length, `${table}.${column}`).toBeGreaterThan(0);
      for (const state of answers) expect(["23503", "QD003"], `${table}.${column}`).toContain(state);
      expect(await runUndone(insertInto(name, buildRow(name, world.here, author))), name).toBe("done");
    }
  });
});

describe("Functions", () => {
  test("only a signed-in person accepts an invitation, and not through a key or the data API", async () => {
    for (const actor of actors) {
      const isPerson = ["stranger", "outsider", "viewer", "member", "admin", "owner"].includes(actor);
      const is = await attempt(actor, "select public.accept_invitation('\\x00', 'ada@example.com')");
      expect(is, actor).toBe(isPerson ? "allowed" : "refused");
    }
  });

  test("only a signed-in person creates a workspace, and not through a key or the data API", async () => {
    for (const actor of actors) {
      const isPerson = ["stranger", "outsider", "viewer", "member", "admin", "owner"].includes(actor);
      const is = await attempt(actor, "select public.create_workspace('New', false, 'ada@example.com')");
      expect(is, actor).toBe(isPerson ? "allowed" : "refused");
    }
  });

  test("only the product's login looks up a key", async () => {
    for (const actor of actors) {
      const is = await attempt(
        actor,
        "select 1 from private.find_api_key('\\x00') right join (select 1) as one on true",
      );
      expect(is, actor).toBe(actor === "app" ? "allowed" : "refused");
    }
  });

  test("a worker broadcasts to its own workspace alone", async () => {
    const statement = `select private.broadcast_changes('${world.here.id}', '[]')`;
    for (const actor of actors)
      expect(await attempt(actor, statement), actor).toBe(actor === "worker" ? "allowed" : "refused");
  });
});

describe("Realtime", () => {
  test("only members listen to a workspace, and only to broadcasts", async () => {
    await client.query("begin");
    try {
      const topic = `workspace:${world.here.id}`;
      for (const extension of ["broadcast", "presence"]) {
        await client.query("insert into realtime.messages (topic, extension) values ($1, $2)", [topic, extension]);
      }
      for (const actor of actors) {
        await client.query("select set_config('realtime.topic', $1, true)", [topic]);
        const mayListen = expandActors("viewer+ rest").has(actor);
        const broadcasts = "select from realtime.messages where extension = 'broadcast'";
        expect(await attempt(actor, broadcasts), actor).toBe(mayListen ? "allowed" : "refused");
        expect(await attempt(actor, "select from realtime.messages where extension = 'presence'"), actor).toBe(
          "refused",
        );
        await client.query("select set_config('realtime.topic', 'workspace:nonsense', true)");
        expect(await attempt(actor, broadcasts), actor).toBe("refused");
      }
    } finally {
      await client.query("rollback");
    }
  });
});
