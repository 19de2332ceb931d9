/** One loopback server for a project's address: /auth/v1 and /rest/v1 go to the data API, /realtime/v1 to our own server. */
import { createServer } from "node:http";
import { createRealtime } from "../realtime/realtime.ts";
import { createDataApi } from "./data-api.ts";
import type { GatewaySettings } from "./environment.ts";
import { bridgeRequest } from "./http-bridge.ts";

export type Gateway = { url: string; close: () => Promise<void> };

/** Starts the gateway and resolves once it accepts requests and the realtime feed runs. Port 0 takes a free one. */
export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const dataApi = createDataApi(settings);
  const realtime = createRealtime({
    databaseUrl: settings.realtimeDatabaseUrl,
    jwtSecret: settings.jwtSecret,
    publishableKey: settings.publishableKey,
    secretKey: settings.secretKey,
  });
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/health") {
      const isReady = realtime.isFeeding();
      outgoing.writeHead(isReady ? 200 : 503, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ status: isReady ? "ok" : "waiting for PostgreSQL" }));
      return;
    }
    const peer = incoming.socket.remoteAddress ?? null;
    bridgeRequest(incoming, outgoing, request => dataApi.fetch(request, peer)).catch(error => {
      console.error("request failed", incoming.method, incoming.url?.split("?")[0], error);
      if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ message: "The gateway failed to answer. Its log says why." }));
    });
  });
  server.on("upgrade", (request, socket, head) => realtime.acceptUpgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, "127.0.0.1", resolve);
  });
  await realtime.start();
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : settings.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await realtime.stop();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await dataApi.close();
    },
  };
}
