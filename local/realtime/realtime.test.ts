import type { RealtimeChannel, SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestGateway, type TestGateway } from "../supabase/testing/gateway-rig.ts";

let gateway: TestGateway;
let owner: pg.Client;

type Received = { event: string; payload: Record<string, unknown> };
type Status = { name: string; message: string | undefined };

beforeAll(async () => {
  gateway = await startTestGateway(async url => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`
      create table public.room_members (room text, person uuid, may_speak boolean default false, primary key (room, person));
      alter table public.room_members enable row level security;
      create policy own_memberships on public.room_members for select to authenticated using (person = (select auth.uid()));
      create policy members_listen on realtime.messages for select to authenticated using (
        extension = 'broadcast' and exists (select from public.room_members where room = (select realtime.topic()) and person = (select auth.uid()))
      );
      create policy speakers_speak on realtime.messages for insert to authenticated with check (
        extension = 'broadcast' and exists (select from public.room_members where room = (select realtime.topic()) and person = (select auth.uid()) and may_speak)
      );
    `);
    await client.end();
  });
  owner = new pg.Client({ connectionString: gateway.database.url });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await gateway.stop();
});

async function enter(
  room: string,
  options: { maySpeak?: boolean; vsn?: "1.0.0" | "2.0.0" } = {},
): Promise<SupabaseClient> {
  const client = await signUp(options.vsn);
  const person = (await client.auth.getUser()).data.user?.id;
  await owner.query("insert into room_members values ($1, $2, $3)", [room, person, options.maySpeak ?? false]);
  return client;
}

async function signUp(vsn: "1.0.0" | "2.0.0" = "2.0.0"): Promise<SupabaseClient> {
  const client = gateway.connect(vsn);
  const { error } = await client.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: "a long password",
  });
  expect(error).toBeNull();
  return client;
}

function listen(client: SupabaseClient, room: string, config: Record<string, unknown> = {}) {
  const received: Received[] = [];
  const statuses: Status[] = [];
  const channel: RealtimeChannel = client.channel(room, { config: { private: true, ...config } });
  channel.on("broadcast", { event: "*" }, message => received.push({ event: message.event, payload: message.payload }));
  channel.subscribe((name, error) => statuses.push({ name, message: error?.message }));
  const reach = (name: string) => vi.waitFor(() => expect(statuses.map(status => status.name)).toContain(name), 5_000);
  return { channel, received, statuses, reach };
}

const sendFromDatabase = (room: string, payload: unknown) =>
  owner.query("select realtime.send($1::jsonb, 'changed', $2)", [JSON.stringify(payload), room]);

for (const vsn of ["1.0.0", "2.0.0"] as const) {
  test(`a member hears what the database broadcasts, with serializer ${vsn}`, async () => {
    const room = `room-${crypto.randomUUID()}`;
    const listener = listen(await enter(room, { vsn }), room);
    await listener.reach("SUBSCRIBED");
    await sendFromDatabase(room, { greeting: "grüß dich 🚢" });
    await vi.waitFor(() => expect(listener.received).toHaveLength(1));
    expect(listener.received[0]).toEqual({
      event: "changed",
      payload: { greeting: "grüß dich 🚢", id: expect.any(String) },
    });
  });

  test(`a speaker's broadcast reaches the others with a receipt, with serializer ${vsn}`, async () => {
    const room = `room-${crypto.randomUUID()}`;
    const speaker = listen(await enter(room, { maySpeak: true, vsn }), room, { broadcast: { ack: true } });
    const others = [
      listen(await enter(room, { vsn: "1.0.0" }), room),
      listen(await enter(room, { vsn: "2.0.0" }), room),
    ];
    await Promise.all([speaker, ...others].map(item => item.reach("SUBSCRIBED")));
    expect(await speaker.channel.send({ type: "broadcast", event: "said", payload: { words: "é" } })).toBe("ok");
    for (const other of others) {
      await vi.waitFor(() => expect(other.received).toEqual([{ event: "said", payload: { words: "é" } }]));
    }
    expect(speaker.received).toEqual([]);
  });
}

test("somebody who is no member, and somebody signed out, are refused by name", async () => {
  const room = `room-${crypto.randomUUID()}`;
  for (const client of [await signUp(), gateway.connect()]) {
    const listener = listen(client, room);
    await listener.reach("CHANNEL_ERROR");
    expect(listener.statuses[0]?.message).toContain(
      `Unauthorized: You do not have permissions to read from this Channel topic: ${room}`,
    );
    await client.removeAllChannels();
  }
});

test("a member without the right to speak is told so and nobody hears them", async () => {
  const room = `room-${crypto.randomUUID()}`;
  const mute = listen(await enter(room), room, { broadcast: { ack: true } });
  const other = listen(await enter(room), room);
  await Promise.all([mute.reach("SUBSCRIBED"), other.reach("SUBSCRIBED")]);
  expect(await mute.channel.send({ type: "broadcast", event: "said", payload: {} })).toBe("error");
  await sendFromDatabase(room, { after: true });
  await vi.waitFor(() => expect(other.received.map(item => item.event)).toEqual(["changed"]));
});

test("public channels, postgres_changes and presence are refused by name", async () => {
  const room = `room-${crypto.randomUUID()}`;
  const client = await enter(room);
  const open = listen(client, room, { private: false });
  await open.reach("CHANNEL_ERROR");
  expect(open.statuses[0]?.message).toContain("PrivateOnly");
  await client.removeAllChannels();
  const statuses: (string | undefined)[] = [];
  client
    .channel(room, { config: { private: true } })
    .on("postgres_changes", { event: "*", schema: "public" }, () => undefined)
    .subscribe((_, error) => statuses.push(error?.message));
  await vi.waitFor(() => expect(statuses[0]).toContain("UnsupportedPostgresChanges"));
  await client.removeAllChannels();
  const present = listen(client, room, { presence: { enabled: true } });
  await present.reach("CHANNEL_ERROR");
  expect(present.statuses[0]?.message).toContain("UnsupportedPresence");
});

test("a connection with an unknown API key is refused", async () => {
  const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/realtime/v1/websocket?apikey=wrong&vsn=2.0.0`);
  const outcome = await new Promise(resolve => {
    socket.onopen = () => resolve("opened");
    socket.onerror = () => resolve("refused");
  });
  expect(outcome).toBe("refused");
});

test("a refreshed token keeps the channel, and a forged one closes it", async () => {
  const room = `room-${crypto.randomUUID()}`;
  const client = await enter(room);
  const listener = listen(client, room);
  await listener.reach("SUBSCRIBED");
  const { data } = await client.auth.refreshSession();
  await client.realtime.setAuth(data.session?.access_token ?? null);
  await sendFromDatabase(room, { after: "refresh" });
  await vi.waitFor(() => expect(listener.received).toHaveLength(1));
  const [header, body] = (data.session?.access_token ?? "").split(".");
  await client.realtime.setAuth(`${header}.${body}.AAAA`);
  await listener.reach("CLOSED");
});

test("a removed member hears nothing after five seconds, while the others go on", async () => {
  const room = `room-${crypto.randomUUID()}`;
  const leaving = await enter(room);
  const [gone, staying] = [listen(leaving, room), listen(await enter(room), room)];
  await Promise.all([gone.reach("SUBSCRIBED"), staying.reach("SUBSCRIBED")]);
  const person = (await leaving.auth.getUser()).data.user?.id;
  await owner.query("delete from room_members where person = $1", [person]);
  await gone.reach("CLOSED");
  await sendFromDatabase(room, { secret: true });
  await vi.waitFor(() => expect(staying.received).toHaveLength(1));
  expect(gone.received).toEqual([]);
});

test("what a rolled-back transaction broadcast is heard by nobody", async () => {
  const room = `room-${crypto.randomUUID()}`;
  const listener = listen(await enter(room), room);
  await listener.reach("SUBSCRIBED");
  await owner.query("begin");
  await sendFromDatabase(room, { number: 1 });
  await owner.query("rollback");
  await sendFromDatabase(room, { number: 2 });
  await vi.waitFor(() => expect(listener.received.map(item => item.payload.number)).toEqual([2]));
});

test("fifty clients hear a commit within milliseconds", async () => {
  const room = `room-${crypto.randomUUID()}`;
  const client = await enter(room);
  const arrivals: number[] = [];
  let sentAtMs = 0;
  const token = (await client.auth.getSession()).data.session?.access_token ?? null;
  const channels = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const other = gateway.connect();
      await other.realtime.setAuth(token);
      const channel = other.channel(room, { config: { private: true } });
      channel.on("broadcast", { event: "changed" }, () => arrivals.push(performance.now() - sentAtMs));
      await new Promise<void>(resolve => channel.subscribe(status => status === "SUBSCRIBED" && resolve()));
      return channel;
    }),
  );
  for (let round = 1; round <= 40; round += 1) {
    sentAtMs = performance.now();
    await sendFromDatabase(room, { round });
    await vi.waitFor(() => expect(arrivals).toHaveLength(round * channels.length), { interval: 5 });
  }
  const sorted = arrivals.toSorted((left, right) => left - right);
  // From before the statement is sent until the client's callback, in one process with all fifty clients.
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(25);
});
