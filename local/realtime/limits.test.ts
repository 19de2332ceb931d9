import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { expectConsole } from "#testing/console.ts";
import { HOSTED_LIMITS, Rate, readRealtimeLimits } from "./limits.ts";
import { listenTo, type RealtimeRig, startRealtimeRig } from "./testing/realtime-rig.ts";

const inTime = { timeout: 10_000 };
let rig: RealtimeRig;

async function startWith(limits: Parameters<typeof startRealtimeRig>[0]): Promise<RealtimeRig> {
  rig = await startRealtimeRig(limits);
  return rig;
}

test("a rate is the average of the last twelve ticks, and is exceeded until it falls below its limit", () => {
  const rate = new Rate(10, 5_000);
  rate.add(50);
  expect(rate.isExceeded).toBe(false);
  rate.tick();
  expect([rate.average, rate.isExceeded]).toEqual([10, true]);
  rate.tick();
  expect([rate.average, rate.isExceeded]).toEqual([5, false]);
  for (let tick = 0; tick < 11; tick += 1) rate.tick();
  expect(rate.average).toBe(0);
});

test("the environment changes the limits, and a value that is none is named", () => {
  expect(readRealtimeLimits({})).toEqual(HOSTED_LIMITS);
  expect(readRealtimeLimits({ REALTIME_MAX_CONCURRENT_USERS: "200" }).maxConcurrentUsers).toBe(200);
  expect(() => readRealtimeLimits({ REALTIME_MAX_PAYLOAD_SIZE_KB: "many" })).toThrow("REALTIME_MAX_PAYLOAD_SIZE_KB");
});

describe("Sizes and numbers", () => {
  beforeAll(() => startWith({ maxChannelsPerClient: 3, maxConcurrentUsers: 2, maxPayloadSizeKb: 1 }));
  afterAll(() => rig.stop());

  test("one channel too many is refused, and free again after one was left", async () => {
    const topics = Array.from({ length: 4 }, () => `room-${randomUUID()}`);
    const person = await rig.enter();
    for (const topic of topics)
      await rig.owner.query("insert into room_members values ($1, $2, false, false)", [topic, person.id]);
    const joined = topics.slice(0, 3).map(topic => listenTo(person.client, topic));
    await Promise.all(joined.map(item => item.reach("SUBSCRIBED")));
    const refused = listenTo(person.client, topics[3] ?? "");
    await refused.reach("CHANNEL_ERROR");
    expect(refused.statuses[0]?.message).toBe("ChannelRateLimitReached: Too many channels");
    await joined[0]?.channel.unsubscribe();
    // The client tries again by itself.
    await refused.reach("SUBSCRIBED");
    await person.client.realtime.disconnect();
  });

  test("one user too many is refused at the join, and then at the door", async () => {
    const room = `room-${randomUUID()}`;
    const [first, second, third] = [await rig.enter(room), await rig.enter(room), await rig.enter(room)];
    await third.client.realtime.connect();
    await vi.waitFor(() => expect(third.client.realtime.isConnected()).toBe(true), inTime);
    await Promise.all([first, second].map(({ client }) => listenTo(client, room).reach("SUBSCRIBED")));
    const refused = listenTo(third.client, room);
    await refused.reach("CHANNEL_ERROR");
    expect(refused.statuses[0]?.message).toBe("ConnectionRateLimitReached: Too many connected users");
    const address = `${rig.url.replace("http", "ws")}/realtime/v1/websocket?apikey=${rig.keys.publishableKey}`;
    const answer = await new Promise<unknown>(resolve => {
      const socket = new WebSocket(address).on("error", () => undefined);
      socket.once("unexpected-response", (request, response) => {
        request.on("error", () => undefined);
        response.once("data", body => resolve([response.statusCode, JSON.parse(String(body))]));
        response.once("end", () => request.destroy());
      });
    });
    expect(answer).toEqual([429, { error: "Too many connected users" }]);
    await Promise.all([first, second, third].map(({ client }) => client.realtime.disconnect()));
  });

  for (const vsn of ["1.0.0", "2.0.0"] as const) {
    test(`a payload that is too large is not handed on, from a client or from the database, with serializer ${vsn}`, async () => {
      const room = `room-${randomUUID()}`;
      const { client } = await rig.enter(room, { maySpeak: true }, vsn);
      const speaker = listenTo(client, room, { broadcast: { ack: true, self: true } });
      await speaker.reach("SUBSCRIBED");
      const say = (length: number) =>
        speaker.channel.send({ type: "broadcast", event: "said", payload: { text: "x".repeat(length) } });
      expect(await say(2_000)).toBe("error");
      expectConsole("error", /UnableToBroadcastChanges: payload_size_exceeded/);
      await rig.sendFromDatabase(room, { text: "x".repeat(2_000) });
      expect(await say(1_000)).toBe("ok");
      await vi.waitFor(() => expect(speaker.received).toHaveLength(1), inTime);
      expect(String(speaker.received[0]?.payload.text)).toHaveLength(1_000);
      await client.realtime.disconnect();
    });
  }
});

describe("Too many joins", () => {
  beforeAll(() => startWith({ maxJoinsPerSecond: 0.5, tickMs: 100 }));
  afterAll(() => rig.stop());

  test("are refused by name, the socket is closed, and later ones are let in", async () => {
    const room = `room-${randomUUID()}`;
    const person = await rig.enter(room);
    const tryJoin = async () => {
      const listener = listenTo(person.client, room);
      await vi.waitFor(() => expect(listener.statuses).not.toEqual([]), inTime);
      await person.client.removeChannel(listener.channel);
      return listener.statuses[0]?.message;
    };
    await vi.waitFor(
      async () => expect(await tryJoin()).toBe("ClientJoinRateLimitReached: Too many joins per second"),
      { ...inTime, interval: 1 },
    );
    await vi.waitFor(() => expect(person.client.realtime.isConnected()).toBe(false), inTime);
    const late = listenTo(person.client, room);
    await late.reach("SUBSCRIBED");
  }, 40_000);
});

describe("Too many messages", () => {
  beforeAll(() => startWith({ maxEventsPerSecond: 20, tickMs: 100 }));
  afterAll(() => rig.stop());

  test("close the channel with the hosted service's words, and it can be joined again later", async () => {
    const room = `room-${randomUUID()}`;
    const { client } = await rig.enter(room, { maySpeak: true });
    const speaker = listenTo(client, room, { broadcast: { self: true } });
    await speaker.reach("SUBSCRIBED");
    await vi.waitFor(
      async () => {
        for (let count = 0; count < 20; count += 1) {
          await speaker.channel.send({ type: "broadcast", event: "said", payload: { count } });
        }
        expect(speaker.statuses.at(-1)?.name).toBe("CLOSED");
      },
      { ...inTime, interval: 20 },
    );
    expect(speaker.system.map(item => item.message)).toEqual(["Too many messages per second"]);
    await vi.waitFor(async () => {
      const again = listenTo(client, room);
      await again.reach("SUBSCRIBED");
      await client.removeAllChannels();
    }, inTime);
  }, 30_000);
});
