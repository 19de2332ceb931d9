/** Owns the proof of the REST API v1: hosted paths and answers, on a real engine with runs of the official SDK. */
import type { InngestFunction } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashSigningKey } from "../signature.ts";
import {
  type App,
  awaitRegistration,
  createClient,
  type EngineProcess,
  type Postgres,
  serveApp,
  signingKey,
  startEngine,
  startPostgres,
  takePort,
  waitUntil,
} from "../testing/harness.ts";

const enginePort = await takePort();
const client = createClient(enginePort, "desk");
const cancelledRuns: unknown[] = [];

const patient = client.createFunction({ id: "patient", triggers: [{ event: "desk/patient" }] }, async ({ step }) => {
  await step.sleep("long", "1d");
});
const functions: InngestFunction.Any[] = [
  patient,
  client.createFunction({ id: "quick", triggers: [{ event: "desk/quick" }] }, async ({ event }) => ({
    got: event.data.number,
  })),
  client.createFunction({ id: "broken", retries: 0, triggers: [{ event: "desk/broken" }] }, async () => {
    throw new Error("it broke");
  }),
  client.createFunction({ id: "asker", triggers: [{ event: "desk/asker" }] }, async ({ step }) => {
    const outcome = await step.invoke("ask", { function: patient }).catch((error: Error) => error.message);
    return { outcome };
  }),
  client.createFunction(
    { id: "batched", batchEvents: { maxSize: 2, timeout: "30s" }, triggers: [{ event: "desk/batched" }] },
    async ({ events }) => events.length,
  ),
  client.createFunction({ id: "witness", triggers: [{ event: "inngest/function.cancelled" }] }, async ({ event }) => {
    cancelledRuns.push(event.data.run_id);
  }),
];

let postgres: Postgres;
let engine: EngineProcess;
let app: App;

beforeAll(async () => {
  postgres = await startPostgres();
  app = await serveApp(client, functions);
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
  await awaitRegistration(engine, functions.length);
}, 60_000);

afterAll(async () => {
  await engine.kill("SIGTERM");
  await app.stop();
  await postgres.stop();
});

interface Answer {
  status: number;
  body: { data?: unknown; metadata?: { fetched_at?: string }; error?: string; status?: number };
}

async function ask(method: string, path: string, body?: unknown, key = signingKey): Promise<Answer> {
  const answer = await fetch(engine.url + path, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : (JSON.parse(text) as Answer["body"]) };
}

interface Run {
  run_id: string;
  status: string;
  output?: unknown;
}

const readRuns = async (eventId: string) => (await ask("GET", `/v1/events/${eventId}/runs`)).body.data as Run[];

async function start(
  name: string,
  data: Record<string, unknown> = {},
  status = "Running",
): Promise<[eventId: string, run: Run]> {
  const { ids } = await client.send({ name, data });
  const eventId = ids[0] ?? "";
  await waitUntil(async () => (await readRuns(eventId))[0]?.status === status, `the run ${status}`, 30_000);
  return [eventId, (await readRuns(eventId))[0] as Run];
}

const awaitStatus = (eventId: string, status: string) =>
  waitUntil(async () => (await readRuns(eventId))[0]?.status === status, status, 30_000);

test("every route needs the signing key, itself or hashed", async () => {
  const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  const routes = [
    ["GET", "/v1/events/any"],
    ["GET", "/v1/events/any/runs"],
    ["GET", `/v1/runs/${id}`],
    ["GET", `/v1/runs/${id}/jobs`],
    ["DELETE", `/v1/runs/${id}`],
    ["POST", "/v1/cancellations"],
  ] as const;
  for (const [method, path] of routes) expect((await ask(method, path, undefined, "signkey-test-00")).status).toBe(401);
  for (const key of [signingKey, hashSigningKey(signingKey)])
    expect((await ask("GET", "/v1/events/any/runs", undefined, key)).status).toBe(200);
});

describe("an event", () => {
  test("has its content and its runs with their results", async () => {
    const [eventId, run] = await start("desk/quick", { number: 7 }, "Completed");
    expect(run).toEqual({
      run_id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      run_started_at: expect.stringMatching(/^\d{4}-.*Z$/),
      function_id: "desk-quick",
      function_version: 1,
      environment_id: expect.any(String),
      event_id: eventId,
      status: "Completed",
      ended_at: expect.stringMatching(/^\d{4}-.*Z$/),
      output: { got: 7 },
    });
    const event = await ask("GET", `/v1/events/${eventId}`);
    expect(event.body.data).toMatchObject({
      id: eventId,
      internal_id: eventId,
      name: "desk/quick",
      data: { number: 7 },
    });
    expect(event.body.metadata?.fetched_at).toMatch(/Z$/);
  });

  test("that came second in a batch has the batch's run, and its own content", async () => {
    const { ids } = await client.send([1, 2].map(number => ({ name: "desk/batched", data: { number } })));
    await awaitStatus(ids[1] ?? "", "Completed");
    expect(await readRuns(ids[1] ?? "")).toEqual(await readRuns(ids[0] ?? ""));
    expect((await readRuns(ids[1] ?? ""))[0]?.output).toBe(2);
    expect((await ask("GET", `/v1/events/${ids[1]}`)).body.data).toMatchObject({ id: ids[1], data: { number: 2 } });
  });

  test("that started nothing has no runs; one that was never received is not found", async () => {
    const { ids } = await client.send({ name: "desk/nobody", data: {} });
    expect(await readRuns(ids[0] ?? "")).toEqual([]);
    expect((await ask("GET", `/v1/events/${ids[0]}`)).body.data).toMatchObject({ name: "desk/nobody", data: null });
    expect(await readRuns("never-received")).toEqual([]);
    expect(await ask("GET", "/v1/events/never-received")).toEqual({
      status: 404,
      body: { error: "Event not found", status: 404 },
    });
  });
});

describe("a run", () => {
  test("is read by its id; a failed one has its error as output", async () => {
    const [, failed] = await start("desk/broken", {}, "Failed");
    const answer = await ask("GET", `/v1/runs/${failed.run_id}`);
    expect(answer.body.data).toEqual(failed);
    expect(failed.output).toMatchObject({ name: "Error", message: "it broke" });
  });

  test("that is malformed is refused, an unknown one not found", async () => {
    for (const path of ["/v1/runs/none", "/v1/runs/none/jobs"]) expect((await ask("GET", path)).status).toBe(400);
    expect((await ask("DELETE", "/v1/runs/none")).status).toBe(400);
    for (const path of ["", "/jobs"])
      expect((await ask("GET", `/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV${path}`)).status).toBe(404);
    expect((await ask("DELETE", "/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV")).status).toBe(404);
  });

  test("has the jobs that are queued for it", async () => {
    const [, run] = await start("desk/patient");
    const readJobs = async () =>
      (await ask("GET", `/v1/runs/${run.run_id}/jobs`)).body.data as { kind: string; at: string }[];
    await waitUntil(async () => (await readJobs())[0]?.kind === "sleep", "the sleep", 30_000);
    const jobs = await readJobs();
    expect(jobs).toMatchObject([{ kind: "sleep", attempt: 0, position: 0 }]);
    expect(Date.parse(jobs[0]?.at ?? "")).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  });

  test("is cancelled once, also when that is asked twice, and those who listen are told once", async () => {
    const [eventId, run] = await start("desk/patient");
    const answers = await Promise.all([
      ask("DELETE", `/v1/runs/${run.run_id}`),
      ask("DELETE", `/v1/runs/${run.run_id}`),
    ]);
    expect(answers.map(answer => answer.status)).toEqual([200, 200]);
    await awaitStatus(eventId, "Cancelled");
    expect((await ask("DELETE", `/v1/runs/${run.run_id}`)).status).toBe(200);
    await waitUntil(() => cancelledRuns.includes(run.run_id), "the event", 30_000);
    expect(cancelledRuns.filter(id => id === run.run_id)).toHaveLength(1);
  });

  test("that has ended stays as it ended", async () => {
    const [eventId, run] = await start("desk/quick", { number: 1 }, "Completed");
    expect((await ask("DELETE", `/v1/runs/${run.run_id}`)).status).toBe(200);
    expect(await readRuns(eventId)).toEqual([run]);
    // What is told of a later one proves that nothing was told of this one.
    const [, later] = await start("desk/patient");
    await ask("DELETE", `/v1/runs/${later.run_id}`);
    await waitUntil(() => cancelledRuns.includes(later.run_id), "the later one's event", 30_000);
    expect(cancelledRuns).not.toContain(run.run_id);
  });

  test("that was invoked and is cancelled tells the one that invoked it", async () => {
    const [eventId, asker] = await start("desk/asker");
    const admin = postgres.server.getPgClient();
    await admin.connect();
    const findChild = async () =>
      (await admin.query<{ id: string }>("select id from inngest_local.runs where parent_run_id = $1", [asker.run_id]))
        .rows[0]?.id;
    await waitUntil(async () => (await findChild()) !== undefined, "the invoked run", 30_000);
    expect((await ask("DELETE", `/v1/runs/${await findChild()}`)).status).toBe(200);
    await admin.end();
    await awaitStatus(eventId, "Completed");
    expect((await readRuns(eventId))[0]?.output).toMatchObject({ outcome: expect.stringContaining("cancelled") });
  });
});

describe("a bulk cancellation", () => {
  test("cancels the runs of the function that started in the span and whose event meets the condition", async () => {
    const before = await start("desk/patient", { team: "a" });
    await new Promise(resolve => setTimeout(resolve, 5));
    const after = new Date().toISOString();
    const other = await start("desk/patient", { team: "b" });
    const chosen = await start("desk/patient", { team: "a" });
    const body = {
      app_id: "desk",
      function_id: "patient",
      started_after: after,
      started_before: new Date().toISOString(),
      if: 'event.data.team == "a"',
    };
    const answer = await ask("POST", "/v1/cancellations", body);
    expect(answer.body.data).toMatchObject({
      ...body,
      function_id: "desk-patient",
      id: expect.stringMatching(/^[0-9A-Z]{26}$/),
    });
    await awaitStatus(chosen[0], "Cancelled");
    expect((await readRuns(before[0]))[0]?.status).toBe("Running");
    expect((await readRuns(other[0]))[0]?.status).toBe("Running");
  });

  test("reaches more runs than one page of them", async () => {
    const after = new Date().toISOString();
    const { ids } = await client.send(
      Array.from({ length: 1100 }, () => ({ name: "desk/patient", data: { team: "many" } })),
    );
    await waitUntil(async () => (await readRuns(ids.at(-1) ?? "")).length > 0, "the last run", 30_000);
    const answer = await ask("POST", "/v1/cancellations", {
      app_id: "desk",
      function_id: "desk-patient",
      started_after: after,
      started_before: new Date(Date.now() + 1000).toISOString(),
    });
    expect(answer.status).toBe(200);
    const admin = postgres.server.getPgClient();
    await admin.connect();
    const left = await admin.query(
      "select from inngest_local.runs where status = 'running' and function_id = 'desk-patient' and events like '%\"many\"%'",
    );
    await admin.end();
    expect(left.rowCount).toBe(0);
  });

  test.each<[string, Record<string, unknown>, number, string]>([
    ["without an app", { app_id: undefined }, 400, "app_id is required"],
    ["without a function", { function_id: undefined }, 400, "function_id is required"],
    ["without an end", { started_before: undefined }, 400, "started_before is required"],
    ["into the future", { started_before: new Date(Date.now() + 3_600_000).toISOString() }, 400, "must be in the past"],
    ["with a span that ends first", { started_after: new Date().toISOString() }, 400, "before started_before"],
    ["with a condition that cannot be read", { if: "event. ==" }, 400, "invalid expression"],
    ["of an unknown function", { function_id: "unknown" }, 404, "function not found"],
    ["of another app's function", { app_id: "other" }, 404, "function not found"],
  ])("%s is refused", async (_what, change, status, error) => {
    const body = { app_id: "desk", function_id: "patient", started_before: "2026-01-01T00:00:00Z", ...change };
    const answer = await ask("POST", "/v1/cancellations", body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toContain(error);
  });
});
