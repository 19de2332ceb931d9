import { createHmac } from "node:crypto";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectConsole } from "#testing/console.ts";
import { startTestGateway, type TestGateway } from "../testing/gateway-rig.ts";

let gateway: TestGateway;
let ada: SupabaseClient;
let adaId: string;
let service: SupabaseClient;
let anyone: SupabaseClient;

beforeAll(async () => {
  gateway = await startTestGateway(async url => {
    await runSql(
      url,
      `create table public.authors (id int primary key, name text not null, owner_id uuid);
       create table public.books (
         id int primary key, author_id int not null references public.authors, title text not null, pages int check (pages > 0), tags text[] default '{}', unique (author_id, title));
       create view public.long_books with (security_invoker = true) as select * from public.books where pages > 300;
       alter table public.authors enable row level security;
       alter table public.books enable row level security;
       create policy authors_all on public.authors for all to authenticated using (owner_id is null or owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));
       create policy books_all on public.books for all to authenticated using (true) with check (true);
       create table public.hidden (id int primary key);
       revoke all on public.hidden from anon, authenticated;
       create table public.numbers as select generate_series(1, 2500) as n;
       create function public.who_asks() returns json language sql stable as $$
         select json_build_object('role', current_user, 'sub', auth.uid(), 'claims', auth.jwt(), 'own', auth.role()) $$;
       create function public.add(a int, b int) returns int language sql immutable as $$ select a + b $$;
       create function public.books_of(author int) returns setof public.books language sql stable as $$ select * from public.books where author_id = author $$;
       create function public.refuse() returns void language plpgsql as $$ begin raise exception using errcode = 'P0001', message = 'no', detail = 'because', hint = 'ask'; end $$;
       create function public.refuse_as(status text) returns void language plpgsql as $$ begin raise exception using errcode = status, message = 'no'; end $$;
       grant execute on all functions in schema public to anon, authenticated, service_role;
       create schema inner_room;
       create table inner_room.secrets as select 1 as id;
       grant usage on schema inner_room to anon, authenticated, service_role;
       grant select on inner_room.secrets to anon, authenticated, service_role;
       insert into public.authors values (1, 'Ursula', null), (2, 'Stanisław', null);
       insert into public.books values (1, 1, 'The Dispossessed', 387, '{sf}'), (2, 1, 'Wizard', 205, '{}'), (3, 2, 'Solaris', 204, '{sf,sea}');`,
    );
  });
  anyone = gateway.connect();
  ada = gateway.connect();
  service = gateway.connectAsService();
  const { data } = await ada.auth.signUp({ email: `${crypto.randomUUID()}@example.com`, password: "a long password" });
  adaId = data.user?.id ?? "";
});

afterAll(() => gateway.stop());

async function runSql(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

describe("the roles", () => {
  test("have the attributes and memberships of a hosted project, or fewer", async () => {
    const { rows } = await runSql(
      gateway.database.adminUrl,
      `select rolname as name, rolcanlogin as login, rolinherit as inherit, rolbypassrls as bypass, rolsuper or rolcreaterole or rolcreatedb or rolreplication as power
       from pg_roles where rolname in ('anon', 'authenticated', 'service_role', 'authenticator', 'supabase_auth_admin', 'supabase_storage_admin') order by 1`,
    );
    const weak = { login: false, inherit: false, bypass: false, power: false };
    expect(rows).toEqual([
      { name: "anon", ...weak },
      { name: "authenticated", ...weak },
      { name: "authenticator", ...weak, login: true },
      { name: "service_role", ...weak, bypass: true },
      { name: "supabase_auth_admin", ...weak },
      { name: "supabase_storage_admin", ...weak },
    ]);
  });

  test("reach nothing of the auth and the migrations' schemas", async () => {
    const { rows } = await runSql(
      gateway.database.adminUrl,
      `select role, c.oid::regclass::text as relation from unnest(array['anon', 'authenticated', 'service_role']) as role, pg_class c
       where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('auth', 'supabase_migrations') and has_table_privilege(role, c.oid, 'select')`,
    );
    expect(rows).toEqual([]);
  });

  test("a request runs as follow from what it shows: nothing more than the key, a session, or the secret key", async () => {
    expect((await anyone.rpc("who_asks")).data).toMatchObject({ role: "anon", sub: null });
    expect((await ada.rpc("who_asks")).data).toMatchObject({
      role: "authenticated",
      sub: adaId,
      own: "authenticated",
      claims: { app_metadata: { provider: "email" } },
    });
    expect((await service.rpc("who_asks")).data).toMatchObject({ role: "service_role", sub: null });
  });
});

describe("what a request shows for itself", () => {
  const sign = (claims: object, options: { alg?: string; secret?: string } = {}) => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const text = `${encode({ alg: options.alg ?? "HS256", typ: "JWT" })}.${encode(claims)}`;
    return `${text}.${createHmac("sha256", options.secret ?? gateway.keys.jwtSecret)
      .update(text)
      .digest("base64url")}`;
  };
  const good = () => ({
    sub: adaId,
    aud: "authenticated",
    role: "authenticated",
    exp: Math.floor(Date.now() / 1000) + 60,
  });
  const ask = async (token: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${gateway.url}/rest/v1/rpc/who_asks`, {
      headers: { apikey: gateway.keys.publishableKey, authorization: `Bearer ${token}`, ...headers },
    });
    return [answer.status, (await answer.json()).code ?? "no code"];
  };

  test("is taken when it is a token of ours", async () => {
    expect(await ask(sign(good()))).toEqual([200, "no code"]);
  });

  test("may be a key of the older kind, a token of ours without a person: its role counts", async () => {
    for (const role of ["anon", "service_role"]) {
      const token = sign({ role, exp: good().exp });
      const answer = await fetch(`${gateway.url}/rest/v1/rpc/who_asks`, {
        headers: { apikey: gateway.keys.publishableKey, authorization: `Bearer ${token}` },
      });
      expect(await answer.json()).toMatchObject({ role, sub: null });
    }
    for (const role of [
      "postgres",
      "authenticator",
      "supabase_auth_admin",
      "supabase_storage_admin",
      "quarterdeck_person",
    ]) {
      expect(await ask(sign({ role, exp: good().exp }))).toEqual([401, "42501"]);
    }
  });

  test.each([
    ["another's signature", () => sign(good(), { secret: "another" }), "PGRST301"],
    ["no algorithm", () => `${sign(good(), { alg: "none" }).split(".").slice(0, 2).join(".")}.`, "PGRST301"],
    ["an algorithm named none", () => sign(good(), { alg: "none" }), "PGRST301"],
    ["an expiry in the past", () => sign({ ...good(), exp: 1_700_000_000 }), "PGRST303"],
    ["another audience", () => sign({ ...good(), aud: "elsewhere" }), "PGRST303"],
    ["an issue in the future", () => sign({ ...good(), iat: Math.floor(Date.now() / 1000) + 600 }), "PGRST303"],
    ["no form of a token", () => "made-up", "PGRST301"],
  ])("is refused with 401 for %s, by the data API and by Auth", async (_, make, code) => {
    expect(await ask(make())).toEqual([401, code]);
    const user = await fetch(`${gateway.url}/auth/v1/user`, {
      headers: { apikey: gateway.keys.publishableKey, authorization: `Bearer ${make()}` },
    });
    expect([401, 403]).toContain(user.status);
  });

  test("is refused without a key, with an unknown one, and with the secret key out of a browser", async () => {
    const url = `${gateway.url}/rest/v1/numbers?limit=1`;
    const read = async (headers: Record<string, string>) => {
      const answer = await fetch(url, { headers });
      return [answer.status, answer.headers.get("sb-error-code")];
    };
    expect(await read({})).toEqual([401, "UNAUTHORIZED_MISSING_API_KEY"]);
    expect(await read({ apikey: "sb_secret_made-up" })).toEqual([401, "UNAUTHORIZED_INVALID_API_KEY"]);
    const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140" };
    expect(await read({ apikey: gateway.keys.secretKey, ...browser })).toEqual([
      401,
      "UNAUTHORIZED_INVALID_API_KEY_TYPE",
    ]);
    expect((await read({ apikey: gateway.keys.publishableKey, ...browser }))[0]).toBe(200);
    const service = createClient(gateway.url, gateway.keys.secretKey, {
      auth: { persistSession: false },
      global: { headers: browser },
    });
    expect((await service.rpc("who_asks")).status).toBe(401);
  });

  test("the description of the whole API is for the secret key", async () => {
    const read = async (apikey: string) => (await fetch(`${gateway.url}/rest/v1/`, { headers: { apikey } })).status;
    expect(await read(gateway.keys.publishableKey)).toBe(403);
    expect(await read(gateway.keys.secretKey)).toBe(200);
  });
});

describe("reading", () => {
  test("filters, orders, pages and counts", async () => {
    const some = await ada
      .from("books")
      .select("title", { count: "exact" })
      .gt("pages", 200)
      .order("pages")
      .range(0, 1);
    expect(some).toMatchObject({ count: 3, status: 206, data: [{ title: "Solaris" }, { title: "Wizard" }] });
    const head = await ada.from("books").select("*", { count: "exact", head: true });
    expect(head).toMatchObject({ count: 3, data: null });
    expect((await ada.from("books").select("id").contains("tags", ["sea"])).data).toEqual([{ id: 3 }]);
    expect((await ada.from("books").select("id").or("pages.lt.205,title.ilike.the*").order("id")).data).toEqual([
      { id: 1 },
      { id: 3 },
    ]);
    expect((await ada.from("books").select("id").range(10, 12)).data).toEqual([]);
    expect((await ada.from("books").select("id").csv()).data).toBe("id\n1\n2\n3");
  });

  test("embeds what belongs to it, both ways, and filters by it", async () => {
    expect(
      (
        await ada
          .from("authors")
          .select("name, books(title)")
          .eq("id", 1)
          .order("title", { referencedTable: "books" })
          .single()
      ).data,
    ).toEqual({
      name: "Ursula",
      books: [{ title: "The Dispossessed" }, { title: "Wizard" }],
    });
    expect(
      (await ada.from("books").select("title, author:authors!inner(name)").eq("author.name", "Stanisław")).data,
    ).toEqual([{ title: "Solaris", author: { name: "Stanisław" } }]);
    expect((await ada.from("authors").select("id, books(count)").order("id")).data).toEqual([
      { id: 1, books: [{ count: 2 }] },
      { id: 2, books: [{ count: 1 }] },
    ]);
  });

  test("one row is one row, or says that it is none or several", async () => {
    expect((await ada.from("books").select("title").eq("id", 1).single()).data).toEqual({ title: "The Dispossessed" });
    expect((await ada.from("books").select().eq("id", 99).single()).error).toMatchObject({ code: "PGRST116" });
    expect((await ada.from("books").select().single()).error).toMatchObject({ code: "PGRST116" });
    expect(await ada.from("books").select().eq("id", 99).maybeSingle()).toMatchObject({ data: null, error: null });
  });

  test("never gives more than a thousand rows at once", async () => {
    expect((await anyone.from("numbers").select("n")).data).toHaveLength(1_000);
    expect((await anyone.from("numbers").select("n").limit(2_000)).data).toHaveLength(1_000);
    expect((await anyone.from("numbers").select("n", { count: "exact" }).range(2_000, 2_999)).data).toHaveLength(500);
  });

  test("goes through views that keep the policies, and sees only the exposed schema", async () => {
    expect((await ada.from("long_books").select("title")).data).toEqual([{ title: "The Dispossessed" }]);
    expect((await anyone.from("long_books").select("title")).data).toEqual([]);
    for (const schema of ["inner_room", "auth", "storage"]) {
      expect((await service.schema(schema).from("secrets").select()).error).toMatchObject({ code: "PGRST106" });
    }
  });
});

describe("writing", () => {
  test("obeys the policies, and says so with PostgreSQL's own code", async () => {
    expect(
      (await ada.from("authors").insert({ id: 10, name: "Ada", owner_id: adaId }).select().single()).data,
    ).toMatchObject({ id: 10 });
    expectConsole("error", /row-level security/);
    expect((await ada.from("authors").insert({ id: 11, name: "Eve" })).error).toMatchObject({ code: "42501" });
    expect((await ada.from("authors").delete().eq("id", 77).select()).data).toEqual([]);
    expect((await anyone.from("authors").update({ name: "x" }).eq("id", 1).select()).data).toEqual([]);
    expect((await service.from("authors").select("id").eq("id", 1)).data).toEqual([{ id: 1 }]);
  });

  test("inserts, changes by a filter, replaces on a conflict, and deletes", async () => {
    const rows = [
      { id: 20, author_id: 1, title: "A", pages: 1 },
      { id: 21, author_id: 1, title: "B", pages: 2 },
    ];
    expect(await ada.from("books").insert(rows)).toMatchObject({ status: 201, data: null, error: null });
    expect(
      (await ada.from("books").upsert({ id: 20, author_id: 1, title: "A", pages: 9 }).select("pages")).data,
    ).toEqual([{ pages: 9 }]);
    const same = { id: 30, author_id: 1, title: "B", pages: 3 };
    expect(
      (await ada.from("books").upsert(same, { onConflict: "author_id,title", ignoreDuplicates: true }).select()).data,
    ).toEqual([]);
    expect(
      (await ada.from("books").update({ pages: 5 }).in("id", [20, 21]).select("id, pages").order("id")).data,
    ).toEqual([
      { id: 20, pages: 5 },
      { id: 21, pages: 5 },
    ]);
    expect((await ada.from("books").delete({ count: "exact" }).in("id", [20, 21])).count).toBe(2);
  });
});

describe("functions", () => {
  test("are called with their arguments, and give rows that can be filtered", async () => {
    expect((await anyone.rpc("add", { a: 2, b: 3 })).data).toBe(5);
    expect((await anyone.rpc("add", { a: 2, b: 3 }, { get: true })).data).toBe(5);
    expect((await ada.rpc("books_of", { author: 1 }).select("title").gt("pages", 300)).data).toEqual([
      { title: "The Dispossessed" },
    ]);
  });

  test("that raise are answered with what they raised, and the status that follows from it", async () => {
    expectConsole("error", /no/);
    expect(await anyone.rpc("refuse")).toMatchObject({
      status: 400,
      error: { code: "P0001", message: "no", details: "because", hint: "ask" },
    });
    expect(await anyone.rpc("refuse_as", { status: "PT409" })).toMatchObject({ status: 409 });
    expect((await anyone.rpc("nobody_wrote_this")).error).toMatchObject({ code: "PGRST202" });
  });
});

describe("refusals have the codes of a hosted project", () => {
  test.each([
    ["an unknown table", () => ada.from("nothing").select(), 404, "PGRST205"],
    ["an unknown column", () => ada.from("books").select("nothing"), 400, "42703"],
    ["an unknown relation between tables", () => ada.from("books").select("numbers(n)"), 400, "PGRST200"],
    ["an unknown column of a row", () => ada.from("books").insert({ nothing: 1 }), 400, "PGRST204"],
    ["a malformed filter", () => ada.from("books").select().filter("id", "nope", 1), 400, "PGRST100"],
    ["a value of another type", () => ada.from("books").select().eq("id", "x"), 400, "22P02"],
    ["a missing value", () => ada.from("books").insert({ id: 40, author_id: 1 }), 400, "23502"],
    ["a duplicate", () => ada.from("books").insert({ id: 1, author_id: 1, title: "x" }), 409, "23505"],
    ["a missing parent", () => ada.from("books").insert({ id: 41, author_id: 99, title: "x" }), 409, "23503"],
    ["a failed check", () => ada.from("books").insert({ id: 42, author_id: 1, title: "x", pages: -1 }), 400, "23514"],
    ["a table without a grant, signed in", () => ada.from("hidden").select(), 403, "42501"],
    ["a table without a grant, signed out", () => anyone.from("hidden").select(), 401, "42501"],
  ])("%s", async (_, ask, status, code) => {
    // The log names the refusal, and nothing of the row.
    if (!/^PGRST(200|204)$/.test(code)) expectConsole("error", /^data API: (?!.*contains)/);
    expect(await ask()).toMatchObject({ status, error: { code }, data: null });
  });
});
