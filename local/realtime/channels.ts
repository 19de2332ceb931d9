/** Who is joined to which topic; hands broadcasts to them and encodes each only once per serializer. */
import type { WebSocket } from "ws";
import type { Claims } from "./claims.ts";
import { type Broadcast, encodeBroadcast, type Vsn } from "./frames.ts";

/** A client that does not read is cut off above this, so that it cannot fill the memory. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

export type Channel = {
  socket: WebSocket;
  vsn: Vsn;
  /** The topic as the client names it, with its `realtime:` prefix. */
  topic: string;
  /** The topic as the database names it. */
  databaseTopic: string;
  joinRef: string | null;
  claims: Claims;
  receivesOwn: boolean;
  wantsReceipt: boolean;
  /** Unknown until the client first speaks, and again after each check. */
  mayWrite: boolean | undefined;
  close: (reason: string) => void;
};

export class Channels {
  readonly #byTopic = new Map<string, Set<Channel>>();

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

  *all(): Generator<Channel> {
    for (const joined of this.#byTopic.values()) yield* joined;
  }

  /** Sends to everybody on a topic but `except`. `databaseTopic` has no prefix. */
  broadcast(databaseTopic: string, message: Omit<Broadcast, "topic">, except?: Channel): void {
    const joined = this.#byTopic.get(databaseTopic);
    if (!joined) return;
    const encoded = new Map<string, string | Buffer | undefined>();
    for (const channel of joined) {
      if (channel === except) continue;
      const key = `${channel.vsn} ${channel.topic}`;
      if (!encoded.has(key)) encoded.set(key, encodeBroadcast(channel.vsn, { ...message, topic: channel.topic }));
      const data = encoded.get(key);
      if (data === undefined) continue;
      if (channel.socket.bufferedAmount > MAX_BUFFERED_BYTES) channel.socket.terminate();
      else channel.socket.send(data);
    }
  }
}
