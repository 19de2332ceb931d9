/** Owns the HTTP surface on the loopback address: events, registration, checkpoints, run data; refuses every unsigned call. */
import http from "node:http";
import { saveCheckpoint } from "./checkpoint.ts";
import { reportTrouble } from "./database.ts";
import type { Engine } from "./engine.ts";
import { addEvent, MalformedEvent, readEvents } from "./events.ts";
import { RegistrationRefused } from "./registration.ts";
import { createChanges, type JsonObject } from "./rows.ts";
import { findRunsOfEvent, readRunEvents, readRunSteps } from "./run-data.ts";
import { hashSigningKey, isSameSecret } from "./signature.ts";

const maxBodyBytes = 64 * 1024 * 1024;

interface Reply {
  status: number;
  /** A JSON text, or a value to write as one. */
  body: unknown;
}

class BodyRefused extends Error {}

/** Starts listening; resolves once connections are accepted. */
export async function startServer(engine: Engine): Promise<http.Server> {
  const bearer = `Bearer ${hashSigningKey(engine.settings.signingKey)}`;
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(engine, bearer, request)
      .catch((error): Reply => {
        if (error instanceof URIError) return { status: 400, body: { error: "the address is malformed", status: 400 } };
        if (error instanceof BodyRefused) return { status: 400, body: { error: error.message, status: 400 } };
        reportTrouble(`${request.method} ${readPath(request)} failed`, error);
        return { status: 500, body: { error: "the engine failed on this request", status: 500 } };
      })
      .then(({ status, body }) => {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
        response.end(text);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(engine.settings.port, "127.0.0.1", resolve);
  });
  return server;
}

/** The path without the event key, which is a secret, and without the query. */
function readPath(request: http.IncomingMessage): string {
  return (request.url ?? "").replace(/\?.*/, "").replace(/^\/e\/.*/, "/e/…");
}

async function answer(engine: Engine, bearer: string, request: http.IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const [, area = "", ...rest] = url.pathname.split("/");
  const route = `${request.method} ${area}`;
  if (route === "GET health") return { status: 200, body: describeHealth(engine) };
  if (route === "POST e") {
    if (!isSameSecret(decodeURIComponent(rest[0] ?? ""), engine.settings.eventKey)) {
      return { status: 401, body: { error: "Event key not found", status: 401 } };
    }
    return takeEvents(engine, request);
  }
  if (!isSameSecret(request.headers.authorization ?? "", bearer)) {
    return { status: 401, body: { error: "this call needs the signing key", status: 401 } };
  }
  const path = rest.join("/");
  if (route === "POST fn" && path === "register") return register(engine, request);
  if (route === "POST v1" && /^checkpoint\/[^/]+\/async$/.test(path)) return checkpoint(engine, request, rest[1] ?? "");
  if (route === "GET v0" && rest[0] === "runs") return readRun(engine, rest[1] ?? "", rest[2] ?? "");
  if (route === "GET local" && path === "runs") {
    return { status: 200, body: { runs: await findRunsOfEvent(engine, url.searchParams.get("event_id") ?? "") } };
  }
  return {
    status: 404,
    body: { error: `${request.method} ${url.pathname} is not supported by the embedded engine`, status: 404 },
  };
}

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

async function takeEvents(engine: Engine, request: http.IncomingMessage): Promise<Reply> {
  const body = await readJson(request);
  if (engine.registry.functions.size === 0) {
    return { status: 503, body: { error: "no application has registered its functions yet; send again", status: 503 } };
  }
  const nowMs = Date.now();
  try {
    const events = readEvents(body, request.headers["x-inngest-event-id-seed"] as string | undefined, nowMs);
    const changes = createChanges();
    for (const event of events) addEvent(changes, event, engine.registry, nowMs);
    await engine.submit(changes);
    return { status: 200, body: { ids: events.map(event => event.id), status: 200 } };
  } catch (error) {
    if (error instanceof MalformedEvent) return { status: 400, body: { error: error.message, status: 400 } };
    throw error;
  }
}

async function register(engine: Engine, request: http.IncomingMessage): Promise<Reply> {
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

async function checkpoint(engine: Engine, request: http.IncomingMessage, runId: string): Promise<Reply> {
  const body = (await readJson(request)) as JsonObject;
  const port = { queue: engine.queue, runs: engine.runs, submit: engine.submit.bind(engine) };
  if (await saveCheckpoint(port, decodeURIComponent(runId), body)) return { status: 200, body: "{}" };
  return { status: 409, body: { error: "this call was taken over by another one", status: 409 } };
}

async function readRun(engine: Engine, runId: string, part: string): Promise<Reply> {
  const text =
    part === "actions"
      ? await readRunSteps(engine, runId)
      : part === "batch"
        ? await readRunEvents(engine, runId)
        : undefined;
  return text === undefined
    ? { status: 404, body: { error: "no such run", status: 404 } }
    : { status: 200, body: text };
}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new BodyRefused(`the body is larger than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new BodyRefused("the body is not JSON");
  }
}
