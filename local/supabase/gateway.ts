/** One loopback server for a project's address: /auth/v1 and /rest/v1 go to the data API, /storage/v1 and /realtime/v1 to our own servers. */
import { createServer } from "node:http";
import { createRealtime } from "../realtime/realtime.ts";
import { openStorage } from "../storage/storage.ts";
import { isService, readKeyKind, refuseToken } from "./api-keys.ts";
import { AuthGate } from "./auth/auth-gate.ts";
import { createDataApi } from "./data-api.ts";
import type { GatewaySettings } from "./environment.ts";
import { bridgeRequest } from "./http-bridge.ts";
import { MailQueue } from "./mail/queue.ts";
import { readSmtpSettings } from "./mail/smtp.ts";

const KEEP_ALIVE_MS = 75_000;

export type Gateway = { url: string; close: () => Promise<void> };

/** Starts the gateway and resolves once it accepts requests and the realtime feed runs. Port 0 takes a free one. */
export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  let url = "";
  const smtp = readSmtpSettings(settings.smtpUrl, settings.smtpFrom);
  const queue = await MailQueue.open({ folder: settings.mailFolder, smtp });
  const gate = new AuthGate({ settings, queue, externalUrl: () => url });
  const dataApi = createDataApi(settings, gate.driver);
  gate.connect(request => dataApi.fetch(request, "127.0.0.1"));
  const realtime = createRealtime({
    databaseUrl: settings.realtimeDatabaseUrl,
    jwtSecret: settings.jwtSecret,
    publishableKey: settings.publishableKey,
    secretKey: settings.secretKey,
    limits: settings.realtimeLimits,
  });
  const storage = await openStorage({
    jwtSecret: settings.jwtSecret,
    publishableKey: settings.publishableKey,
    secretKey: settings.secretKey,
    databaseUrl: settings.databaseUrl,
    folder: settings.storageFolder,
    ...(settings.storageMaxBytes === undefined ? {} : { maxBytes: settings.storageMaxBytes }),
  });
  const server = createServer((incoming, outgoing) => {
    if (realtime.acceptRequest(incoming, outgoing)) return;
    if (incoming.url === "/health") {
      const isReady = realtime.isFeeding();
      outgoing.writeHead(isReady ? 200 : 503, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ status: isReady ? "ok" : "waiting for PostgreSQL" }));
      return;
    }
    if (storage.owns(incoming.url ?? "")) {
      void storage.handle(incoming, outgoing);
      return;
    }
    const peer = incoming.socket.remoteAddress ?? null;
    const answer = (request: Request) => {
      // Without a known key the library refuses, before anything of ours looks at the request.
      const isGuarded = request.method === "OPTIONS" || readKeyKind(request, settings) === "unknown";
      const refusal = isGuarded ? undefined : refuseToken(request, settings);
      if (refusal) return Promise.resolve(refusal);
      const { pathname } = new URL(request.url);
      const isOurs = pathname.startsWith("/auth/v1/") && (!isGuarded || pathname === "/auth/v1/verify");
      return isOurs ? gate.handle(request, candidate => isService(candidate, settings)) : dataApi.fetch(request, peer);
    };
    bridgeRequest(incoming, outgoing, answer).catch(error => {
      console.error("request failed", incoming.method, incoming.url?.split("?")[0], error);
      if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ message: "The gateway failed to answer. Its log says why." }));
    });
  });
  // Longer than clients keep an idle connection: one that is closed the moment it is used again fails a request.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  server.on("upgrade", (request, socket, head) => realtime.acceptUpgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : settings.port}`;
  await realtime.start();
  return {
    url,
    close: async () => {
      await realtime.stop();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await storage.close();
      await queue.close();
      await gate.close();
      await dataApi.close();
    },
  };
}
