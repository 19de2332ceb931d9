/** Owns the proof of the run browser through HTTP on a real engine: who gets in, what pages show, and what their forms do. */
import http from "node:http";
import type { InngestFunction } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type App,
  awaitEnd,
  awaitRegistration,
  createClient,
  type EngineProcess,
  type Postgres,
  readRuns,
  serveApp,
  signingKey,
  startEngine,
  startPostgres,
  takePort,
  waitUntil,
} from "../testing/harness.ts";
import { createTicket } from "./ticket.ts";

const hostile = `<script>alert("x")</script>`;
const escaped = "&lt;script&gt;alert(";
const enginePort = await takePort();
const client = createClient(enginePort, "desk");
const functions: InngestFunction.Any[] = [
  client.createFunction({ id: "hostile", retries: 0, triggers: [{ event: "desk/hostile" }] }, async ({ step }) => {
    await step.run(hostile, () => ({ note: hostile }));
    throw new Error(hostile);
  }),
  client.createFunction({ id: "flaky", retries: 1, triggers: [{ event: "desk/flaky" }] }, ({ step, attempt }) =>
    step.run("second time lucky", () => {
      if (attempt === 0) throw new Error("the first attempt failed");
      return { long: "y".repeat(20_000) };
    }),
  ),
  client.createFunction({ id: "patient", triggers: [{ event: "desk/patient" }] }, async ({ step }) => {
    await step.run("ask", () => "asked");
    await step.waitForEvent("their answer", {
      event: "desk/answer",
      timeout: "3d",
      if: "async.data.id == event.data.id",
    });
  }),
];

let postgres: Postgres;
let engine: EngineProcess;
let app: App;
let cookie: string;

beforeAll(async () => {
  postgres = await startPostgres();
  app = await serveApp(client, functions);
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
  await awaitRegistration(engine, functions.length);
  const answer = await ask("GET", `/runs/enter?ticket=${createTicket(signingKey)}`, { cookie: "" });
  expect(answer.status).toBe(303);
  cookie = String(answer.headers["set-cookie"]).split(";")[0] ?? "";
}, 60_000);

afterAll(async () => {
  await engine.kill("SIGTERM");
  await app.stop();
  await postgres.stop();
});

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A request with headers that `fetch` would not let us set. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port: enginePort, method, path, headers: { cookie, ...headers } },
      response => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", chunk => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

const look = async (path: string) => (await ask("GET", path)).body;

/** Sends the form of a page as a browser would. */
async function submit(path: string, headers: Record<string, string> = {}, token?: string): Promise<Answer> {
  const page = await look(path.replace(/\/[a-z]+$/, ""));
  const own = token ?? /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const defaults = { origin: `http://127.0.0.1:${enginePort}`, "content-type": "application/x-www-form-urlencoded" };
  return ask("POST", path, { ...defaults, ...headers }, new URLSearchParams({ token: own }).toString());
}

async function start(name: string, data: Record<string, unknown> = {}): Promise<{ eventId: string; runId: string }> {
  const { ids } = await client.send({ name, data });
  const eventId = ids[0] ?? "";
  await waitUntil(async () => (await readRuns(engine.url, eventId)).length > 0, "the run", 30_000);
  return { eventId, runId: (await readRuns(engine.url, eventId))[0]?.runId ?? "" };
}

async function startPatient(): Promise<{ eventId: string; runId: string }> {
  const started = await start("desk/patient", { id: 1 });
  await waitUntil(async () => (await look(`/runs/${started.runId}`)).includes("Waits for"), "the wait", 30_000);
  return started;
}

describe("who gets in", () => {
  const pages = [
    "/runs",
    "/runs/functions",
    "/runs/any",
    "/runs/any/events",
    "/runs/any/output",
    "/runs/any/steps/one",
  ];

  test.each(pages)("%s shows nothing without a session and says how to get one", async path => {
    for (const given of ["", "quarterdeck_runs=made-up"]) {
      const answer = await ask("GET", path, { cookie: given });
      expect(answer.status).toBe(401);
      expect(answer.body).toContain("npx quarterdeck runs");
    }
  });

  test("a forged ticket opens nothing, a used one neither", async () => {
    const forged = createTicket("signkey-test-ffffffffffffffff");
    expect((await ask("GET", `/runs/enter?ticket=${forged}`, { cookie: "" })).status).toBe(401);
    const ticket = createTicket(signingKey);
    expect((await ask("GET", `/runs/enter?ticket=${ticket}`, { cookie: "" })).status).toBe(303);
    const again = await ask("GET", `/runs/enter?ticket=${ticket}`, { cookie: "" });
    expect(again.status).toBe(401);
    expect(again.headers["set-cookie"]).toBeUndefined();
  });

  test("a request under a foreign host's name is refused, even with a session or a good ticket", async () => {
    for (const path of ["/runs", "/runs/assets/browser.js", `/runs/enter?ticket=${createTicket(signingKey)}`]) {
      const answer = await ask("GET", path, { host: `evil.example:${enginePort}` });
      expect(answer.status).toBe(403);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
  });

  test("every page allows only its own style and script, and may not be framed or kept", async () => {
    for (const path of ["/runs", "/runs/functions", "/runs/assets/browser.css"]) {
      const { headers } = await ask("GET", path);
      expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self';/);
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["cache-control"]).toBe("no-store");
    }
    expect(await look("/runs")).not.toMatch(/<style|style="|<script>|onclick/);
  });

  test("leaving ends the session", async () => {
    const entered = await ask("GET", `/runs/enter?ticket=${createTicket(signingKey)}`, { cookie: "" });
    const own = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
    const page = await ask("GET", "/runs", { cookie: own });
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
    expect((await submit("/runs/leave", { cookie: own }, token)).status).toBe(401);
    expect((await ask("GET", "/runs", { cookie: own })).status).toBe(401);
  });
});

describe("what pages show", () => {
  test("scripts in payloads, step names, errors and searches stay text", async () => {
    const { eventId, runId } = await start("desk/hostile", { note: hostile });
    await awaitEnd(engine.url, eventId, 1, 30_000);
    const page = await look(`/runs/${runId}`);
    expect(page).not.toContain("<script>alert");
    expect(page.split(escaped).length).toBeGreaterThan(5);
    expect(await look(`/runs?q=${encodeURIComponent(hostile)}&function=${encodeURIComponent(hostile)}`)).not.toContain(
      "<script>alert",
    );
    const whole = await ask("GET", `/runs/${runId}/events`);
    expect(whole.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(whole.body)).toMatchObject([{ data: { note: hostile } }]);
  });

  test("a run's page has its steps with times, attempts and errors, and cuts what is long", async () => {
    const { eventId, runId } = await start("desk/flaky");
    await awaitEnd(engine.url, eventId, 1, 30_000);
    const page = await look(`/runs/${runId}`);
    expect(page).toContain("second time lucky");
    expect(page).toContain("2 attempts");
    expect(page).toContain("Attempt 1: Error: the first attempt failed");
    expect(page).toContain("The first 3.9 KB of 19.5 KB.");
    expect(page.length).toBeLessThan(30_000);
    const step = /href="(\/runs\/[^"]+\/steps\/[^"]+)"/.exec(page)?.[1] ?? "";
    expect((await look(step)).length).toBeGreaterThan(20_000);
  });

  test("a waiting run says what it waits for and what is queued", async () => {
    const { runId } = await startPatient();
    const page = await look(`/runs/${runId}`);
    expect(page).toContain('<span class="state waiting">waiting</span>');
    expect(page).toContain("goes on with their answer");
    expect(page).toContain("async.data.id == event.data.id");
    expect(page).toContain("timeout of a wait");
  });

  test("the list filters by function, status and time, finds ids, and says how long runs are kept", async () => {
    const { eventId, runId } = await start("desk/flaky");
    await awaitEnd(engine.url, eventId, 1, 30_000);
    const other = await startPatient();
    const all = await look("/runs");
    expect(all).toContain(runId);
    expect(all).toContain(other.runId);
    expect(all).toContain("kept for 7 days");
    for (const query of [
      `q=${runId}`,
      `q=${eventId}`,
      "function=desk-flaky",
      "status=completed",
      "status=completed&span=1h",
    ]) {
      const list = await look(`/runs?${query}`);
      expect(list).toContain(`href="/runs/${runId}"`);
      expect(list).not.toContain(other.runId);
    }
    expect(await look("/runs?q=unknown")).toContain("No run matches");
    expect(await look("/runs?q=%00&function=%00&before=%00")).toContain("Runs");
  });

  test("pages of the list follow one another without a gap or a repetition", async () => {
    await client.send(
      Array.from({ length: 120 }, (_, index) => ({ name: "desk/patient", data: { id: `page ${index}` } })),
    );
    const ids: string[] = [];
    let path = "/runs";
    await waitUntil(async () => (await countRuns()) >= 120, "the runs", 60_000);
    const total = await countRuns();
    for (;;) {
      const page = await look(path);
      ids.push(...[...page.matchAll(/class="id" href="\/runs\/([0-9A-Z]{26})"/g)].map(([, id]) => id ?? ""));
      const older = /href="([^"]+)">Older</.exec(page)?.[1];
      if (!older) break;
      path = older.replaceAll("&amp;", "&");
    }
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(ids.length).toBe(total);
  });

  test("the functions are listed with their settings and addresses", async () => {
    const page = await look("/runs/functions");
    expect(page).toContain(app.url);
    expect(page).toContain(">up</span>");
    expect(page).toContain("desk-flaky");
    expect(page).toContain("desk/patient");
  });

  test("an unknown run and an unknown file are not found", async () => {
    expect((await ask("GET", "/runs/unknown")).status).toBe(404);
    expect((await ask("GET", "/runs/unknown/output")).status).toBe(404);
    expect((await ask("GET", "/runs/assets/constructor")).status).toBe(404);
    expect((await ask("GET", "/runs/%00")).status).toBe(404);
    expect((await ask("GET", "/runs/%ff")).status).toBe(400);
  });
});

async function countRuns(): Promise<number> {
  const admin = postgres.server.getPgClient();
  await admin.connect();
  const found = await admin.query<{ count: number }>("select count(*)::integer as count from inngest_local.runs");
  await admin.end();
  return found.rows[0]?.count ?? 0;
}

describe("what forms do", () => {
  test("cancelling ends the run, once", async () => {
    const { eventId, runId } = await startPatient();
    const answer = await submit(`/runs/${runId}/cancel`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe(`/runs/${runId}`);
    expect(await awaitEnd(engine.url, eventId, 1, 30_000)).toMatchObject([{ status: "cancelled" }]);
    expect(await look(`/runs/${runId}`)).toContain("cancelled in the run browser");
    expect((await submit(`/runs/${runId}/cancel`)).status).toBe(303);
  });

  test("running again starts a new run with the same events, linked both ways", async () => {
    const { eventId, runId } = await start("desk/flaky", { number: 7 });
    await awaitEnd(engine.url, eventId, 1, 30_000);
    const answer = await submit(`/runs/${runId}/rerun`);
    expect(answer.status).toBe(303);
    const again = String(answer.headers.location).replace("/runs/", "");
    expect(again).not.toBe(runId);
    const ended = await awaitEnd(engine.url, eventId, 2, 30_000);
    expect(ended.map(run => run.runId).sort()).toEqual([runId, again].sort());
    expect(await look(`/runs/${again}`)).toContain(`href="/runs/${runId}"`);
    expect(await look(`/runs/${runId}`)).toContain(`href="/runs/${again}"`);
    expect(JSON.parse(await look(`/runs/${again}/events`))).toEqual(JSON.parse(await look(`/runs/${runId}/events`)));
  });

  test("a form of another page, of another origin or without the token does nothing", async () => {
    const { runId } = await startPatient();
    const attempts = [
      submit(`/runs/${runId}/cancel`, { origin: "http://127.0.0.1:3000" }),
      submit(`/runs/${runId}/cancel`, { origin: "null" }),
      submit(`/runs/${runId}/cancel`, { "sec-fetch-site": "cross-site" }),
      submit(`/runs/${runId}/cancel`, {}, "made-up"),
      submit(`/runs/${runId}/cancel`, { host: "evil.example", origin: "http://evil.example" }),
    ];
    for (const answer of await Promise.all(attempts)) expect(answer.status).toBe(403);
    expect((await submit(`/runs/${runId}/cancel`, { cookie: "" })).status).toBe(401);
    expect(await look(`/runs/${runId}`)).toContain('<span class="state waiting">waiting</span>');
  });

  test("looking changes nothing: the addresses of the forms are not there for GET", async () => {
    const { runId } = await startPatient();
    expect((await ask("GET", `/runs/${runId}/cancel`)).status).not.toBe(200);
    expect((await ask("GET", `/runs/${runId}/rerun`)).status).not.toBe(200);
    expect(await look(`/runs/${runId}`)).toContain('<span class="state waiting">waiting</span>');
  });
});
