/** Owns `POST /fn/register`, where an app announces its functions by itself; refuses what the engine does not do, by name. */
import { RegistrationRefused } from "../registration.ts";
import type { JsonObject } from "../rows.ts";
import { type Call, type Reply, type Route, readJson } from "./route.ts";

export const registrationRoutes: Route[] = [
  { method: "POST", path: "/fn/register", access: "signing-key", answer: register },
];

async function register({ engine, request }: Call): Promise<Reply> {
  const body = (await readJson(request)) as { url?: unknown; appName?: unknown; functions?: unknown };
  if (typeof body?.url !== "string" || typeof body.appName !== "string" || !Array.isArray(body.functions)) {
    return {
      status: 400,
      body: { ok: false, status: 400, error: "a registration needs `url`, `appName` and `functions`" },
    };
  }
  const url = new URL(body.url);
  url.search = "";
  try {
    const modified = await engine.registrations.accept(url.href, body.appName, body.functions as JsonObject[]);
    return { status: 200, body: { ok: true, status: 200, modified } };
  } catch (error) {
    if (!(error instanceof RegistrationRefused)) throw error;
    return { status: 400, body: { ok: false, status: 400, modified: false, error: error.message } };
  }
}
