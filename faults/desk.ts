/** Owns a product of its own for one fault: started, with a person, a workspace and people to write to, and started again after its end. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { signUpPerson } from "#testing/person.ts";
import { type Product, startProduct } from "#testing/product.ts";
import { takePorts } from "./ports.ts";
import { killTree, listDescendants, readParts } from "./processes.ts";
import { startVendor, type Vendor } from "./vendor.ts";
import { pause, waitUntil } from "./wait.ts";

export type Answer<T> = { status: number; body: T };

export type Desk = {
  url: string;
  dataDir: string;
  ports: readonly number[];
  vendor: Vendor;
  workspaceId: string;
  contactIds: string[];
  /** What the parts are now, by name. */
  parts(): Record<string, number>;
  /** A call with the workspace's key. Rejects when no answer comes. */
  call<T>(method: "GET" | "POST" | "PATCH", apiPath: string, body?: unknown): Promise<Answer<T>>;
  /** A caller like the one above, in a workspace of its own. */
  openWorkspace(name: string): Promise<Desk["call"]>;
  /** Asks the database itself, waiting for it where need be. */
  query<R extends object>(text: string, values?: unknown[]): Promise<R[]>;
  /** Ends everything at once, as a power cut would, and starts it again on the same folder, after what is done meanwhile. */
  cutPower(meanwhile?: () => Promise<void>): Promise<void>;
  /** Has something ended before the product is, however the fault goes. */
  atEnd(end: () => void): void;
  stop(): Promise<void>;
};

export type DeskOptions = {
  environment?: Record<string, string>;
  contacts?: number;
  /** The folder to work in; a temporary one, removed at the end, unless given. */
  dataDir?: string;
  answerAfterMs?: () => number;
};

const scopes = [
  "workspaces:read",
  "workspaces:write",
  "agents:read",
  "tasks:read",
  "tasks:write",
  "approvals:read",
  "approvals:write",
  "contacts:read",
  "contacts:write",
];

/** Starts the product and prepares a workspace in which nothing but the fault stands between a task and its end. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const vendor = await startVendor(options.answerAfterMs);
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), "quarterdeck-fault-"));
  const started: Product[] = [];
  try {
    return await prepareDesk(options, vendor, dataDir, product => started.push(product));
  } catch (error) {
    for (const product of started) await product.stop();
    await vendor.stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function prepareDesk(
  options: DeskOptions,
  vendor: Vendor,
  dataDir: string,
  noteStart: (product: Product) => void,
): Promise<Desk> {
  const ports = await takePorts(5);
  const environment = {
    API_REQUESTS_PER_MINUTE: "10000000",
    LOG_LEVEL: "warn",
    ...vendor.environment,
    ...options.environment,
  };
  const start = () => startProduct({ dataDir, ports, environment });
  let product: Product = await start();
  noteStart(product);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 128 });

  async function openWorkspace(name: string): Promise<{ id: string; call: Desk["call"] }> {
    const person = await signUpPerson({ url: product.url, dataDir });
    const { id } = await person.call<{ id: string }>("POST", "/workspaces", { name });
    const key = await person.createKey("faults", scopes);
    return { id, call: (method, apiPath, body) => send(agent, product.url, key, method, apiPath, body) };
  }

  const ends: (() => void)[] = [];
  const main = await openWorkspace("Faults");
  await main.call("PATCH", "/workspaces/current", {
    undo_window_seconds: 0,
    quiet_from: null,
    quiet_until: null,
    touches_per_week: 1_000,
    sweep_enabled: false,
  });
  const contactIds = await importContacts(main.call, options.contacts ?? 50);

  return {
    url: product.url,
    dataDir,
    ports,
    vendor,
    workspaceId: main.id,
    contactIds,
    parts: () => readParts(dataDir),
    call: main.call,
    openWorkspace: async name => (await openWorkspace(name)).call,
    query: (text, values = []) => queryDatabase(readAdminUrl(dataDir, ports), text, values),
    async cutPower(meanwhile) {
      const own = [product.pid, ...listDescendants(product.pid)];
      killTree(product.pid, dataDir);
      await waitUntil(() => own.every(pid => !listDescendants(process.pid).includes(pid)), 5_000, 10);
      await meanwhile?.();
      product = await start();
    },
    atEnd: end => ends.push(end),
    async stop() {
      for (const end of ends) end();
      agent.destroy();
      await product.stop();
      await vendor.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function send<T>(
  agent: http.Agent,
  url: string,
  key: string,
  method: string,
  apiPath: string,
  body?: unknown,
): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${key}`,
      ...(text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
    };
    const request = http.request(`${url}/api/v1${apiPath}`, { method, agent, headers, timeout: 60_000 }, response => {
      const chunks: Buffer[] = [];
      response.on("data", chunk => chunks.push(chunk));
      response.on("error", reject);
      response.on("aborted", () => reject(new Error("the answer was cut")));
      response.on("end", () => {
        const answer = Buffer.concat(chunks).toString();
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(answer) as T });
        } catch {
          reject(new Error(`${method} ${apiPath} answered ${response.statusCode}, not JSON: ${answer.slice(0, 200)}`));
        }
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer within 60 s")));
    request.on("error", reject);
    request.end(text);
  });
}

async function importContacts(call: Desk["call"], count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => `Person ${index},person-${index}@example.com`);
  const created = await call("POST", "/imports", {
    kind: "contacts",
    file_name: "people.csv",
    csv: ["name,email", ...rows].join("\n"),
    mapping: { name: "name", email: "email" },
  });
  if (created.status !== 201) throw new Error(`the people were not imported: ${JSON.stringify(created.body)}`);
  const listed = await call<{ data: { id: string }[] }>("GET", "/contacts?limit=100");
  return listed.body.data.map(contact => contact.id);
}

/** An address as the role that owns the tables, which sees every row. */
function readAdminUrl(dataDir: string, ports: readonly number[]): string {
  const keys = JSON.parse(readFileSync(path.join(dataDir, "keys.json"), "utf8"));
  return `postgresql://postgres:${keys.rolePasswords.postgres}@127.0.0.1:${ports[2]}/postgres`;
}

async function queryDatabase<R extends object>(url: string, text: string, values: unknown[]): Promise<R[]> {
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return (await client.query<R>(text, values)).rows;
    } catch (error) {
      const state = (error as { code?: string }).code ?? "";
      if (tries > 120 || /^(22|23|42)/.test(state)) throw error;
      await pause(250);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
