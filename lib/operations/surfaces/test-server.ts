/** For tests: a real database with a workspace and a key, the real door, and a real HTTP server in front of it. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hashSecret } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { ConnectorFactory } from "#lib/kernel/connector.ts";
import type { AgentDefinition } from "#lib/kernel/define.ts";
import type { Log } from "#lib/kernel/kernel.ts";
import { type KernelRig, openKernelRig } from "#lib/kernel/testing/kernel-rig.ts";
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

export type TestServerOptions = {
  limits?: Partial<ApiLimits>;
  /** Runs dispatched tasks at once, as an executor would. */
  runsTasks?: boolean;
  /** Vendors that can be connected. */
  factories?: readonly ConnectorFactory[];
  /** Who works here; the fixture agents unless given. */
  agents?: AgentDefinition[];
};

/** Serves a list of operations on a loopback port. The header `x-test-user` stands for a verified session cookie. */
export async function startTestServer(
  operations: readonly AnyOperation[],
  options: TestServerOptions = {},
): Promise<TestServer> {
  const rig = await openKernelRig({ factories: options.factories, agents: options.agents });
  const { workspaceId, userId } = rig;
  const { database } = rig.kernel;
  const key = await addKey(rig, [...scopes]);
  const readerKey = await addKey(
    rig,
    scopes.filter(scope => scope.endsWith(":read")),
  );
  const errors: object[] = [];
  const log: Log = { info: () => undefined, warn: () => undefined, error: facts => void errors.push(facts) };

  async function authenticate(request: Request): Promise<Caller> {
    const person = request.headers.get("x-test-user");
    if (person !== null) return { userId: person, email: "ada@example.com", workspaceId, apiKey: null, via: "web" };
    const secret = /^Bearer (qd_.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
    const found = secret === undefined ? null : await database.findApiKey(hashSecret(secret));
    if (found === null)
      throw new AppError("unauthenticated", "this key is not known: make a new one on the page API keys");
    return {
      userId: found.userId,
      email: "ada@example.com",
      workspaceId: found.workspaceId,
      apiKey: { id: found.id, scopes: found.scopes },
      via: request.headers.get("x-quarterdeck-client")?.startsWith("cli") ? "cli" : "api",
    };
  }

  const ports: ApiPorts = {
    operations,
    executor: createExecutor(rig.kernel),
    authenticate,
    log,
    limits: options.limits,
  };
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
  const executor = options.runsTasks === true ? setInterval(() => void runEvents(rig), 20) : undefined;

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    readerKey,
    userId,
    workspaceId,
    errors,
    async close() {
      clearInterval(executor);
      server.closeAllConnections();
      server.close();
      await rig.close();
    },
  };
}

async function addKey(rig: KernelRig, granted: string[]): Promise<string> {
  const secret = `qd_${randomBytes(24).toString("base64url")}`;
  await rig.asPerson(session =>
    session
      .insertInto("api_keys")
      .values({
        id: createId(),
        workspace_id: rig.workspaceId,
        name: "test",
        prefix: secret.slice(0, 8),
        key_hash: hashSecret(secret),
        scopes: granted,
        created_by: rig.userId,
      })
      .execute(),
  );
  return secret;
}

async function runEvents(rig: KernelRig): Promise<void> {
  for (const event of rig.events.splice(0)) {
    if (event.name.startsWith("agent/")) await rig.run(String(event.data.taskId), true);
  }
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
