import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { expectConsole } from "#testing/console.ts";
import { listenTo, type RealtimeRig, startRealtimeRig } from "./testing/realtime-rig.ts";

let rig: RealtimeRig;

beforeAll(async () => {
  rig = await startRealtimeRig();
});

afterAll(() => rig.stop());

const inTime = { timeout: 10_000 };

async function enterTwo() {
  const room = `room-${randomUUID()}`;
  const leaving = await rig.enter(room, { maySpeak: true });
  const [gone, staying] = [listenTo(leaving.client, room), listenTo((await rig.enter(room)).client, room)];
  await Promise.all([gone.reach("SUBSCRIBED"), staying.reach("SUBSCRIBED")]);
  return { room, leaving, gone, staying };
}

test("a removed member hears nothing that commits after the removal, and the others hear all of it", async () => {
  const sender = new pg.Client({ connectionString: rig.database.url });
  await sender.connect();
  for (let round = 0; round < 10; round += 1) {
    const { room, leaving, gone, staying } = await enterTwo();
    let number = 0;
    let isOver = false;
    const sending = (async () => {
      while (!isOver) {
        number += 1;
        await sender.query("select realtime.send(jsonb_build_object('number', $1::int), 'changed', $2)", [
          number,
          room,
        ]);
      }
    })();
    await vi.waitFor(() => expect(gone.received.length).toBeGreaterThan(5), { ...inTime, interval: 5 });
    await rig.owner.query("delete from room_members where person = $1", [leaving.id]);
    const lastAllowed = number + 1;
    await gone.reach("CLOSED");
    isOver = true;
    await sending;
    await vi.waitFor(() => expect(staying.received).toHaveLength(number), inTime);
    expect(Math.max(...gone.received.map(item => Number(item.payload.number)))).toBeLessThanOrEqual(lastAllowed);
    expect(gone.system[0]?.message).toBe(`You no longer have permission to read from this Channel topic: ${room}`);
    await Promise.all([gone, staying].map(item => item.channel.unsubscribe()));
  }
  await sender.end();
}, 60_000);

test("what the transaction of a removal itself broadcasts no longer reaches the removed", async () => {
  const { room, leaving, gone, staying } = await enterTwo();
  await rig.owner.query("begin");
  await rig.sendFromDatabase(room, { order: "before" });
  await rig.owner.query("delete from room_members where person = $1", [leaving.id]);
  await rig.sendFromDatabase(room, { order: "after" });
  await rig.owner.query("commit");
  await vi.waitFor(() => expect(staying.received).toHaveLength(2), inTime);
  await gone.reach("CLOSED");
  expect(gone.received).toEqual([]);
});

test("a right that is changed, truncated away or refused by another table ends at once too", async () => {
  await rig.owner.query("create table if not exists public.bans (person uuid primary key)");
  await rig.owner.query("alter table public.bans enable row level security");
  await rig.owner.query("create policy own on public.bans for select to authenticated using (person = auth.uid())");
  await rig.owner.query(`create policy not_banned on realtime.messages as restrictive for select to authenticated
    using (not exists (select from public.bans))`);
  const endings = [
    (id: string) => rig.owner.query("update room_members set room = 'elsewhere' where person = $1", [id]),
    (id: string) => rig.owner.query("insert into bans values ($1)", [id]),
    () => rig.owner.query("truncate room_members"),
  ];
  for (const end of endings) {
    const { room, leaving, gone } = await enterTwo();
    await end(leaving.id);
    // Had the right not ended with the commit, this would be heard at once, long before the repeated check.
    await rig.sendFromDatabase(room, { secret: true });
    await gone.reach("CLOSED");
    expect(gone.received).toEqual([]);
  }
  await rig.owner.query("drop policy not_banned on realtime.messages; drop table bans");
});

test("a member who loses the right to speak is not heard any more, while listening goes on", async () => {
  const { room, leaving, gone, staying } = await enterTwo();
  const say = (number: number) => gone.channel.send({ type: "broadcast", event: "said", payload: { number } });
  await say(1);
  await vi.waitFor(() => expect(staying.received).toHaveLength(1), inTime);
  await rig.owner.query("update room_members set may_speak = false where person = $1", [leaving.id]);
  // Comes after the change in the same stream, so the server knows of it when this is heard.
  await rig.sendFromDatabase(room, { number: 2 });
  await vi.waitFor(() => expect(gone.received).toHaveLength(1), inTime);
  await say(3);
  await rig.sendFromDatabase(room, { number: 4 });
  await vi.waitFor(() => expect(staying.received.map(item => item.payload.number)).toEqual([1, 2, 4]), inTime);
});

test("somebody removed while joining is not left listening", async () => {
  const room = `room-${randomUUID()}`;
  const people = await Promise.all(Array.from({ length: 20 }, () => rig.enter(room)));
  const listeners = people.map(person => listenTo(person.client, room));
  await rig.owner.query("delete from room_members where room = $1", [room]);
  for (const listener of listeners) {
    await vi.waitFor(() => expect(["CLOSED", "CHANNEL_ERROR"]).toContain(listener.statuses.at(-1)?.name), inTime);
  }
  await rig.sendFromDatabase(room, { secret: true });
  const late = listenTo((await rig.enter(room)).client, room);
  await late.reach("SUBSCRIBED");
  await rig.sendFromDatabase(room, { secret: false });
  await vi.waitFor(() => expect(late.received).toHaveLength(1), inTime);
  expect(listeners.flatMap(listener => listener.received)).toEqual([]);
  await Promise.all(listeners.map(listener => listener.channel.unsubscribe()));
});

test("a table without a primary key stays writable, is named in the log, and takes rights away within seconds", async () => {
  await rig.owner.query("create table public.keyless (topic text)");
  await rig.owner.query("grant select on public.keyless to authenticated");
  await rig.owner.query(`create policy keyless_open on realtime.messages for select to authenticated
    using (exists (select from public.keyless where topic = (select realtime.topic())))`);
  await rig.owner.query("insert into keyless values ('harbour')");
  expectConsole("warn", /keyless has no primary key/);
  const listener = listenTo((await rig.enter()).client, "harbour");
  await listener.reach("SUBSCRIBED");
  await rig.owner.query("delete from keyless");
  await listener.reach("CLOSED");
  await rig.owner.query("drop policy keyless_open on realtime.messages; drop table keyless");
});
