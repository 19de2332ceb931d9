/** One client's conversation: joins, leaves, tokens, heartbeats and broadcasts; refuses public channels, presence and postgres_changes. */
import type { RawData, WebSocket } from "ws";
import type { Authorization } from "./authorization.ts";
import type { Channel, Channels } from "./channels.ts";
import { type RealtimeKeys, resolveClaims, TokenError } from "./claims.ts";
import { decodeBinary, decodeText, encodeFrame, type Frame, type Vsn } from "./frames.ts";

const MAX_CHANNELS = 100;
const PREFIX = "realtime:";

export type SessionContext = {
  socket: WebSocket;
  vsn: Vsn;
  apiKey: string;
  keys: RealtimeKeys;
  channels: Channels;
  authorization: Authorization;
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readToken(payload: Record<string, unknown>): string | undefined {
  return typeof payload.access_token === "string" ? payload.access_token : undefined;
}

/** Names what a join asks for and this stand-in does not have; undefined when it may go on. */
function findUnsupported(config: Record<string, unknown>): string | undefined {
  if (config.private !== true) {
    return "PrivateOnly: This server has private channels only. Pass { config: { private: true } }.";
  }
  if (Array.isArray(config.postgres_changes) && config.postgres_changes.length > 0) {
    return "UnsupportedPostgresChanges: Broadcast from the database instead (realtime.broadcast_changes).";
  }
  if (isRecord(config.presence) && config.presence.enabled === true) {
    return "UnsupportedPresence: This server has broadcast only.";
  }
  return undefined;
}

export class Session {
  readonly #context: SessionContext;
  readonly #joined = new Map<string, Channel>();
  /** Frames are answered in the order they came, although a join waits for the database. */
  #queue: Promise<void> = Promise.resolve();
  lastFrameAtMs = Date.now();

  constructor(context: SessionContext) {
    this.#context = context;
    context.socket.on("message", (data, isBinary) => this.#enqueue(data, isBinary));
    context.socket.on("close", () => {
      for (const channel of this.#joined.values()) context.channels.remove(channel);
      this.#joined.clear();
    });
    context.socket.on("error", () => context.socket.terminate());
  }

  #enqueue(data: RawData, isBinary: boolean): void {
    this.lastFrameAtMs = Date.now();
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
    const frame = isBinary ? decodeBinary(bytes) : decodeText(this.#context.vsn, bytes.toString("utf8"));
    if (!frame) {
      this.#context.socket.close(1003, "unreadable frame");
      return;
    }
    this.#queue = this.#queue.then(() =>
      this.#answer(frame).catch(error => {
        console.error(`realtime: ${frame.event} on ${frame.topic} failed:`, error);
        this.#reply(frame, "error", { reason: "InternalError: The server could not answer. Try again." });
      }),
    );
  }

  async #answer(frame: Frame): Promise<void> {
    if (frame.topic === "phoenix" && frame.event === "heartbeat") return this.#reply(frame, "ok", {});
    switch (frame.event) {
      case "phx_join":
        return this.#join(frame);
      case "phx_leave":
        this.#forget(frame.topic);
        return this.#reply(frame, "ok", {});
      case "access_token":
        return this.#refresh(frame);
      case "broadcast":
        return this.#broadcast(frame);
      default:
        return this.#reply(frame, "error", { reason: `UnknownEvent: ${frame.event} is not supported.` });
    }
  }

  #send(frame: Frame): void {
    this.#context.socket.send(encodeFrame(this.#context.vsn, frame));
  }

  #reply(frame: Frame, status: "ok" | "error", response: Record<string, unknown>): void {
    const { joinRef, ref, topic } = frame;
    this.#send({ joinRef, ref, topic, event: "phx_reply", payload: { status, response } });
  }

  #forget(topic: string): void {
    const channel = this.#joined.get(topic);
    if (!channel) return;
    this.#joined.delete(topic);
    this.#context.channels.remove(channel);
  }

  async #join(frame: Frame): Promise<void> {
    const refuse = (reason: string) => this.#reply(frame, "error", { reason });
    const databaseTopic = frame.topic.startsWith(PREFIX) ? frame.topic.slice(PREFIX.length) : "";
    if (!databaseTopic) return refuse("TopicNameRequired: A topic is named realtime:<name>.");
    const config = isRecord(frame.payload.config) ? frame.payload.config : {};
    const unsupported = findUnsupported(config);
    if (unsupported) return refuse(unsupported);
    this.#forget(frame.topic);
    if (this.#joined.size >= MAX_CHANNELS) return refuse(`ChannelRateLimitReached: At most ${MAX_CHANNELS} channels.`);
    const { authorization, channels, socket, vsn, keys, apiKey } = this.#context;
    let claims: Channel["claims"];
    try {
      claims = resolveClaims(readToken(frame.payload), apiKey, keys, Date.now());
    } catch (error) {
      if (error instanceof TokenError) return refuse(error.message);
      throw error;
    }
    const readable = await authorization.findReadable(claims, [databaseTopic]);
    if (!readable.has(databaseTopic)) {
      return refuse(`Unauthorized: You do not have permissions to read from this Channel topic: ${databaseTopic}`);
    }
    if (socket.readyState !== socket.OPEN) return;
    const broadcast = isRecord(config.broadcast) ? config.broadcast : {};
    const channel: Channel = {
      socket,
      vsn,
      topic: frame.topic,
      databaseTopic,
      joinRef: frame.joinRef,
      claims,
      receivesOwn: broadcast.self === true,
      wantsReceipt: broadcast.ack === true,
      mayWrite: undefined,
      close: reason => this.#close(channel, reason),
    };
    this.#joined.set(frame.topic, channel);
    channels.add(channel);
    this.#reply(frame, "ok", { postgres_changes: [] });
  }

  /** Ends a channel from this side: the client is told why and does not join again by itself. */
  #close(channel: Channel, reason: string): void {
    if (this.#joined.get(channel.topic) !== channel) return;
    this.#forget(channel.topic);
    const { topic, joinRef } = channel;
    const payload = { extension: "system", status: "error", message: reason, channel: channel.databaseTopic };
    this.#send({ joinRef, ref: null, topic, event: "system", payload });
    this.#send({ joinRef, ref: joinRef, topic, event: "phx_close", payload: {} });
  }

  async #refresh(frame: Frame): Promise<void> {
    const channel = this.#joined.get(frame.topic);
    if (!channel) return;
    const { authorization, keys, apiKey } = this.#context;
    try {
      const claims = resolveClaims(readToken(frame.payload), apiKey, keys, Date.now());
      const readable = await authorization.findReadable(claims, [channel.databaseTopic]);
      if (!readable.has(channel.databaseTopic)) {
        return channel.close("Unauthorized: You do not have permissions to read from this Channel topic");
      }
      channel.claims = claims;
      channel.mayWrite = undefined;
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      channel.close(error.message);
    }
  }

  async #broadcast(frame: Frame): Promise<void> {
    const channel = this.#joined.get(frame.topic);
    if (!channel) return this.#reply(frame, "error", { reason: "unmatched topic" });
    const { authorization, channels } = this.#context;
    channel.mayWrite ??= await authorization.mayWrite(channel.claims, channel.databaseTopic);
    if (!channel.mayWrite) {
      if (channel.wantsReceipt) {
        this.#reply(frame, "error", {
          reason: "Unauthorized: You do not have permissions to write to this Channel topic",
        });
      }
      return;
    }
    const { event, payload } = frame.payload;
    if (typeof event !== "string") return this.#reply(frame, "error", { reason: "A broadcast needs an event name." });
    channels.broadcast(
      channel.databaseTopic,
      { event, payload: Buffer.isBuffer(payload) ? payload : JSON.stringify(payload ?? {}) },
      channel.receivesOwn ? undefined : channel,
    );
    if (channel.wantsReceipt) this.#reply(frame, "ok", {});
  }
}
