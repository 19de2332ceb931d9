/** The realtime server: private channels whose listeners the database's own policies choose, and keep choosing. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { AccessGate } from "./access-gate.ts";
import { createAuthorization } from "./authorization.ts";
import { answerBroadcast } from "./broadcast-endpoint.ts";
import { type Channel, Channels, closeIfExpired, closeIfRevoked } from "./channels.ts";
import { type RealtimeKeys, resolveClaims, TokenError } from "./claims.ts";
import type { RealtimeContext } from "./context.ts";
import { createFeed } from "./feed.ts";
import { isVsn } from "./frames.ts";
import { HOSTED_LIMITS, isPayloadWithin, Rates, type RealtimeLimits } from "./limits.ts";
import { Peer } from "./peer.ts";
import type { InsertedRow } from "./pgoutput.ts";
import { Presence } from "./presence.ts";
import { Session } from "./session.ts";

const SOCKET_PATH = "/realtime/v1/websocket";
/** For what no table tells: a right that ends with time, a policy that was altered. */
const RECHECK_INTERVAL_MS = 5_000;
const RECHECK_LIMIT_MS = 10_000;
const EXPIRY_INTERVAL_MS = 1_000;
const IDLE_LIMIT_MS = 60_000;
const CLEAN_INTERVAL_MS = 5 * 60_000;
const MESSAGE_AGE_MS = 60 * 60_000;
const MAX_FRAME_BYTES = 5_000_000;
/** Tells a client that the server restarts: it connects and joins again. */
const CLOSE_SERVICE_RESTART = 1012;

export type RealtimeSettings = RealtimeKeys & { databaseUrl: string; limits?: RealtimeLimits | undefined };

export type Realtime = {
  start: () => Promise<void>;
  stop: () => Promise<void>;
  acceptUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Answers a request that belongs to it; returns false for any other. */
  acceptRequest: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
  isFeeding: () => boolean;
};

function refuseUpgrade(socket: Duplex, status: string, error: string): void {
  const body = JSON.stringify({ error });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

export function createRealtime(settings: RealtimeSettings): Realtime {
  const limits = settings.limits ?? HOSTED_LIMITS;
  const rates = new Rates(limits);
  const channels = new Channels(rates);
  const authorization = createAuthorization(settings.databaseUrl);
  const gate = new AccessGate(recheckInTime, () => sendAway("too much waits for permissions to be checked"));
  const presence = new Presence((topic, diff) => gate.pass(() => channels.announcePresence(topic, diff)));
  const users = new Set<Peer>();
  const context: RealtimeContext = { keys: settings, limits, rates, channels, presence, authorization, gate, users };
  const sessions = new Map<WebSocket, Session>();
  /** From then on work under way fails because the database has been let go of, which is no news. */
  let isStopping = false;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });

  const deliver = ({ id, topic, event, payload, binary_payload: bytes }: InsertedRow) => {
    if (id == null || topic == null || event == null) return;
    const body = bytes == null ? payload : Buffer.from(bytes.slice(2), "hex");
    if (body == null) return;
    if (!isPayloadWithin(limits, Buffer.byteLength(body)) || rates.events.isExceeded) {
      const reason = rates.events.isExceeded ? "too_many_requests" : "payload_size_exceeded";
      console.error(`realtime: UnableToBroadcastChanges: ${reason} on ${topic}`);
      return;
    }
    rates.events.add();
    channels.broadcast(topic, { event, payload: body, meta: JSON.stringify({ id }) }, { id });
  };
  const sendAway = (reason: string) => {
    for (const channel of channels.all()) channels.remove(channel);
    for (const socket of sessions.keys()) socket.close(CLOSE_SERVICE_RESTART, reason);
  };
  const feed = createFeed(settings.databaseUrl, {
    onCommit: ({ transaction, rows, hasAccessChange }) => {
      if (hasAccessChange) {
        authorization.awaitTransaction(transaction);
        gate.noteChange();
      }
      for (const row of rows) {
        if (row.extension === "broadcast" && row.private === "t") gate.pass(() => deliver(row));
      }
    },
    onGap: () => {
      authorization.forgetTransactions();
      sendAway("messages may be missing");
    },
  });

  /** Asks for everybody again, once for all channels of a person on a topic, and closes those who lost a right. */
  async function recheck(): Promise<void> {
    const groups = new Map<string, { channel: Channel; claims: Channel["claims"] }[]>();
    for (const channel of channels.all()) {
      channel.speaks = undefined;
      const key = `${channel.databaseTopic} ${JSON.stringify(channel.claims)}`;
      const group = groups.get(key);
      if (group) group.push({ channel, claims: channel.claims });
      else groups.set(key, [{ channel, claims: channel.claims }]);
    }
    const { changes } = gate;
    const check = async (group: { channel: Channel; claims: Channel["claims"] }[]) => {
      if (!group[0]) return;
      const hears = await authorization.findReadable(group[0].claims, group[0].channel.databaseTopic);
      // The gate asks again, and this answer may come after that one.
      if (gate.changes !== changes) return;
      for (const { channel, claims } of group) {
        // A token that was refreshed meanwhile was checked on its own.
        if (channel.claims === claims && channels.has(channel) && !closeIfRevoked(channel, hears))
          channel.hears = hears;
      }
    };
    await Promise.all([...groups.values()].map(check));
  }

  /** Never throws: when nobody can say who may hear, everybody is sent away to join again. */
  async function recheckInTime(): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("no answer in time")), RECHECK_LIMIT_MS);
    try {
      await Promise.race([recheck(), late]);
    } catch (error) {
      if (!isStopping) console.error("realtime: permissions could not be checked:", error);
      sendAway("permissions could not be checked");
    } finally {
      clearTimeout(timer);
    }
  }

  const timers: NodeJS.Timeout[] = [];
  const every = (intervalMs: number, name: string, work: () => Promise<void> | void) => {
    let isAtWork = false;
    const turn = async () => {
      if (isAtWork) return;
      isAtWork = true;
      try {
        await work();
      } catch (error) {
        if (!isStopping) console.error(`realtime: ${name} failed:`, error);
      } finally {
        isAtWork = false;
      }
    };
    timers.push(setInterval(turn, intervalMs));
  };

  return {
    isFeeding: () => feed.isRunning(),
    start: async () => {
      every(RECHECK_INTERVAL_MS, "checking permissions", async () => {
        if (feed.isRunning()) await recheck();
      });
      every(EXPIRY_INTERVAL_MS, "closing expired channels", () => {
        const nowMs = Date.now();
        for (const channel of channels.all()) closeIfExpired(channel, nowMs);
      });
      every(limits.tickMs, "counting", () => rates.tick());
      every(CLEAN_INTERVAL_MS, "deleting old messages", () => authorization.deleteOlderThan(MESSAGE_AGE_MS));
      every(IDLE_LIMIT_MS / 4, "closing idle connections", () => {
        for (const [socket, session] of sessions) {
          if (performance.now() - session.lastFrameAtMs > IDLE_LIMIT_MS) socket.terminate();
        }
      });
      await feed.start();
    },
    stop: async () => {
      isStopping = true;
      for (const timer of timers) clearInterval(timer);
      sendAway("the server is stopping");
      await new Promise(resolve => setTimeout(resolve, 50));
      for (const socket of sessions.keys()) socket.terminate();
      sockets.close();
      await feed.stop();
      await authorization.close();
    },
    acceptRequest: (incoming, outgoing) => answerBroadcast(context, incoming, outgoing),
    acceptUpgrade: (request, socket, head) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const vsn = url.searchParams.get("vsn") ?? "1.0.0";
      const header = request.headers["x-api-key"];
      const apiKey = (typeof header === "string" ? header : url.searchParams.get("apikey")) ?? "";
      if (url.pathname !== SOCKET_PATH) return refuseUpgrade(socket, "404 Not Found", `Connect to ${SOCKET_PATH}`);
      if (!isVsn(vsn)) return refuseUpgrade(socket, "400 Bad Request", "vsn must be 1.0.0 or 2.0.0");
      if (!apiKey) return refuseUpgrade(socket, "401 Unauthorized", "API key is missing");
      try {
        resolveClaims(undefined, apiKey, settings, Date.now());
      } catch (error) {
        if (!(error instanceof TokenError)) throw error;
        return refuseUpgrade(socket, "401 Unauthorized", error.reason);
      }
      if (users.size >= limits.maxConcurrentUsers) {
        return refuseUpgrade(socket, "429 Too Many Requests", "Too many connected users");
      }
      if (rates.joins.isExceeded) return refuseUpgrade(socket, "429 Too Many Requests", "Too many joins per second");
      if (!feed.isRunning()) return refuseUpgrade(socket, "503 Service Unavailable", "The database is not ready yet");
      sockets.handleUpgrade(request, socket, head, opened => {
        sessions.set(opened, new Session(context, { socket: opened, peer: new Peer(opened, socket), vsn, apiKey }));
        opened.on("close", () => sessions.delete(opened));
      });
    },
  };
}
