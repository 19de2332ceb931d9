/** Owns the proof of the HTTP surface: what it refuses, whom it answers, and what registration says about unsupported settings. */
import { networkInterfaces } from "node:os";
import type { InngestFunction } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashSigningKey, signBody } from "./signature.ts";
import {
  type App,
  awaitEnd,
  awaitRegistration,
  createClient,
  type EngineProcess,
  eventKey,
  type Postgres,
  readRuns,
  serveApp,
  signingKey,
  startEngine,
  startPostgres,
  takePort,
  waitUntil,
} from "./testing/harness.ts";

const enginePort = await takePort();
const client = createClient(enginePort);
const calls: { queueItemId: string; generation: string }[] = [];
let isHeld = false;

const functions: InngestFunction.Any[] = [
  client.createFunction(
    { id: "held", triggers: [{ event: "test/held" }], cancelOn: [{ event: "test/drop" }] },
    async ({ step }) => {
      await step.run("hold", async () => {
        while (isHeld) await new Promise(resolve => setTimeout(resolve, 5));
      });
      return step.run("after", () => "went on");
    },
  ),
];

const started = new Map<string, number>();

functions.push(
  client.createFunction(
    {
      id: "shared",
      concurrency: [{ limit: 6 }, { limit: 4, key: "event.data.workspace" }],
      triggers: [{ event: "test/shared" }],
    },
    async ({ event, step }) => {
      const workspace = String(event.data.workspace);
      started.set(workspace, (started.get(workspace) ?? 0) + 1);
      await step.run("work", () => new Promise(resolve => setTimeout(resolve, 20)));
    },
  ),
);

let postgres: Postgres;
let engine: EngineProcess;
let app: App;

beforeAll(async () => {
  postgres = await startPostgres();
  app = await serveApp(client, functions);
  app.server.prependListener("request", request => {
    if (request.method !== "POST") return;
    calls.push({
      queueItemId: String(request.headers["x-inngest-job-id"]),
      generation: String(request.headers["x-inngest-generation-id"]),
    });
  });
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
  await awaitRegistration(engine);
});

afterAll(async () => {
  await engine.kill("SIGTERM");
  await app.stop();
  await postgres.stop();
});

const authorized = { authorization: `Bearer ${hashSigningKey(signingKey)}` };

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(engine.url + path, { method: "POST", body: JSON.stringify(body), headers });
  return { status: answer.status, body: await answer.json() };
}

test("every route but health refuses calls without the right key", async () => {
  expect((await post("/e/wrong-key", [{ name: "test/held" }])).status).toBe(401);
  for (const path of ["/fn/register", "/v1/checkpoint/any/async"]) {
    expect((await post(path, {})).status).toBe(401);
    expect((await post(path, {}, { authorization: `Bearer ${signingKey}` })).status).toBe(401);
  }
  for (const path of ["/v0/runs/any/actions", "/v0/runs/any/batch", "/local/runs?event_id=any"]) {
    expect((await fetch(engine.url + path)).status).toBe(401);
  }
  expect((await fetch(`${engine.url}/health`)).status).toBe(200);
});

test("the engine listens on the loopback address only", async () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter(address => address?.family === "IPv4" && !address.internal);
  for (const address of outside)
    await expect(fetch(`http://${address?.address}:${enginePort}/health`)).rejects.toThrow();
});

test("the app verifies the engine's calls: one with a forged body is refused by the SDK", async () => {
  const url = `${app.url}?fnId=app-held&stepId=step`;
  const headers = { "content-type": "application/json", "x-inngest-signature": signBody('{"a":1}', signingKey) };
  expect((await fetch(url, { method: "POST", body: '{"a":2}', headers })).status).toBe(401);
});

test("malformed events are refused with the reason, and nothing of their request is kept", async () => {
  const before = await post(`/e/${eventKey}`, [{ id: "good-one", name: "test/held" }, { data: {} }]);
  expect(before).toEqual({ status: 400, body: { error: "event 1 needs a `name`", status: 400 } });
  expect(await readRuns(engine.url, "good-one")).toEqual([]);
  expect((await fetch(`${engine.url}/e/${eventKey}`, { method: "POST", body: "{" })).status).toBe(400);
});

test("a seed gives a request's events the same ids when it is sent again", async () => {
  const headers = { "x-inngest-event-id-seed": "1795000000000,c29tZS1lbnRyb3B5" };
  const events = [{ name: "test/nobody" }, { name: "test/nobody" }];
  const first = (await post(`/e/${eventKey}`, events, headers)).body as { ids: string[] };
  const again = (await post(`/e/${eventKey}`, events, headers)).body as { ids: string[] };
  expect(new Set(first.ids).size).toBe(2);
  expect(again).toEqual(first);
});

test("a checkpoint of a superseded or cancelled call is answered 409 and changes nothing", async () => {
  isHeld = true;
  calls.length = 0;
  const { ids } = await client.send({ name: "test/held", data: {} });
  await waitUntil(() => calls.length > 0, "the call");
  const [call] = calls;
  const runId = call?.queueItemId.split(":")[0] ?? "";
  const checkpoint = (generation: number) =>
    post(
      `/v1/checkpoint/${runId}/async`,
      {
        run_id: runId,
        qi_id: call?.queueItemId,
        generation_id: generation,
        steps: [{ id: "forged", op: "StepRun", data: 1 }],
      },
      authorized,
    );
  expect((await checkpoint(Number(call?.generation) - 1)).status).toBe(409);
  await client.send({ name: "test/drop", data: {} });
  await awaitEnd(engine.url, ids[0] ?? "");
  expect((await checkpoint(Number(call?.generation))).status).toBe(409);
  isHeld = false;
  const steps = await fetch(`${engine.url}/v0/runs/${runId}/actions`, { headers: authorized });
  expect(await steps.json()).toEqual({});
  expect(await readRuns(engine.url, ids[0] ?? "")).toMatchObject([{ status: "cancelled" }]);
});

test.each<[string, Record<string, unknown>]>([
  ["throttle.period", { throttle: { limit: 1, period: "soon" } }],
  ["rateLimit.limit", { rateLimit: { limit: 0, period: "1s" } }],
  ["debounce.period", { debounce: { period: "10ms" } }],
  ["`batchEvents` and `debounce`", { batchEvents: { maxSize: 5, timeout: "1s" }, debounce: { period: "1s" } }],
  ["singleton.mode", { singleton: { mode: "wait" } }],
  ["timeouts.finish", { timeouts: { finish: "never" } }],
  ["jitter", { triggers: [{ cron: "0 0 * * *", jitter: "1h" }] }],
  ["cron", { triggers: [{ cron: "61 0 * * *" }] }],
  ["the trigger's `if`", { triggers: [{ event: "test/other", if: "event.data. ==" }] }],
])("a function whose %s makes no sense is refused at registration by its name", async (name, options) => {
  const other = createClient(enginePort, "other");
  const configured = { id: "odd", triggers: [{ event: "test/other" }], ...options } as { id: string };
  const odd = other.createFunction(configured, async () => undefined) as InngestFunction.Any;
  const otherApp = await serveApp(other, [odd]);
  const answer = await fetch(otherApp.url, { method: "PUT" });
  const { message } = (await answer.json()) as { message: string };
  expect(answer.status).toBe(400);
  expect(message).toContain('function "other-odd"');
  expect(message).toContain(name);
  await otherApp.stop();
});

test("an app that registers itself again has its new functions at once", async () => {
  const renewed = createClient(enginePort, "renewed");
  const build = (id: string) =>
    renewed.createFunction({ id, triggers: [{ event: `test/${id}` }] }, async () => id) as InngestFunction.Any;
  const port = await takePort();
  const before = await serveApp(renewed, [build("old")], port);
  expect(await (await fetch(before.url, { method: "PUT" })).json()).toMatchObject({ modified: true });
  await before.stop();
  const after = await serveApp(renewed, [build("new")], port);
  expect(await (await fetch(after.url, { method: "PUT" })).json()).toMatchObject({ modified: true });
  const { ids } = await renewed.send([{ name: "test/old" }, { name: "test/new" }]);
  expect(await awaitEnd(engine.url, ids[1] ?? "")).toMatchObject([{ output: "new" }]);
  expect(await readRuns(engine.url, ids[0] ?? "")).toEqual([]);
  await after.stop();
});

test("three thousand queued runs of one workspace do not hold up another workspace's run", async () => {
  await client.send(Array.from({ length: 3000 }, () => ({ name: "test/shared", data: { workspace: "large" } })));
  await waitUntil(() => (started.get("large") ?? 0) > 20, "the large workspace's runs");
  const sentAt = Date.now();
  await client.send({ name: "test/shared", data: { workspace: "small" } });
  await waitUntil(() => started.has("small"), "the small workspace's run");
  expect(Date.now() - sentAt).toBeLessThan(1000);
  expect(started.get("large")).toBeLessThan(2000);
});
