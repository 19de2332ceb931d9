/** Starts the real server over a fresh database with rooms and members, for tests that speak to it through the official client. */
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { expect, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { HOSTED_LIMITS, type RealtimeLimits } from "../limits.ts";
import { createRealtime } from "../realtime.ts";

export type Vsn = "1.0.0" | "2.0.0";
type Rights = { maySpeak?: boolean; mayBePresent?: boolean };

const ROOMS = `
  create table public.room_members (
    room text, person uuid, may_speak boolean not null, may_be_present boolean not null, primary key (room, person)
  );
  create function public.my_rights(extension text) returns table (may_speak boolean, may_be_present boolean)
  language sql stable security definer set search_path = '' as $$
    select m.may_speak, m.may_be_present from public.room_members m
    where m.room = (select realtime.topic()) and m.person = (select auth.uid())
  $$;
  create policy members_listen on realtime.messages for select to authenticated using (
    extension = 'broadcast' and exists (select from public.my_rights(extension))
    or extension = 'presence' and exists (select from public.my_rights(extension) where may_be_present)
  );
  create policy speakers_speak on realtime.messages for insert to authenticated with check (
    extension = 'broadcast' and exists (select from public.my_rights(extension) where may_speak)
    or extension = 'presence' and exists (select from public.my_rights(extension) where may_be_present)
  );`;

export type TestPerson = { id: string; token: string; client: SupabaseClient };

export type RealtimeRig = {
  url: string;
  database: TestDatabase;
  keys: { publishableKey: string; secretKey: string; jwtSecret: string };
  owner: pg.Client;
  sign: (claims: Record<string, unknown>) => string;
  connect: (token?: string, vsn?: Vsn) => SupabaseClient;
  /** A person with a client of their own, and membership of a room when one is named. */
  enter: (room?: string, rights?: Rights, vsn?: Vsn) => Promise<TestPerson>;
  sendFromDatabase: (room: string, payload: unknown) => Promise<unknown>;
  /** Cuts every connection, as a network does. */
  cut: () => void;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

export async function startRealtimeRig(limits: Partial<RealtimeLimits> = {}): Promise<RealtimeRig> {
  const database = await createTestDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(ROOMS);
  const members = new pg.Pool({ connectionString: database.url, max: 4 });
  const keys = {
    publishableKey: `sb_publishable_${randomBytes(16).toString("hex")}`,
    secretKey: `sb_secret_${randomBytes(16).toString("hex")}`,
    jwtSecret: randomBytes(32).toString("hex"),
  };
  const wires = new Set<Duplex>();
  const clients: SupabaseClient[] = [];
  let server = await listen(0);

  async function listen(port: number) {
    const databaseUrl = database.urlFor("quarterdeck_realtime");
    const realtime = createRealtime({ ...keys, databaseUrl, limits: { ...HOSTED_LIMITS, ...limits } });
    const http = createServer((incoming, outgoing) => {
      if (!realtime.acceptRequest(incoming, outgoing)) outgoing.writeHead(404).end();
    });
    http.on("connection", wire => {
      wires.add(wire);
      wire.on("close", () => wires.delete(wire));
    });
    http.on("upgrade", (request, wire, head) => realtime.acceptUpgrade(request, wire, head));
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(port, "127.0.0.1", resolve);
    });
    await realtime.start();
    const address = http.address();
    if (typeof address !== "object" || !address) throw new Error("the server has no port");
    return {
      port: address.port,
      close: async () => {
        await realtime.stop();
        http.closeAllConnections();
        await new Promise(resolve => http.close(resolve));
      },
    };
  }

  function sign(claims: Record<string, unknown>): string {
    const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    return `${text}.${createHmac("sha256", keys.jwtSecret).update(text).digest("base64url")}`;
  }

  const url = `http://127.0.0.1:${server.port}`;
  const connect = (token?: string, vsn: Vsn = "2.0.0") => {
    const client = createClient(url, keys.publishableKey, {
      realtime: { vsn, reconnectAfterMs: () => 20, logger: () => undefined },
      ...(token === undefined ? {} : { accessToken: async () => token }),
    });
    clients.push(client);
    return client;
  };

  return {
    url,
    database,
    keys,
    owner,
    sign,
    connect,
    enter: async (room, rights = {}, vsn) => {
      const id = randomUUID();
      const token = sign({ sub: id, role: "authenticated", exp: Math.floor(Date.now() / 1000) + 3_600 });
      if (room !== undefined) {
        const { maySpeak = false, mayBePresent = false } = rights;
        await members.query("insert into room_members values ($1, $2, $3, $4)", [room, id, maySpeak, mayBePresent]);
      }
      const client = connect(token, vsn);
      await client.realtime.setAuth(token);
      return { id, token, client };
    },
    sendFromDatabase: (room, payload) =>
      owner.query("select realtime.send($1::jsonb, 'changed', $2)", [JSON.stringify(payload), room]),
    cut: () => {
      for (const wire of wires) wire.destroy();
    },
    restart: async () => {
      await server.close();
      server = await listen(server.port);
    },
    stop: async () => {
      await Promise.all(clients.map(client => client.realtime.disconnect()));
      await server.close();
      await Promise.all([owner.end(), members.end()]);
      await database.drop();
    },
  };
}

export type Received = { event: string; payload: Record<string, unknown>; meta?: Record<string, unknown> };
export type Status = { name: string; message: string | undefined };

/** Subscribes to a private channel and keeps all that it hears and is told. */
export function listenTo(client: SupabaseClient, room: string, config: Record<string, unknown> = {}) {
  const received: Received[] = [];
  const statuses: Status[] = [];
  const system: { status: string; message: string }[] = [];
  const channel: RealtimeChannel = client.channel(room, { config: { private: true, ...config } });
  channel.on("broadcast", { event: "*" }, message => received.push(message as unknown as Received));
  channel.on("system", {}, message => system.push(message));
  channel.subscribe((name, error) => statuses.push({ name, message: error?.message }));
  const reach = (name: string, count = 1) =>
    vi.waitFor(() => expect(statuses.filter(status => status.name === name).length).toBeGreaterThanOrEqual(count), {
      timeout: 10_000,
    });
  return { channel, received, statuses, system, reach };
}
