/** The realtime server: private broadcast channels whose listeners the database's own policies choose, and keeps choosing. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { createAuthorization } from "./authorization.ts";
import { type Channel, Channels } from "./channels.ts";
import { isKnownKey, type RealtimeKeys } from "./claims.ts";
import { createFeed } from "./feed.ts";
import { isVsn } from "./frames.ts";
import type { InsertedRow } from "./pgoutput.ts";
import { Session } from "./session.ts";

const SOCKET_PATH = "/realtime/v1/websocket";
const RECHECK_INTERVAL_MS = 3_000;
const IDLE_LIMIT_MS = 90_000;
const CLEAN_INTERVAL_MS = 5 * 60_000;
const MESSAGE_AGE_MS = 60 * 60_000;
const MAX_FRAME_BYTES = 1024 * 1024;
/** Tells a client that the server restarts: it connects and joins again. */
const CLOSE_SERVICE_RESTART = 1012;

export type RealtimeSettings = RealtimeKeys & { databaseUrl: string };

export type Realtime = {
  start: () => Promise<void>;
  stop: () => Promise<void>;
  acceptUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  isFeeding: () => boolean;
};

function refuseUpgrade(socket: Duplex, status: string, message: string): void {
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

export function createRealtime(settings: RealtimeSettings): Realtime {
  const channels = new Channels();
  const sessions = new Map<WebSocket, Session>();
  const authorization = createAuthorization(settings.databaseUrl);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });

  const deliver = (row: InsertedRow) => {
    if (row.extension !== "broadcast" || row.private !== "t" || row.topic == null || row.event == null) return;
    channels.broadcast(row.topic, { event: row.event, payload: row.payload ?? "{}", id: row.id ?? undefined });
  };
  const feed = createFeed(settings.databaseUrl, {
    onRows: rows => {
      for (const row of rows) deliver(row);
    },
    onGap: () => {
      for (const socket of sessions.keys()) socket.close(CLOSE_SERVICE_RESTART, "messages may be missing");
    },
  });

  async function recheck(): Promise<void> {
    const nowMs = Date.now();
    const byClaims = new Map<string, Channel[]>();
    for (const channel of channels.all()) {
      if (channel.claims.exp !== undefined && channel.claims.exp * 1000 <= nowMs) {
        channel.close("Token has expired");
        continue;
      }
      const key = JSON.stringify(channel.claims);
      byClaims.set(key, [...(byClaims.get(key) ?? []), channel]);
    }
    for (const group of byClaims.values()) {
      const claims = group[0]?.claims;
      if (!claims) continue;
      const readable = await authorization.findReadable(claims, [...new Set(group.map(item => item.databaseTopic))]);
      for (const channel of group) {
        // The token may have been refreshed meanwhile, which was checked on its own.
        if (channel.claims !== claims && JSON.stringify(channel.claims) !== JSON.stringify(claims)) continue;
        channel.mayWrite = undefined;
        if (!readable.has(channel.databaseTopic)) {
          channel.close("Unauthorized: You do not have permissions to read from this Channel topic");
        }
      }
    }
  }

  const timers: NodeJS.Timeout[] = [];
  let isChecking = false;
  const every = (intervalMs: number, name: string, work: () => Promise<void>) => {
    timers.push(
      setInterval(() => {
        work().catch(error => console.error(`realtime: ${name} failed:`, error));
      }, intervalMs),
    );
  };

  return {
    isFeeding: () => feed.isRunning(),
    start: async () => {
      every(RECHECK_INTERVAL_MS, "checking permissions", async () => {
        if (isChecking || !feed.isRunning()) return;
        isChecking = true;
        try {
          await recheck();
        } finally {
          isChecking = false;
        }
      });
      every(CLEAN_INTERVAL_MS, "deleting old messages", () => authorization.deleteOlderThan(MESSAGE_AGE_MS));
      every(IDLE_LIMIT_MS / 3, "closing idle connections", async () => {
        for (const [socket, session] of sessions) {
          if (Date.now() - session.lastFrameAtMs > IDLE_LIMIT_MS) socket.terminate();
        }
      });
      await feed.start();
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sessions.keys()) socket.close(CLOSE_SERVICE_RESTART, "the server is stopping");
      await new Promise(resolve => setTimeout(resolve, 50));
      for (const socket of sessions.keys()) socket.terminate();
      sockets.close();
      await feed.stop();
      await authorization.close();
    },
    acceptUpgrade: (request, socket, head) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const vsn = url.searchParams.get("vsn") ?? "1.0.0";
      const apiKey = url.searchParams.get("apikey") ?? "";
      if (url.pathname !== SOCKET_PATH) return refuseUpgrade(socket, "404 Not Found", `Connect to ${SOCKET_PATH}.`);
      if (!isKnownKey(apiKey, settings)) return refuseUpgrade(socket, "401 Unauthorized", "The API key is not known.");
      if (!isVsn(vsn)) return refuseUpgrade(socket, "400 Bad Request", "vsn must be 1.0.0 or 2.0.0.");
      if (!feed.isRunning()) return refuseUpgrade(socket, "503 Service Unavailable", "The database is not ready yet.");
      sockets.handleUpgrade(request, socket, head, opened => {
        const context = { socket: opened, vsn, apiKey, keys: settings, channels, authorization };
        sessions.set(opened, new Session(context));
        opened.on("close", () => sessions.delete(opened));
      });
    },
  };
}
