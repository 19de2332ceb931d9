/** One client's conversation: joins, leaves, tokens and heartbeats in the order they came; what a channel says goes to speech.ts. */
import type { RawData, WebSocket } from "ws";
import type { StoredMessage } from "./authorization.ts";
import { type Channel, closeIfRevoked } from "./channels.ts";
import { resolveClaims, TokenError } from "./claims.ts";
import type { RealtimeContext } from "./context.ts";
import { decodeBinary, decodeText, encodeBroadcast, encodeFrame, type Frame, type Vsn } from "./frames.ts";
import { findRefusal, type JoinRequest, readJoin } from "./join.ts";
import { buildFrame, type Peer } from "./peer.ts";
import { acceptBroadcast, acceptPresence, type Reply } from "./speech.ts";

const PREFIX = "realtime:";
/** A client that sends faster than it is answered is read no further, so that it cannot fill the memory. */
const MAX_UNANSWERED = 64;

export type Connection = { socket: WebSocket; peer: Peer; vsn: Vsn; apiKey: string };

class JoinError extends Error {
  override name = "JoinError";
}

export class Session {
  readonly #context: RealtimeContext;
  readonly #connection: Connection;
  readonly #joined = new Map<string, Channel>();
  /** Frames are answered in the order they came, although a join waits for the database. */
  #queue: Promise<void> = Promise.resolve();
  #unanswered = 0;
  lastFrameAtMs = performance.now();

  constructor(context: RealtimeContext, connection: Connection) {
    this.#context = context;
    this.#connection = connection;
    const { socket } = connection;
    socket.on("message", (data, isBinary) => this.#enqueue(data, isBinary));
    socket.on("close", () => {
      for (const topic of this.#joined.keys()) this.#forget(topic);
      context.users.delete(connection.peer);
    });
    socket.on("error", () => socket.terminate());
  }

  #enqueue(data: RawData, isBinary: boolean): void {
    this.lastFrameAtMs = performance.now();
    const { socket, vsn } = this.#connection;
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
    const frame = isBinary ? decodeBinary(bytes) : decodeText(vsn, bytes.toString("utf8"));
    // As on the hosted service, what cannot be read is dropped and the connection goes on.
    if (!frame) return;
    this.#unanswered += 1;
    if (this.#unanswered >= MAX_UNANSWERED) socket.pause();
    this.#queue = this.#queue.then(async () => {
      try {
        await this.#answer(frame);
      } catch (error) {
        // Nobody is left to be answered: the client went, or the server stops and has let go of the database.
        if (!this.#connection.peer.isOpen) return;
        console.error(`realtime: ${frame.event} on ${frame.topic} failed:`, error);
        this.#reply(frame, { status: "error", response: { reason: "Unknown Error on Channel" } });
      } finally {
        this.#unanswered -= 1;
        if (socket.isPaused && this.#unanswered < MAX_UNANSWERED / 2) socket.resume();
      }
    });
  }

  async #answer(frame: Frame): Promise<void> {
    const { topic, event, joinRef } = frame;
    if (topic === "phoenix" && event === "heartbeat") return this.#reply(frame, { status: "ok", response: {} });
    if (event === "phx_join") return this.#join(frame);
    const channel = this.#joined.get(topic);
    if (!channel) {
      const isLeaving = event === "phx_leave";
      const response = isLeaving ? {} : { reason: "unmatched topic" };
      return this.#reply(frame, { status: isLeaving ? "ok" : "error", response });
    }
    // It raced a rejoin: what it was meant for has been closed.
    if (joinRef !== null && joinRef !== channel.joinRef) return;
    const reply = await this.#handle(channel, frame);
    if (reply) this.#reply(frame, reply);
    if (event === "phx_leave") this.#send(channel, "phx_close", {});
  }

  async #handle(channel: Channel, frame: Frame): Promise<Reply | undefined> {
    switch (frame.event) {
      case "phx_leave":
        this.#forget(channel.topic);
        return { status: "ok", response: {} };
      case "access_token":
        return this.#refresh(channel, frame.payload.access_token);
      case "broadcast":
        return acceptBroadcast(this.#context, channel, frame);
      case "presence":
        return acceptPresence(this.#context, channel, frame.payload);
      default:
        this.#context.rates.events.add();
        return undefined;
    }
  }

  #reply({ joinRef, ref, topic }: Frame, payload: Reply): void {
    const { peer, vsn } = this.#connection;
    peer.send(encodeFrame(vsn, { joinRef, ref, topic, event: "phx_reply", payload }));
  }

  #send({ joinRef, topic }: Channel, event: string, payload: Record<string, unknown>): void {
    const { peer, vsn } = this.#connection;
    const ref = event === "phx_close" ? joinRef : null;
    peer.send(encodeFrame(vsn, { joinRef, ref, topic, event, payload }));
  }

  #sendSystem(channel: Channel, status: "ok" | "error", message: string): void {
    this.#send(channel, "system", { extension: "system", status, message, channel: channel.databaseTopic });
  }

  #forget(topic: string): void {
    const channel = this.#joined.get(topic);
    if (!channel) return;
    this.#joined.delete(topic);
    this.#context.channels.remove(channel);
    this.#context.presence.untrack(channel);
  }

  /** Ends a channel from this side: the client is told why and does not join again by itself. */
  #close(channel: Channel, reason: string): void {
    if (this.#joined.get(channel.topic) !== channel) return;
    this.#forget(channel.topic);
    this.#sendSystem(channel, "error", reason);
    this.#send(channel, "phx_close", {});
  }

  async #join(frame: Frame): Promise<void> {
    const { gate, users } = this.#context;
    const { peer } = this.#connection;
    const previous = this.#joined.get(frame.topic);
    if (previous) {
      this.#forget(frame.topic);
      this.#send(previous, "phx_close", {});
    }
    const { changes } = gate;
    try {
      const request = readJoin(frame.payload);
      const { channel, replayed } = await this.#admit(frame, request);
      if (!peer.isOpen) return;
      this.#joined.set(frame.topic, channel);
      this.#context.channels.add(channel);
      users.add(peer);
      this.#reply(frame, { status: "ok", response: { postgres_changes: [] } });
      this.#welcome(channel, request, replayed);
      // Whatever took the right away since it was asked for has been checked without this channel.
      if (gate.changes !== changes) gate.check();
    } catch (error) {
      if (!(error instanceof JoinError || error instanceof TokenError)) throw error;
      this.#reply(frame, { status: "error", response: { reason: error.message } });
      if (error.message.startsWith("ClientJoinRateLimitReached")) peer.disconnect();
    }
  }

  /** Checks limits, token and policies. Throws why the join is refused. */
  async #admit(frame: Frame, request: JoinRequest): Promise<{ channel: Channel; replayed: StoredMessage[] }> {
    const { authorization, keys, limits, rates, users } = this.#context;
    const { apiKey, peer, vsn } = this.#connection;
    if (!frame.topic.startsWith(PREFIX)) throw new JoinError("unmatched topic");
    const databaseTopic = frame.topic.slice(PREFIX.length);
    if (!databaseTopic) throw new JoinError("TopicNameRequired: You must provide a topic name");
    const refusal = findRefusal(request);
    if (refusal) throw new JoinError(refusal);
    if (!users.has(peer) && users.size >= limits.maxConcurrentUsers) {
      throw new JoinError("ConnectionRateLimitReached: Too many connected users");
    }
    if (rates.joins.isExceeded) throw new JoinError("ClientJoinRateLimitReached: Too many joins per second");
    rates.joins.add();
    if (this.#joined.size >= limits.maxChannelsPerClient) {
      throw new JoinError("ChannelRateLimitReached: Too many channels");
    }
    const claims = resolveClaims(request.token, apiKey, keys, Date.now());
    // Read before the right is asked for, so that nothing is replayed from after a right ended.
    const stored = await this.#listStored(request, databaseTopic);
    const hears = await authorization.findReadable(claims, databaseTopic);
    if (!hears.broadcast && !(request.hasPresence && hears.presence)) {
      throw new JoinError(
        `Unauthorized: You do not have permissions to read from this Channel topic: ${databaseTopic}`,
      );
    }
    const replayed = hears.broadcast ? stored : [];
    const channel: Channel = {
      peer,
      vsn,
      topic: frame.topic,
      databaseTopic,
      joinRef: frame.joinRef,
      token: request.token,
      claims,
      hears,
      speaks: undefined,
      receivesOwn: request.receivesOwn,
      wantsReceipt: request.wantsReceipt,
      presenceKey: request.presenceKey,
      hasPresence: request.hasPresence,
      presencePayload: undefined,
      presenceUses: { count: 0, endsAtMs: 0 },
      replayedIds: new Set(replayed.map(message => message.id)),
      close: reason => this.#close(channel, reason),
    };
    return { channel, replayed };
  }

  async #listStored({ replay }: JoinRequest, databaseTopic: string): Promise<StoredMessage[]> {
    if (typeof replay !== "object") return [];
    return this.#context.authorization.listMessages(databaseTopic, replay.sinceMs, replay.limit);
  }

  /** What a channel is told once it is joined: who is present, that the feed runs, and what it missed. */
  #welcome(channel: Channel, request: JoinRequest, replayed: StoredMessage[]): void {
    const { limits, presence, rates } = this.#context;
    if (request.hasPresence && channel.hears.presence) {
      if (rates.presence.average > limits.maxPresenceEventsPerSecond) {
        channel.close("Too many presence messages per second");
        return;
      }
      rates.presence.add();
      this.#send(channel, "presence_state", presence.list(channel.databaseTopic));
    }
    if (request.wantsReadiness) this.#sendSystem(channel, "ok", "Replication connection established");
    for (const { id, event, payload, binary_payload } of replayed) {
      const meta = JSON.stringify({ replayed: true, id });
      const broadcast = { event, payload: payload ?? binary_payload ?? "{}", meta };
      const data = encodeBroadcast(channel.vsn, channel.topic, broadcast);
      if (data !== undefined) channel.peer.write(buildFrame(data));
    }
  }

  async #refresh(channel: Channel, token: unknown): Promise<undefined> {
    if (typeof token !== "string" || token.startsWith("sb_") || token === channel.token) return;
    const { authorization, gate, keys } = this.#context;
    const { changes } = gate;
    try {
      const claims = resolveClaims(token, this.#connection.apiKey, keys, Date.now());
      const hears = await authorization.findReadable(claims, channel.databaseTopic);
      if (closeIfRevoked(channel, hears)) return;
      Object.assign(channel, { token, claims, hears, speaks: undefined });
      if (gate.changes !== changes) gate.check();
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      channel.close(error.reason);
    }
  }
}
