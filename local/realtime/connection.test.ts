import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { expectConsole } from "#testing/console.ts";
import { listenTo, type RealtimeRig, startRealtimeRig, type Vsn } from "./testing/realtime-rig.ts";

let rig: RealtimeRig;
const inTime = { timeout: 15_000 };

beforeAll(async () => {
  rig = await startRealtimeRig({ maxEventsPerSecond: 1_000_000 });
});

afterAll(() => rig.stop());

const addressOf = (vsn: Vsn) => `/realtime/v1/websocket?apikey=${rig.keys.publishableKey}&vsn=${vsn}`;

/** A bare socket, for what the official client never sends. */
async function openBare(vsn: Vsn) {
  const socket = new WebSocket(rig.url.replace("http", "ws") + addressOf(vsn));
  const frames: unknown[] = [];
  socket.on("message", data => frames.push(JSON.parse(String(data))));
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return { socket, frames };
}

const joinOf = (token: string) => ({ access_token: token, config: { private: true } });

test.each([
  ["1.0.0", { topic: "phoenix", event: "heartbeat", payload: {}, ref: "7" }],
  ["2.0.0", [null, "7", "phoenix", "heartbeat", {}]],
] as const)("what cannot be read is dropped, and the connection with serializer %s goes on", async (vsn, heartbeat) => {
  const { socket, frames } = await openBare(vsn);
  const nonsense = ["", "{", "null", "[]", "[1,2]", '{"topic":1}', '[null,"1","a"]', '"text"', "[[],[],[],[],[]]"];
  for (const text of nonsense) socket.send(text);
  for (const bytes of [[], [3], [3, 255, 255, 255, 255, 255, 1, 0], [9, 9, 9, 9, 9, 9, 9, 9]])
    socket.send(Buffer.from(bytes));
  socket.send(JSON.stringify(heartbeat));
  await vi.waitFor(() => expect(frames).toHaveLength(1), inTime);
  expect(JSON.stringify(frames[0])).toContain('"status":"ok"');
  socket.close();
});

test("a message for a topic that is not joined, or meant for another kind of server, is answered", async () => {
  const { socket, frames } = await openBare("2.0.0");
  socket.send(JSON.stringify([null, "1", "realtime:nowhere", "broadcast", {}]));
  socket.send(JSON.stringify([null, "2", "realtime:nowhere", "phx_leave", {}]));
  socket.send(JSON.stringify(["3", "3", "elsewhere", "phx_join", joinOf("")]));
  socket.send(JSON.stringify(["4", "4", "realtime:", "phx_join", joinOf("")]));
  await vi.waitFor(() => expect(frames).toHaveLength(4), inTime);
  expect(frames).toEqual([
    [null, "1", "realtime:nowhere", "phx_reply", { status: "error", response: { reason: "unmatched topic" } }],
    [null, "2", "realtime:nowhere", "phx_reply", { status: "ok", response: {} }],
    ["3", "3", "elsewhere", "phx_reply", { status: "error", response: { reason: "unmatched topic" } }],
    ["4", "4", "realtime:", "phx_reply", expect.objectContaining({ status: "error" })],
  ]);
  socket.close();
});

test("joining a topic twice closes the first channel, and what is still meant for it is ignored", async () => {
  const room = `room-${randomUUID()}`;
  const { token } = await rig.enter(room);
  const { socket, frames } = await openBare("2.0.0");
  const topic = `realtime:${room}`;
  socket.send(JSON.stringify(["1", "1", topic, "phx_join", joinOf(token)]));
  socket.send(JSON.stringify(["2", "2", topic, "phx_join", joinOf(token)]));
  socket.send(JSON.stringify(["1", "3", topic, "phx_leave", {}]));
  socket.send(JSON.stringify(["2", "4", topic, "phx_leave", {}]));
  const ok = (ref: string) => [ref, topic, "phx_reply", expect.objectContaining({ status: "ok" })];
  await vi.waitFor(() => expect(frames).toHaveLength(5), inTime);
  expect(frames).toEqual([
    ["1", ...ok("1")],
    ["1", "1", topic, "phx_close", {}],
    ["2", ...ok("2")],
    ["2", ...ok("4")],
    ["2", "2", topic, "phx_close", {}],
  ]);
  socket.close();
});

/** A socket that joins and then reads nothing more; returns what ends it. */
async function openDeaf(room: string, token: string): Promise<{ wire: Socket; isCut: () => boolean }> {
  const { hostname, port } = new URL(rig.url);
  const wire = connect(Number(port), hostname);
  let isCut = false;
  wire.on("error", () => undefined).on("close", () => (isCut = true));
  wire.write(
    `GET ${addressOf("2.0.0")} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`,
  );
  const text = Buffer.from(JSON.stringify(["1", "1", `realtime:${room}`, "phx_join", joinOf(token)]));
  const head = Buffer.from([0x81, 0x80 | 126, text.length >> 8, text.length & 255, 0, 0, 0, 0]);
  let heard = "";
  wire.on("data", data => (heard += data.toString("latin1")));
  await vi.waitFor(() => expect(heard).toContain("101"), inTime);
  wire.write(Buffer.concat([head, text]));
  await vi.waitFor(() => expect(heard).toContain('"status":"ok"'), inTime);
  wire.pause();
  return { wire, isCut: () => isCut };
}

test("clients that do not read delay nobody, fill no memory and are cut off", async () => {
  const room = `room-${randomUUID()}`;
  const { client, token } = await rig.enter(room);
  const deaf = await Promise.all(Array.from({ length: 5 }, () => openDeaf(room, token)));
  const listener = listenTo(client, room);
  await listener.reach("SUBSCRIBED");
  const text = "x".repeat(1_000_000);
  const before = process.memoryUsage().rss;
  const delaysMs: number[] = [];
  for (let count = 1; count <= 40; count += 1) {
    const sentAt = performance.now();
    await rig.sendFromDatabase(room, { text });
    await vi.waitFor(() => expect(listener.received).toHaveLength(count), { ...inTime, interval: 1 });
    delaysMs.push(performance.now() - sentAt);
    listener.received.fill({ event: "", payload: {} });
  }
  // 200 MB were meant for them. They share the frames that wait, and a megabyte passes as quickly as without them.
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  expect(delaysMs.toSorted((a, b) => a - b)[20]).toBeLessThan(2_000);
  for (const { wire, isCut } of deaf) {
    wire.resume();
    await vi.waitFor(() => expect(isCut()).toBe(true), inTime);
  }
}, 60_000);

test("a client that floods is read no faster than it is answered, and others go on", async () => {
  const room = `room-${randomUUID()}`;
  const { token } = await rig.enter(room, { maySpeak: true });
  const other = listenTo((await rig.enter(room)).client, room);
  await other.reach("SUBSCRIBED");
  const { socket, frames } = await openBare("2.0.0");
  socket.send(JSON.stringify(["1", "1", `realtime:${room}`, "phx_join", joinOf(token)]));
  for (let number = 1; number <= 5_000; number += 1) {
    socket.send(JSON.stringify(["1", null, `realtime:${room}`, "broadcast", { event: "said", payload: { number } }]));
  }
  await vi.waitFor(() => expect(other.received).toHaveLength(5_000), inTime);
  expect(other.received.at(-1)?.payload).toEqual({ number: 5_000 });
  expect(frames).toHaveLength(1);
  socket.close();
}, 30_000);

test("fifty cut connections, a restarted server and a lost database feed all end in step with the database", async () => {
  const room = `room-${randomUUID()}`;
  const sender = new pg.Client({ connectionString: rig.database.url });
  const admin = new pg.Client({ connectionString: rig.database.adminUrl });
  await Promise.all([sender.connect(), admin.connect()]);
  await sender.query("create table public.counter (room text primary key, value int); ");
  await sender.query("insert into counter values ($1, 0)", [room]);
  const { client } = await rig.enter(room);
  let shown = -1;
  const read = async () => {
    const { rows } = await rig.owner.query<{ value: number }>("select value from counter where room = $1", [room]);
    shown = rows[0]?.value ?? -1;
  };
  // As a page does: it reads everything when it has joined, and again when it is told.
  let reading = Promise.resolve();
  const look = () => {
    reading = reading.then(read);
  };
  const listener = client.channel(room, { config: { private: true } });
  let joins = 0;
  listener.on("broadcast", { event: "*" }, look).subscribe(status => {
    if (status !== "SUBSCRIBED") return;
    joins += 1;
    look();
  });
  let value = 0;
  let isOver = false;
  const changing = (async () => {
    while (!isOver) {
      value += 1;
      await sender.query("begin");
      await sender.query("update counter set value = $2 where room = $1", [room, value]);
      await sender.query("select realtime.send('{}', 'changed', $1)", [room]);
      await sender.query("commit");
    }
  })();
  expectConsole("error", /no feed from the database/);
  for (let cut = 1; cut <= 52; cut += 1) {
    await vi.waitFor(() => expect(joins).toBeGreaterThanOrEqual(cut), { ...inTime, interval: 5 });
    if (cut === 25) await rig.restart();
    else if (cut === 50) {
      await admin.query(
        "select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database()",
      );
    } else rig.cut();
  }
  await vi.waitFor(() => expect(joins).toBeGreaterThanOrEqual(53), inTime);
  isOver = true;
  await changing;
  await Promise.all([sender.end(), admin.end()]);
  await vi.waitFor(() => expect(shown).toBe(value), { timeout: 5_000 });
}, 120_000);
