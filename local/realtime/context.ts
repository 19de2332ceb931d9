/** What all sessions and requests of one realtime server share, and the question whether somebody may speak. */
import type { AccessGate } from "./access-gate.ts";
import type { Allowed, Authorization } from "./authorization.ts";
import type { Channel, Channels } from "./channels.ts";
import type { RealtimeKeys } from "./claims.ts";
import type { Rates, RealtimeLimits } from "./limits.ts";
import type { Peer } from "./peer.ts";
import type { Presence } from "./presence.ts";

export type RealtimeContext = {
  keys: RealtimeKeys;
  limits: RealtimeLimits;
  rates: Rates;
  channels: Channels;
  presence: Presence;
  authorization: Authorization;
  gate: AccessGate;
  /** The sockets that count as users: those that have joined a channel. */
  users: Set<Peer>;
};

/** What a channel may say now: asked once, and again after each change that may have taken the right away. */
export async function findSpeech(context: RealtimeContext, channel: Channel): Promise<Allowed> {
  const { gate, authorization } = context;
  if (channel.speaks?.changes === gate.changes) return channel.speaks.allowed;
  const { claims, databaseTopic } = channel;
  const { changes } = gate;
  const allowed = await authorization.findWritable(claims, databaseTopic);
  if (channel.claims === claims) channel.speaks = { allowed, changes };
  return allowed;
}
