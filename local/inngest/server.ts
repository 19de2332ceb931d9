/** Owns listening on the loopback address and handing each request to its route; refuses every unsigned call. */
import http from "node:http";
import { reportTrouble } from "./database.ts";
import type { Engine } from "./engine.ts";
import { BodyRefused, type Reply, type Route, refuse } from "./routes/route.ts";
import { findRoute } from "./routes/table.ts";
import { hashSigningKey, isSameSecret } from "./signature.ts";

/** Starts listening; resolves once connections are accepted. */
export async function startServer(engine: Engine): Promise<http.Server> {
  const bearer = `Bearer ${hashSigningKey(engine.settings.signingKey)}`;
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(engine, bearer, request)
      .catch(error => explain(request, error))
      .then(({ status, body, headers }) => {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        response.writeHead(status, {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          ...headers,
        });
        response.end(text);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(engine.settings.port, "127.0.0.1", resolve);
  });
  return server;
}

async function answer(engine: Engine, bearer: string, request: http.IncomingMessage): Promise<Reply> {
  const base = "http://127.0.0.1";
  if (!URL.canParse(request.url ?? "/", base)) return refuse(400, "the address is malformed");
  const url = new URL(request.url ?? "/", base);
  const found = findRoute(request.method, url.pathname);
  if (found?.route.access !== "open" && !mayEnter(request, found?.route.access, engine.settings.signingKey, bearer))
    return refuse(401, "this call needs the signing key");
  if (!found) return refuse(404, `${request.method} ${url.pathname} is not supported by the embedded engine`);
  return found.route.answer({ engine, request, url, parameters: found.parameters });
}

function mayEnter(
  request: http.IncomingMessage,
  access: Route["access"] | undefined,
  signingKey: string,
  bearer: string,
): boolean {
  const given = request.headers.authorization ?? "";
  return isSameSecret(given, bearer) || (access === "api-key" && isSameSecret(given, `Bearer ${signingKey}`));
}

function explain(request: http.IncomingMessage, error: unknown): Reply {
  if (error instanceof URIError) return refuse(400, "the address is malformed");
  if (error instanceof BodyRefused) return refuse(400, error.message);
  reportTrouble(`${request.method} ${readPath(request)} failed`, error);
  return refuse(500, "the engine failed on this request");
}

/** The path without the event key, which is a secret, and without the query. */
function readPath(request: http.IncomingMessage): string {
  return (request.url ?? "").replace(/\?.*/, "").replace(/^\/e\/.*/, "/e/…");
}
