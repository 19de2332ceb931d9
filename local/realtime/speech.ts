/** What a joined channel says: broadcasts and presence, each checked for rights, size and rate. Answers as the hosted service does. */
import { isDeepStrictEqual } from "node:util";
import type { Channel } from "./channels.ts";
import { findSpeech, type RealtimeContext } from "./context.ts";
import type { Frame } from "./frames.ts";
import { isRecord } from "./join.ts";
import { isPayloadWithin } from "./limits.ts";

export type Reply = { status: "ok" | "error"; response: unknown };

const OK: Reply = { status: "ok", response: {} };
const ERROR: Reply = { status: "error", response: {} };

/** Hands a broadcast on. Only a channel that asked for receipts is answered, and one without the right to speak never is. */
export async function acceptBroadcast(
  context: RealtimeContext,
  channel: Channel,
  frame: Frame,
): Promise<Reply | undefined> {
  const { channels, gate, limits, rates } = context;
  const allowed = await findSpeech(context, channel);
  if (!allowed.broadcast) return undefined;
  rates.events.add();
  const { broadcast, payload } = frame;
  const bytes = Buffer.byteLength(broadcast ? broadcast.payload : JSON.stringify(payload));
  if (!isPayloadWithin(limits, bytes)) {
    return channel.wantsReceipt ? { status: "error", response: "payload_size_exceeded" } : undefined;
  }
  const except = channel.receivesOwn ? undefined : channel;
  gate.pass(() => {
    if (broadcast) channels.broadcast(channel.databaseTopic, broadcast, { except });
    else channels.broadcastObject(channel.databaseTopic, payload, except);
  });
  return channel.wantsReceipt ? OK : undefined;
}

/** Tracks or untracks. A channel that does it too often, or says too much, is closed. */
export async function acceptPresence(
  context: RealtimeContext,
  channel: Channel,
  payload: Record<string, unknown>,
): Promise<Reply | undefined> {
  if (typeof payload.event !== "string") return OK;
  if (!takeTurn(context, channel)) {
    channel.close("Client presence rate limit exceeded");
    return undefined;
  }
  switch (payload.event.toLowerCase()) {
    case "track":
      return track(context, channel, payload.payload ?? {});
    case "untrack":
      context.presence.untrack(channel);
      channel.presencePayload = undefined;
      return OK;
    default:
      return ERROR;
  }
}

/** Counts one use within the channel's window; false when it has used all. */
function takeTurn({ limits }: RealtimeContext, channel: Channel): boolean {
  const nowMs = performance.now();
  if (nowMs > channel.presenceUses.endsAtMs) {
    channel.presenceUses = { count: 0, endsAtMs: nowMs + limits.clientPresenceWindowMs };
  }
  if (channel.presenceUses.count >= limits.maxClientPresenceEvents) return false;
  channel.presenceUses.count += 1;
  return true;
}

async function track(context: RealtimeContext, channel: Channel, payload: unknown): Promise<Reply | undefined> {
  const { channels, limits, presence, rates } = context;
  const allowed = await findSpeech(context, channel);
  if (!allowed.presence || !channels.has(channel)) return ERROR;
  if (!isRecord(payload)) return { status: "error", response: { reason: "Presence track payload must be a map" } };
  if (isDeepStrictEqual(channel.presencePayload, payload)) return OK;
  if (!isPayloadWithin(limits, Buffer.byteLength(JSON.stringify(payload)))) {
    channel.close("Track message size exceeded");
    return undefined;
  }
  if (rates.presence.average > limits.maxPresenceEventsPerSecond) {
    channel.close("Too many presence messages per second");
    return undefined;
  }
  rates.presence.add();
  presence.track(channel, payload);
  channel.presencePayload = payload;
  channel.hasPresence = true;
  return OK;
}
