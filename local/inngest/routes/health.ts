/** Owns `GET /health`: whether the engine works, and what it knows of the apps; says nothing of what they do. */
import type { Engine } from "../engine.ts";
import type { Route } from "./route.ts";

export const healthRoutes: Route[] = [
  {
    method: "GET",
    path: "/health",
    access: "open",
    answer: ({ engine }) => ({ status: 200, body: describeHealth(engine) }),
  },
];

function describeHealth(engine: Engine) {
  const addresses = [...engine.registry.addresses.values()].map(({ url, appId, isUp }) => ({ url, app: appId, isUp }));
  return {
    status: engine.database.isConnected ? "ok" : "waiting for the database",
    functions: engine.registry.functions.size,
    inFlight: engine.queue.leases.size,
    addresses,
    troubles: Object.fromEntries(engine.registrations.troubles),
  };
}
