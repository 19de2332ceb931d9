import { randomUUID } from "node:crypto";
import type { RealtimeChannel, SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RealtimeRig, startRealtimeRig, type Vsn } from "./testing/realtime-rig.ts";

let rig: RealtimeRig;

beforeAll(async () => {
  rig = await startRealtimeRig({ maxPayloadSizeKb: 10, clientPresenceWindowMs: 60_000 });
});

afterAll(() => rig.stop());

const inTime = { timeout: 10_000 };

/** Joins with presence and keeps what the client says of it. */
async function attend(client: SupabaseClient, room: string, key?: string) {
  const events: string[] = [];
  const system: string[] = [];
  const statuses: string[] = [];
  const channel: RealtimeChannel = client.channel(room, { config: { private: true, presence: { key: key ?? "" } } });
  channel
    .on("presence", { event: "sync" }, () => events.push("sync"))
    .on("presence", { event: "join" }, ({ key: who }) => events.push(`join ${who}`))
    .on("presence", { event: "leave" }, ({ key: who }) => events.push(`leave ${who}`))
    .on("system", {}, message => system.push(message.message))
    .subscribe(status => statuses.push(status));
  await vi.waitFor(() => expect(statuses).toContain("SUBSCRIBED"), inTime);
  const see = (expected: Record<string, unknown[]>) =>
    vi.waitFor(() => {
      const state: Record<string, { presence_ref: string }[]> = channel.presenceState();
      const seen = Object.entries(state).map(([who, metas]) => [
        who,
        metas.map(({ presence_ref: _, ...rest }) => rest),
      ]);
      expect(Object.fromEntries(seen)).toEqual(expected);
    }, inTime);
  return { channel, events, system, statuses, see };
}

const enter = (room: string, vsn?: Vsn) => rig.enter(room, { mayBePresent: true }, vsn);

for (const vsn of ["1.0.0", "2.0.0"] as const) {
  test(`people see who is there, who comes, changes and goes, with serializer ${vsn}`, async () => {
    const room = `room-${randomUUID()}`;
    const anna = await attend((await enter(room, vsn)).client, room, "anna");
    expect(await anna.channel.track({ mood: "fine" })).toBe("ok");
    await anna.see({ anna: [{ mood: "fine" }] });
    const berta = await attend((await enter(room, vsn)).client, room, "berta");
    await berta.see({ anna: [{ mood: "fine" }] });
    await berta.channel.track({ mood: "busy" });
    await anna.see({ anna: [{ mood: "fine" }], berta: [{ mood: "busy" }] });
    await anna.channel.track({ mood: "tired" });
    await berta.see({ anna: [{ mood: "tired" }], berta: [{ mood: "busy" }] });
    await anna.channel.untrack();
    await berta.see({ berta: [{ mood: "busy" }] });
    expect(anna.events).toContain("join berta");
    expect(berta.events).toContain("leave anna");
    expect(anna.events[0]).toBe("sync");
  });
}

test("leaving the channel, removal and a lost connection all end presence", async () => {
  const room = `room-${randomUUID()}`;
  const watcher = await attend((await enter(room)).client, room, "watcher");
  const people = await Promise.all(
    ["left", "removed", "lost"].map(async key => {
      const person = await enter(room);
      const seat = await attend(person.client, room, key);
      await seat.channel.track({ here: true });
      return { ...person, ...seat };
    }),
  );
  await watcher.see({ left: [{ here: true }], removed: [{ here: true }], lost: [{ here: true }] });
  await people[0]?.channel.unsubscribe();
  await watcher.see({ removed: [{ here: true }], lost: [{ here: true }] });
  await rig.owner.query("delete from room_members where person = $1", [people[1]?.id]);
  await watcher.see({ lost: [{ here: true }] });
  await people[2]?.client.realtime.disconnect();
  await watcher.see({});
});

test("one person in two places is there until both are left", async () => {
  const room = `room-${randomUUID()}`;
  const watcher = await attend((await enter(room)).client, room);
  const [desk, phone] = [
    await attend((await enter(room)).client, room, "anna"),
    await attend((await enter(room)).client, room, "anna"),
  ];
  await desk.channel.track({ at: "desk" });
  await phone.channel.track({ at: "phone" });
  await watcher.see({ anna: [{ at: "desk" }, { at: "phone" }] });
  await desk.channel.untrack();
  await watcher.see({ anna: [{ at: "phone" }] });
});

test("somebody who may listen but not take part sees nobody and cannot be seen", async () => {
  const room = `room-${randomUUID()}`;
  const seen = await attend((await enter(room)).client, room, "seen");
  await seen.channel.track({ here: true });
  const outsider = await attend((await rig.enter(room)).client, room, "outsider");
  expect(await outsider.channel.track({ here: true })).toBe("error");
  await seen.see({ seen: [{ here: true }] });
  await outsider.see({});
});

test("what is tracked must be an object", async () => {
  const room = `room-${randomUUID()}`;
  const seat = await attend((await enter(room)).client, room);
  const answer = await seat.channel.track("nonsense" as unknown as Record<string, unknown>);
  expect(answer).toBe("error");
});

test("too much said of oneself, and too often, closes the channel and says why", async () => {
  const room = `room-${randomUUID()}`;
  const loud = await attend((await enter(room)).client, room);
  void loud.channel.track({ text: "x".repeat(11_000) });
  await vi.waitFor(() => expect(loud.system).toEqual(["Track message size exceeded"]), inTime);
  const busy = await attend((await enter(room)).client, room);
  for (let count = 0; count < 5; count += 1) expect(await busy.channel.track({ count })).toBe("ok");
  void busy.channel.track({ count: 6 });
  await vi.waitFor(() => expect(busy.system).toEqual(["Client presence rate limit exceeded"]), inTime);
  expect(busy.statuses).toContain("CLOSED");
});

test("a hundred who go at once are told in few messages", async () => {
  const room = `room-${randomUUID()}`;
  const crowd = (await enter(room)).client;
  const token = (await enter(room)).token;
  const clients = Array.from({ length: 100 }, () => rig.connect(token));
  const seats = await Promise.all(clients.map((client, index) => attend(client, room, `guest-${index}`)));
  const watcher = await attend(crowd, room);
  await Promise.all(seats.map(seat => seat.channel.track({ here: true })));
  await vi.waitFor(() => expect(Object.keys(watcher.channel.presenceState())).toHaveLength(100), inTime);
  await Promise.all(clients.map(client => client.realtime.disconnect()));
  await watcher.see({});
}, 60_000);
