import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { listenTo, type RealtimeRig, startRealtimeRig } from "./testing/realtime-rig.ts";

let rig: RealtimeRig;
let room: string;
let listeners: ReturnType<typeof listenTo>[];
const inTime = { timeout: 10_000 };

beforeAll(async () => {
  rig = await startRealtimeRig({ maxPayloadSizeKb: 10 });
});

afterAll(() => rig.stop());

beforeEach(async () => {
  room = `room-${randomUUID()}`;
  listeners = [
    listenTo((await rig.enter(room, {}, "1.0.0")).client, room),
    listenTo((await rig.enter(room, {}, "2.0.0")).client, room),
  ];
  await Promise.all(listeners.map(item => item.reach("SUBSCRIBED")));
});

const privateChannel = (client: Awaited<ReturnType<RealtimeRig["enter"]>>["client"]) =>
  client.channel(room, { config: { private: true } });

const post = (token: string, body: unknown, path = "", headers: Record<string, string> = {}) =>
  fetch(`${rig.url}/realtime/v1/api/broadcast${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("a speaker who has not joined is heard through httpSend, as JSON and as bytes", async () => {
  const { client } = await rig.enter(room, { maySpeak: true });
  const channel = privateChannel(client);
  expect(await channel.httpSend("said", { words: "grüß dich" })).toEqual({ success: true });
  for (const listener of listeners) {
    await vi.waitFor(() => expect(listener.received).toHaveLength(1), inTime);
    expect(listener.received[0]).toEqual({ type: "broadcast", event: "said", payload: { words: "grüß dich" } });
  }
  expect(await channel.httpSend("said", new Uint8Array([7, 8]).buffer)).toEqual({ success: true });
  await vi.waitFor(() => expect(listeners[1]?.received).toHaveLength(2), inTime);
  expect([...new Uint8Array(listeners[1]?.received[1]?.payload as unknown as ArrayBuffer)]).toEqual([7, 8]);
  expect(listeners[0]?.received).toHaveLength(1);
});

test("a speaker who has not joined is heard through send", async () => {
  const { client } = await rig.enter(room, { maySpeak: true });
  expect(await privateChannel(client).send({ type: "broadcast", event: "said", payload: { words: 1 } })).toBe("ok");
  await vi.waitFor(() => expect(listeners[0]?.received).toHaveLength(1), inTime);
});

test("somebody without the right to speak is refused through httpSend and silently left out of a batch", async () => {
  const { client, token } = await rig.enter(room);
  await expect(privateChannel(client).httpSend("said", { words: 1 })).rejects.toThrow("Unauthorized");
  const message = { topic: room, event: "said", payload: { words: 2 }, private: true };
  expect((await post(token, { messages: [message] })).status).toBe(202);
  // The project's secret key may speak everywhere.
  expect((await post(rig.keys.secretKey, { messages: [{ ...message, payload: { words: 3 } }] })).status).toBe(202);
  for (const listener of listeners) {
    await vi.waitFor(() => expect(listener.received.map(item => item.payload.words)).toEqual([3]), inTime);
  }
});

test("what is wrong with a request is said as the hosted service says it", async () => {
  const { token } = await rig.enter(room, { maySpeak: true });
  const answer = async (response: Promise<Response>) => {
    const { status } = await response;
    const text = await (await response).text();
    return [status, text === "" ? null : JSON.parse(text)];
  };
  const whole = { topic: room, event: "said", payload: {}, private: true };
  expect(await answer(post("nonsense", { messages: [whole] }))).toEqual([401, { message: "Unauthorized" }]);
  expect(await answer(post(token, { messages: [whole, { topic: room }] }))).toEqual([
    422,
    { errors: { messages: [{}, { event: ["can't be blank"], payload: ["can't be blank"] }] } },
  ]);
  expect(await answer(post(token, {}))).toEqual([422, { errors: { messages: ["can't be blank"] } }]);
  expect(await answer(post(token, { messages: [{ ...whole, payload: { text: "x".repeat(11_000) } }] }))).toEqual([
    422,
    { errors: { messages: [{ payload: ["Payload size exceeds tenant limit"] }] } },
  ]);
  expect((await post(token, "{", `/${room}/events/said?private=true`)).status).toBe(400);
  expect((await post(token, "{}", "/%ff/events/said")).status).toBe(400);
  expect((await post(token, "x".repeat(9_000_000))).status).toBe(413);
  expect((await post(token, "a", `/${room}/events/said`, { "content-type": "text/plain" })).status).toBe(415);
  const preflight = await fetch(`${rig.url}/realtime/v1/api/broadcast`, { method: "OPTIONS" });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
});
