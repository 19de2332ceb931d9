/** For tests: a real database with a workspace and a key, the real door, and a real HTTP server in front of it. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { systemClock } from "#lib/core/clock.ts";
import { hashSecret } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { openDatabase } from "#lib/db/database.ts";
import { createConnectors } from "#lib/kernel/connector.ts";
import { createKernel, type Log } from "#lib/kernel/kernel.ts";
import { createRegistry } from "#lib/kernel/registry.ts";
import { createTestDatabase } from "#testing/database.ts";
import { type AnyOperation, type Caller, scopes } from "../define.ts";
import { createExecutor } from "../execute.ts";
import { type ApiLimits, type ApiPorts, createApiHandler } from "./api-handler.ts";
import { checkHealth } from "./health.ts";
import { createMcpEndpoint } from "./mcp-handler.ts";

export type TestServer = {
  url: string;
  key: string;
  /** A key without any scope that writes. */
  readerKey: string;
  userId: string;
  workspaceId: string;
  /** What went to the log as an error, oldest first. */
  errors: object[];
  close(): Promise<void>;
};

/** Serves a list of operations on a loopback port. The header `x-test-user` stands for a verified session cookie. */
export async function startTestServer(
  operations: readonly AnyOperation[],
  limits?: Partial<ApiLimits>,
): Promise<TestServer> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase(testDatabase.appUrl, 4);
  const userId = createId();
  const workspaceId = createId();
  const key = `qd_${randomBytes(24).toString("base64url")}`;
  const readerKey = `qd_${randomBytes(24).toString("base64url")}`;
  const owner = new pg.Client({ connectionString: testDatabase.url });
  await owner.connect();
  await owner.query("insert into public.workspaces (id, name, created_by) values ($1, 'Test', $2)", [
    workspaceId,
    userId,
  ]);
  await owner.query(
    "insert into public.members (workspace_id, user_id, role, email) values ($1, $2, 'owner', 'ada@example.com') on conflict do nothing",
    [workspaceId, userId],
  );
  for (const [secret, granted] of [
    [key, [...scopes]],
    [readerKey, scopes.filter(scope => scope.endsWith(":read"))],
  ] as const) {
    await owner.query(
      "insert into public.api_keys (id, workspace_id, name, prefix, key_hash, scopes, created_by) values ($1, $2, 'test', $3, $4, $5, $6)",
      [createId(), workspaceId, secret.slice(0, 8), hashSecret(secret), granted, userId],
    );
  }
  await owner.end();

  const errors: object[] = [];
  const log: Log = { info: () => undefined, warn: () => undefined, error: facts => void errors.push(facts) };
  const kernel = createKernel({
    database,
    registry: createRegistry([]),
    connectors: createConnectors([]),
    model: null,
    clock: systemClock,
    log,
    // None of the sample operations stages an event; one that did would fail here, loudly.
    sendEvents: () => Promise.reject(new Error("there is no executor of events in this test")),
  });

  async function authenticate(request: Request): Promise<Caller> {
    const person = request.headers.get("x-test-user");
    if (person !== null) return { userId: person, email: "ada@example.com", workspaceId, apiKey: null, via: "web" };
    const secret = /^Bearer (qd_.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
    const found = secret === undefined ? null : await database.findApiKey(hashSecret(secret));
    if (found === null) throw new AppError("unauthenticated", "this key is not known: make a new one in Settings");
    return {
      userId: found.userId,
      email: "ada@example.com",
      workspaceId: found.workspaceId,
      apiKey: { id: found.id, scopes: found.scopes },
      via: request.headers.get("x-quarterdeck-client")?.startsWith("cli") ? "cli" : "api",
    };
  }

  const ports: ApiPorts = { operations, executor: createExecutor(kernel), authenticate, log, limits };
  const api = createApiHandler(ports);
  const mcp = createMcpEndpoint(ports);
  const server = createServer((incoming, outgoing) => {
    const request = toWebRequest(incoming);
    const path = new URL(request.url).pathname;
    const answer =
      path === "/api/mcp"
        ? mcp(request)
        : path === "/api/health"
          ? checkHealth(request, database.ping, log)
          : api(request);
    void answer.then(response => sendWebResponse(response, outgoing));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    readerKey,
    userId,
    workspaceId,
    errors,
    async close() {
      server.closeAllConnections();
      server.close();
      await database.close();
      await testDatabase.drop();
    },
  };
}

function toWebRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const item of Array.isArray(value) ? value : [value ?? ""]) headers.append(name, item);
  }
  headers.set("x-forwarded-for", incoming.socket.remoteAddress ?? "");
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method,
    headers,
    ...(hasBody ? { body: incoming as unknown as ReadableStream, duplex: "half" } : {}),
  });
}

async function sendWebResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body !== null) for await (const chunk of response.body) outgoing.write(chunk);
  outgoing.end();
}
