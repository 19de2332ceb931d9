/** Who is joined to which topic; hands messages to those who may hear them and encodes each only once per serializer. */
import type { Allowed } from "./authorization.ts";
import { type Claims, describeExpiry } from "./claims.ts";
import { type Broadcast, encodeBroadcast, encodeMessage, type Vsn } from "./frames.ts";
import type { Rates } from "./limits.ts";
import { buildFrame, type Peer } from "./peer.ts";

export type Channel = {
  peer: Peer;
  vsn: Vsn;
  /** The topic as the client names it, with its `realtime:` prefix. */
  topic: string;
  /** The topic as the database names it. */
  databaseTopic: string;
  joinRef: string | null;
  token: string | undefined;
  claims: Claims;
  /** What its policies let it hear. */
  hears: Allowed;
  /** What its policies let it say, unknown until it first speaks; good until the gate counts another change. */
  speaks: { allowed: Allowed; changes: number } | undefined;
  receivesOwn: boolean;
  wantsReceipt: boolean;
  presenceKey: string;
  /** Whether it asked for presence at the join, or has tracked itself since. */
  hasPresence: boolean;
  /** What it last said of itself; undefined when it is not present. */
  presencePayload: Record<string, unknown> | undefined;
  presenceUses: { count: number; endsAtMs: number };
  /** Messages that were replayed to it at the join, so that the feed does not repeat them. */
  replayedIds: ReadonlySet<string>;
  /** Ends it from this side, telling the client why; the client does not join again by itself. */
  close: (reason: string) => void;
};

/** Closes a channel whose token is no longer good. Returns whether it did. */
export function closeIfExpired(channel: Channel, nowMs: number): boolean {
  const { exp } = channel.claims;
  if (exp === undefined || exp * 1000 > nowMs) return false;
  channel.close(describeExpiry(exp, nowMs));
  return true;
}

/** Closes a channel that may no longer hear something that it heard. Returns whether it did. */
export function closeIfRevoked(channel: Channel, hears: Allowed): boolean {
  const losesBroadcast = channel.hears.broadcast && !hears.broadcast;
  const losesPresence = channel.hasPresence && channel.hears.presence && !hears.presence;
  if (!losesBroadcast && !losesPresence) return false;
  channel.close(`You no longer have permission to read from this Channel topic: ${channel.databaseTopic}`);
  return true;
}

type Encode = (vsn: Vsn, topic: string) => string | Buffer | undefined;

export class Channels {
  readonly #byTopic = new Map<string, Set<Channel>>();
  readonly #rates: Rates;

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  add(channel: Channel): void {
    const joined = this.#byTopic.get(channel.databaseTopic);
    if (joined) joined.add(channel);
    else this.#byTopic.set(channel.databaseTopic, new Set([channel]));
  }

  remove(channel: Channel): void {
    const joined = this.#byTopic.get(channel.databaseTopic);
    joined?.delete(channel);
    if (joined?.size === 0) this.#byTopic.delete(channel.databaseTopic);
  }

  has(channel: Channel): boolean {
    return this.#byTopic.get(channel.databaseTopic)?.has(channel) ?? false;
  }

  *all(): Generator<Channel> {
    for (const joined of this.#byTopic.values()) yield* joined;
  }

  /** Sends to everybody who may hear broadcasts on a topic (without prefix) but `except`. `id` is that of a stored message. */
  broadcast(databaseTopic: string, message: Broadcast, options: { except?: Channel; id?: string } = {}): void {
    this.#deliver(databaseTopic, (vsn, topic) => encodeBroadcast(vsn, topic, message), options);
  }

  /** The same for a broadcast that came as a JSON object, which is handed on whole. */
  broadcastObject(databaseTopic: string, payload: Record<string, unknown>, except?: Channel): void {
    const text = JSON.stringify(payload);
    this.#deliver(databaseTopic, (vsn, topic) => encodeMessage(vsn, topic, "broadcast", text), { except });
  }

  /** Tells those who take part in presence what changed. */
  announcePresence(databaseTopic: string, diff: string): void {
    const frames = this.#makeFrames((vsn, topic) => encodeMessage(vsn, topic, "presence_diff", diff));
    for (const channel of this.#byTopic.get(databaseTopic) ?? []) {
      if (!channel.hears.presence || !channel.hasPresence) continue;
      const frame = frames(channel);
      if (frame) channel.peer.write(frame);
      this.#rates.presence.add();
    }
  }

  #deliver(databaseTopic: string, encode: Encode, options: { except?: Channel; id?: string }): void {
    const { events } = this.#rates;
    const frames = this.#makeFrames(encode);
    for (const channel of this.#byTopic.get(databaseTopic) ?? []) {
      if (channel === options.except || !channel.hears.broadcast) continue;
      if (options.id !== undefined && channel.replayedIds.has(options.id)) continue;
      const frame = frames(channel);
      if (frame) channel.peer.write(frame);
      events.add();
      if (events.isExceeded) channel.close("Too many messages per second");
    }
  }

  #makeFrames(encode: Encode): (channel: Channel) => Buffer | undefined {
    const built = new Map<string, Buffer | undefined>();
    return ({ vsn, topic }) => {
      const key = `${vsn}${topic}`;
      if (!built.has(key)) {
        const data = encode(vsn, topic);
        built.set(key, data === undefined ? undefined : buildFrame(data));
      }
      return built.get(key);
    };
  }
}
