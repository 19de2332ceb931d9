import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectConsole } from "#testing/console.ts";
import { startTestGateway, type TestGateway } from "./testing/gateway-rig.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(async url => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`
      create table public.notes (id bigint generated always as identity primary key, owner_id uuid not null references auth.users, body text);
      alter table public.notes enable row level security;
      revoke all on public.notes from anon, authenticated;
      grant select, insert on public.notes to authenticated;
      create policy notes_select on public.notes for select to authenticated using (owner_id = (select auth.uid()));
      create policy notes_insert on public.notes for insert to authenticated with check (owner_id = (select auth.uid()));
      create table public.open_board (id int primary key, body text);
      insert into public.open_board values (1, 'for everybody');
      create function public.who_asks() returns text language sql stable as $$ select current_user::text $$;
    `);
    await client.end();
  });
});

afterAll(() => gateway.stop());

async function signUp(): Promise<SupabaseClient> {
  const client = gateway.connect();
  const { error, data } = await client.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: "a long password",
  });
  expect(error).toBeNull();
  expect(data.session?.access_token).toBeTypeOf("string");
  return client;
}

test("a person signs up, is signed in at once, and signs in again with the password", async () => {
  const client = gateway.connect();
  const email = `${crypto.randomUUID()}@example.com`;
  const created = await client.auth.signUp({ email, password: "a long password" });
  expect(created.error).toBeNull();
  await client.auth.signOut();
  const wrong = await client.auth.signInWithPassword({ email, password: "another password" });
  expect(wrong.error?.status).toBe(400);
  const again = await client.auth.signInWithPassword({ email, password: "a long password" });
  expect(again.data.user?.id).toBe(created.data.user?.id);
  const refreshed = await client.auth.refreshSession();
  expect(refreshed.error).toBeNull();
});

test("a person reads only their own rows", async () => {
  const [ada, bob] = await Promise.all([signUp(), signUp()]);
  const ownerId = (await ada.auth.getUser()).data.user?.id;
  const inserted = await ada.from("notes").insert({ owner_id: ownerId, body: "mine" }).select();
  expect(inserted.error).toBeNull();
  expect((await ada.from("notes").select("body")).data).toEqual([{ body: "mine" }]);
  expect((await bob.from("notes").select("body")).data).toEqual([]);
  expectConsole("error", /violates row-level security policy for table "notes"/);
  const forged = await bob.from("notes").insert({ owner_id: ownerId, body: "forged" });
  expect(forged.error?.code).toBe("42501");
});

test("a signed-out request runs as anon", async () => {
  expect((await gateway.connect().rpc("who_asks")).data).toBe("anon");
  expectConsole("error", /permission denied for table notes/);
  const refused = await gateway.connect().from("notes").select();
  expect(refused.error?.code).toBe("42501");
  expect(refused.data).toBeNull();
});

test("a signed-in request runs as authenticated and the secret key as service_role", async () => {
  expect((await (await signUp()).rpc("who_asks")).data).toBe("authenticated");
  const secret = createClient(gateway.url, gateway.keys.secretKey, { auth: { persistSession: false } });
  expect((await secret.rpc("who_asks")).data).toBe("service_role");
});

test("a request without a key, or with a forged token, is refused", async () => {
  const bare = await fetch(`${gateway.url}/rest/v1/open_board`);
  expect(bare.status).toBe(401);
  const [header, body] = ((await (await signUp()).auth.getSession()).data.session?.access_token ?? "").split(".");
  const forged = await fetch(`${gateway.url}/rest/v1/open_board`, {
    headers: { apikey: gateway.keys.publishableKey, authorization: `Bearer ${header}.${body}.AAAA` },
  });
  expect(forged.status).toBe(401);
});

test("serving requests changes no grant of the migrations", async () => {
  await (await signUp()).from("notes").select();
  const client = new pg.Client({ connectionString: gateway.database.url });
  await client.connect();
  const { rows } = await client.query(
    "select has_table_privilege('anon', 'public.notes', 'select') as anon, has_table_privilege('authenticated', 'public.notes', 'delete') as person",
  );
  await client.end();
  expect(rows).toEqual([{ anon: false, person: false }]);
});

test("without a mail server the mails of the sign-in flows are kept in a private folder", async () => {
  const client = await signUp();
  const email = (await client.auth.getUser()).data.user?.email ?? "";
  const { error } = await client.auth.resetPasswordForEmail(email);
  expect(error).toBeNull();
  expect(await gateway.readMails(email)).toMatchObject([{ kind: "recovery", state: "kept" }]);
});
