import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { expectConsole } from "#testing/console.ts";
import { listenTo, type RealtimeRig, startRealtimeRig } from "./testing/realtime-rig.ts";

let rig: RealtimeRig;

beforeAll(async () => {
  rig = await startRealtimeRig();
});

afterAll(() => rig.stop());

const inTime = { timeout: 10_000 };

for (const vsn of ["1.0.0", "2.0.0"] as const) {
  test(`a member hears what the database broadcasts, with serializer ${vsn}`, async () => {
    const room = `room-${randomUUID()}`;
    const listener = listenTo((await rig.enter(room, {}, vsn)).client, room);
    await listener.reach("SUBSCRIBED");
    await rig.sendFromDatabase(room, { greeting: "grüß dich 🚢" });
    await vi.waitFor(() => expect(listener.received).toHaveLength(1), inTime);
    const { id } = listener.received[0]?.payload ?? {};
    expect(listener.received[0]).toEqual({
      type: "broadcast",
      event: "changed",
      payload: { greeting: "grüß dich 🚢", id: expect.any(String) },
      meta: { id },
    });
  });

  test(`a speaker's broadcast reaches the others with a receipt, with serializer ${vsn}`, async () => {
    const room = `room-${randomUUID()}`;
    const { client } = await rig.enter(room, { maySpeak: true }, vsn);
    const speaker = listenTo(client, room, { broadcast: { ack: true } });
    const others = [
      listenTo((await rig.enter(room, {}, "1.0.0")).client, room),
      listenTo((await rig.enter(room, {}, "2.0.0")).client, room),
    ];
    await Promise.all([speaker, ...others].map(item => item.reach("SUBSCRIBED")));
    expect(await speaker.channel.send({ type: "broadcast", event: "said", payload: { words: "é" } })).toBe("ok");
    for (const other of others) {
      await vi.waitFor(() => expect(other.received).toHaveLength(1), inTime);
      expect(other.received[0]).toEqual({ type: "broadcast", event: "said", payload: { words: "é" } });
    }
    expect(speaker.received).toEqual([]);
  });

  test(`a speaker who asks for it hears itself, and gets receipts only when it asks, with serializer ${vsn}`, async () => {
    const room = `room-${randomUUID()}`;
    const { client } = await rig.enter(room, { maySpeak: true }, vsn);
    const speaker = listenTo(client, room, { broadcast: { self: true } });
    await speaker.reach("SUBSCRIBED");
    expect(await speaker.channel.send({ type: "broadcast", event: "said", payload: { words: 1 } })).toBe("ok");
    await vi.waitFor(() => expect(speaker.received).toHaveLength(1), inTime);
  });

  test(`a heartbeat is answered, with serializer ${vsn}`, async () => {
    const { client } = await rig.enter(undefined, {}, vsn);
    const beats: string[] = [];
    client.realtime.onHeartbeat(status => beats.push(status));
    client.realtime.connect();
    await vi.waitFor(() => expect(client.realtime.isConnected()).toBe(true), inTime);
    await client.realtime.sendHeartbeat();
    await vi.waitFor(() => expect(beats).toContain("ok"), inTime);
  });

  test(`leaving ends what is heard, and the same topic can be joined again, with serializer ${vsn}`, async () => {
    const room = `room-${randomUUID()}`;
    const { client } = await rig.enter(room, {}, vsn);
    const first = listenTo(client, room);
    await first.reach("SUBSCRIBED");
    expect(await client.removeChannel(first.channel)).toBe("ok");
    await first.reach("CLOSED");
    const second = listenTo(client, room);
    await second.reach("SUBSCRIBED");
    await rig.sendFromDatabase(room, { number: 1 });
    await vi.waitFor(() => expect(second.received).toHaveLength(1), inTime);
    expect(first.received).toEqual([]);
  });
}

test("bytes pass between clients of the newer serializer, and from the database", async () => {
  const room = `room-${randomUUID()}`;
  const speaker = listenTo((await rig.enter(room, { maySpeak: true })).client, room);
  const other = listenTo((await rig.enter(room)).client, room);
  await Promise.all([speaker.reach("SUBSCRIBED"), other.reach("SUBSCRIBED")]);
  await speaker.channel.send({ type: "broadcast", event: "said", payload: new Uint8Array([1, 2, 255]).buffer });
  await vi.waitFor(() => expect(other.received).toHaveLength(1), inTime);
  await rig.owner.query("select realtime.send_binary('\\x0a0b', 'changed', $1)", [room]);
  await vi.waitFor(() => expect(other.received).toHaveLength(2), inTime);
  expect(other.received.map(({ payload }) => [...new Uint8Array(payload as unknown as ArrayBuffer)])).toEqual([
    [1, 2, 255],
    [10, 11],
  ]);
});

test("a trigger's broadcast_changes arrives in the hosted shape", async () => {
  const room = `room-${randomUUID()}`;
  const listener = listenTo((await rig.enter(room)).client, room);
  await listener.reach("SUBSCRIBED");
  await rig.owner.query(`
    create table if not exists public.boats (id int primary key, name text);
    create or replace function public.tell_boats() returns trigger language plpgsql as $$
    begin
      perform realtime.broadcast_changes(tg_argv[0], tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
      return null;
    end $$;
    create or replace trigger tell after insert or update on public.boats
      for each row execute function public.tell_boats('${room}');
    insert into public.boats values (1, 'Anna');
    update public.boats set name = 'Berta';`);
  await vi.waitFor(() => expect(listener.received).toHaveLength(2), inTime);
  const [inserted, updated] = listener.received;
  expect(inserted).toMatchObject({ event: "INSERT", payload: { record: { id: 1, name: "Anna" }, old_record: null } });
  expect(updated?.payload).toEqual({
    id: expect.any(String),
    operation: "UPDATE",
    schema: "public",
    table: "boats",
    record: { id: 1, name: "Berta" },
    old_record: { id: 1, name: "Anna" },
  });
});

test("somebody who is no member, and somebody signed out, are refused by name", async () => {
  const room = `room-${randomUUID()}`;
  for (const client of [(await rig.enter()).client, rig.connect()]) {
    const listener = listenTo(client, room);
    await listener.reach("CHANNEL_ERROR");
    expect(listener.statuses[0]?.message).toBe(
      `Unauthorized: You do not have permissions to read from this Channel topic: ${room}`,
    );
    await client.removeAllChannels();
  }
});

test("a member without the right to speak gets no receipt and nobody hears them", async () => {
  const room = `room-${randomUUID()}`;
  const mute = listenTo((await rig.enter(room)).client, room, { broadcast: { ack: true } });
  const other = listenTo((await rig.enter(room)).client, room);
  await Promise.all([mute.reach("SUBSCRIBED"), other.reach("SUBSCRIBED")]);
  const sent = mute.channel.send({ type: "broadcast", event: "said", payload: {} }, { timeout: 300 });
  expect(await sent).toBe("timed out");
  await rig.sendFromDatabase(room, { after: true });
  await vi.waitFor(() => expect(other.received.map(item => item.event)).toEqual(["changed"]), inTime);
});

test("public channels and postgres_changes are refused by name", async () => {
  const room = `room-${randomUUID()}`;
  const { client } = await rig.enter(room);
  const open = listenTo(client, room, { private: false });
  await open.reach("CHANNEL_ERROR");
  expect(open.statuses[0]?.message).toBe("PrivateOnly: This project only allows private channels");
  await client.removeAllChannels();
  const statuses: [string, string | undefined][] = [];
  client
    .channel(room, { config: { private: true } })
    .on("postgres_changes", { event: "*", schema: "public" }, () => undefined)
    .subscribe((name, error) => statuses.push([name, error?.message]));
  await vi.waitFor(() => expect(statuses).toHaveLength(1), inTime);
  expect(statuses[0]).toEqual(["CHANNEL_ERROR", expect.stringMatching(/^UnsupportedPostgresChanges: /)]);
  await client.removeAllChannels();
});

test("a policy that fails refuses its own topic and says why in the log", async () => {
  await rig.owner.query(`create policy broken on realtime.messages for select to authenticated
    using ((select realtime.topic()) = 'broken' and 1 / (case extension when 'broadcast' then 0 else 1 end) = 1)`);
  expectConsole("error", /a policy failed for broken: division by zero/);
  const broken = listenTo((await rig.enter()).client, "broken");
  const room = `room-${randomUUID()}`;
  const fine = listenTo((await rig.enter(room)).client, room);
  await Promise.all([broken.reach("CHANNEL_ERROR"), fine.reach("SUBSCRIBED")]);
  expect(broken.statuses[0]?.message).toContain("Unauthorized");
  await broken.channel.unsubscribe();
  await rig.owner.query("drop policy broken on realtime.messages");
});

test.each([
  ["no key", "", 401],
  ["an unknown key", "&apikey=wrong", 401],
  ["an unknown serializer", "&apikey=KEY&vsn=3.0.0", 400],
])("a connection with %s is refused", async (_, query, status) => {
  const address = `${rig.url.replace("http", "ws")}/realtime/v1/websocket?${query.replace("KEY", rig.keys.publishableKey)}`;
  const socket = new WebSocket(address);
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    socket.once("unexpected-response", (request, response) => {
      resolve(response.statusCode);
      request.on("error", () => undefined);
      request.destroy();
    });
    socket.once("open", () => reject(new Error("it was let in")));
    socket.on("error", () => undefined);
  });
  expect(answer).toBe(status);
});

test("a refreshed token keeps the channel, and a forged one closes it and says why", async () => {
  const room = `room-${randomUUID()}`;
  const { client, id } = await rig.enter(room);
  const listener = listenTo(client, room);
  await listener.reach("SUBSCRIBED");
  const exp = Math.floor(Date.now() / 1000) + 7_200;
  await client.realtime.setAuth(rig.sign({ sub: id, role: "authenticated", exp }));
  await rig.sendFromDatabase(room, { after: "refresh" });
  await vi.waitFor(() => expect(listener.received).toHaveLength(1), inTime);
  const [header, body] = rig.sign({ sub: id, role: "authenticated", exp: exp + 1 }).split(".");
  await client.realtime.setAuth(`${header}.${body}.AAAA`);
  await listener.reach("CLOSED");
  expect(listener.system).toContainEqual({
    extension: "system",
    status: "error",
    message: "Failed to validate JWT signature",
    channel: room,
  });
});

test("a refreshed token of somebody who may not listen closes the channel", async () => {
  const room = `room-${randomUUID()}`;
  const { client } = await rig.enter(room);
  const listener = listenTo(client, room);
  await listener.reach("SUBSCRIBED");
  const stranger = await rig.enter();
  await client.realtime.setAuth(stranger.token);
  await listener.reach("CLOSED");
  expect(listener.system[0]?.message).toContain("You no longer have permission to read from this Channel topic");
});

test("a token that expires closes the channel", async () => {
  const room = `room-${randomUUID()}`;
  const { client, id } = await rig.enter(room);
  const listener = listenTo(client, room);
  await listener.reach("SUBSCRIBED");
  const exp = Math.floor(Date.now() / 1000) + 2;
  await client.realtime.setAuth(rig.sign({ sub: id, role: "authenticated", exp }));
  await listener.reach("CLOSED");
  expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
  expect(listener.system[0]?.message).toMatch(/^Token has expired \d+ seconds ago$/);
});

test("what a rolled-back transaction broadcast is heard by nobody", async () => {
  const room = `room-${randomUUID()}`;
  const listener = listenTo((await rig.enter(room)).client, room);
  await listener.reach("SUBSCRIBED");
  await rig.owner.query("begin");
  await rig.sendFromDatabase(room, { number: 1 });
  await rig.owner.query("rollback");
  await rig.sendFromDatabase(room, { number: 2 });
  await vi.waitFor(() => expect(listener.received.map(item => item.payload.number)).toEqual([2]), inTime);
});

test("a payload that is no object is not sent, and the sender is warned as on the hosted service", async () => {
  const notices: string[] = [];
  rig.owner.on("notice", notice => notices.push(notice.message ?? ""));
  await rig.sendFromDatabase("anywhere", [1, 2]);
  expect(notices[0]).toMatch(/^WarnSendingBroadcastMessage: /);
});

test("somebody who joins late gets what was stored, once", async () => {
  const room = `room-${randomUUID()}`;
  const early = listenTo((await rig.enter(room)).client, room);
  await early.reach("SUBSCRIBED");
  const { client } = await rig.enter(room);
  const since = Date.now() - 60_000;
  for (const number of [1, 2, 3]) await rig.sendFromDatabase(room, { number });
  // What the feed has not passed on yet would come to whoever joins meanwhile, late and live.
  await vi.waitFor(() => expect(early.received).toHaveLength(3), inTime);
  const listener = listenTo(client, room, { broadcast: { replay: { since, limit: 2 } } });
  await listener.reach("SUBSCRIBED");
  await rig.sendFromDatabase(room, { number: 4 });
  await vi.waitFor(() => expect(listener.received.map(item => item.payload.number)).toEqual([2, 3, 4]), inTime);
  expect(listener.received.map(item => item.meta?.replayed)).toEqual([true, true, undefined]);
});

test("somebody who asks is told when changes of the database arrive", async () => {
  const room = `room-${randomUUID()}`;
  const listener = listenTo((await rig.enter(room)).client, room, { broadcast: { replication_ready: true } });
  await listener.reach("SUBSCRIBED");
  await vi.waitFor(() => expect(listener.system).toHaveLength(1), inTime);
  expect(listener.system[0]).toMatchObject({ status: "ok", message: "Replication connection established" });
});
