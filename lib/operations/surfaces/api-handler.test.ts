/** The API over real HTTP: routing, reading, answers, problems, limits. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSampleOperations } from "./sample-operations.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

const sample = createSampleOperations();
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer(sample.operations, { limits: { bodyBytes: 100_000 } });
});
afterAll(() => server.close());

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}

describe("answers", () => {
  it("creates with 201, says where to find it, and reads it there", async () => {
    const created = await call("POST", "/things", { label: "anchor" });
    expect(created.status).toBe(201);
    expect(created.headers.get("location")).toBe(`/api/v1/things/${created.body.id}`);
    const read = await call("GET", `/things/${created.body.id}`);
    expect(read.body).toEqual({ id: created.body.id, label: "anchor" });
  });

  it("answers 202 with the address of what goes on, found by the field that names it", async () => {
    const started = await call("POST", "/things/42/start");
    expect([started.status, started.headers.get("location")]).toEqual([202, "/api/v1/things/42"]);
  });

  it("prefers a literal segment to a parameter", async () => {
    expect((await call("GET", "/things/summary")).body).toEqual({ count: sample.things.size });
  });

  it("reads numbers, booleans and repeated values of the query string as the schema wants them", async () => {
    const { body } = await call("GET", "/things?limit=7&size=3&tag=a&tag=b&fresh=true");
    expect(body.asked).toEqual({ limit: 7, size: 3, tag: ["a", "b"], fresh: true });
    expect((await call("GET", "/things?tag=a")).body.asked).toMatchObject({ tag: ["a"], fresh: false });
  });

  it("answers HEAD like GET without a body", async () => {
    const head = await call("HEAD", "/things");
    expect([head.status, head.body, head.headers.get("content-type")]).toEqual([200, {}, "application/json"]);
  });

  it("carries a request id: the caller's when it is harmless, its own otherwise", async () => {
    expect((await call("GET", "/things", undefined, { "x-request-id": "abc-12345" })).headers.get("x-request-id")).toBe(
      "abc-12345",
    );
    expect(
      (await call("GET", "/things", undefined, { "x-request-id": "<script>" })).headers.get("x-request-id"),
    ).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("says what is left of the minute", async () => {
    const { headers } = await call("GET", "/things");
    expect(headers.get("ratelimit-policy")).toBe('"default";q=600;w=60');
    expect(headers.get("ratelimit")).toMatch(/^"default";r=\d+;t=\d+$/);
  });

  it("runs a repeated command with one idempotency key once, and refuses the key for another body", async () => {
    const before = sample.things.size;
    const first = await call("POST", "/things", { label: "twice" }, { "idempotency-key": "k-1" });
    const second = await call("POST", "/things", { label: "twice" }, { "idempotency-key": "k-1" });
    expect(second.body).toEqual(first.body);
    expect(sample.things.size).toBe(before + 1);
    const other = await call("POST", "/things", { label: "other" }, { "idempotency-key": "k-1" });
    expect([other.status, other.body.errors]).toMatchObject([422, [{ path: "Idempotency-Key" }]]);
    expect((await call("POST", "/things", { label: "x" }, { "idempotency-key": "k".repeat(201) })).status).toBe(422);
  });
});

describe("problems", () => {
  it("is problem+json with code, request id and the field that was refused", async () => {
    const answer = await call("POST", "/things", { label: "" });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({
      type: "/docs/problems#invalid",
      status: 422,
      code: "invalid",
      instance: "/api/v1/things",
      request_id: answer.headers.get("x-request-id"),
      errors: [{ path: "label" }],
    });
  });

  it("names unknown fields, at any depth, with the nearest known one", async () => {
    const answer = await call("POST", "/things", {
      lable: "x",
      label: "x",
      parts: [{ name: "a", nme: 1 }],
      notes: { free: true },
    });
    expect(answer.body.errors).toEqual([
      { path: "lable", message: 'is not known. Did you mean "label"?' },
      { path: "parts.0.nme", message: 'is not known. Did you mean "name"?' },
    ]);
    expect((await call("GET", "/things?limt=3")).body.errors).toEqual([
      { path: "limt", message: 'is not known. Did you mean "limit"?' },
    ]);
  });

  it("refuses texts that are no numbers, and fields given twice", async () => {
    const answer = await call("GET", "/things?size=big&fresh=perhaps&cursor=a&cursor=b");
    expect(answer.status).toBe(422);
    expect((answer.body.errors as { path: string }[]).map(error => error.path)).toEqual(["size", "fresh", "cursor"]);
  });

  it("names line and column of broken JSON, with 400", async () => {
    const answer = await call("POST", "/things", '{\n  "label": oops\n}');
    expect([answer.status, answer.body.detail]).toEqual([
      400,
      "the body is not JSON: line 2, column 12 cannot be read",
    ]);
  });

  it("refuses another media type with 415, and a body that is no object with 422", async () => {
    expect((await call("POST", "/things", "label=x", { "content-type": "text/plain" })).status).toBe(415);
    expect((await call("POST", "/things", "[1]")).status).toBe(422);
  });

  it("answers a wrong method with 405 and what is allowed", async () => {
    const answer = await call("PUT", "/things", {});
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, POST, OPTIONS"]);
  });

  it("answers an unknown path with 404 and the nearest one", async () => {
    const answer = await call("GET", "/thigns/42");
    expect(answer.body).toMatchObject({
      status: 404,
      code: "not-found",
      detail: expect.stringContaining("did you mean /api/v1/things/42?"),
    });
    expect((await call("GET", "/%E0%A4%A")).status).toBe(404);
  });

  it("gives the facts of a conflict with 409", async () => {
    const answer = await call("POST", "/things/7/approve");
    expect([answer.status, answer.body.facts]).toEqual([409, { decided_by: "ben@example.com" }]);
  });

  it("says when to come back", async () => {
    const answer = await call("GET", "/weather");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "3"]);
  });

  it("keeps a bug's text in the log and out of the answer", async () => {
    const answer = await call("DELETE", "/things/1");
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
    expect(server.errors.at(-1)).toMatchObject({ requestId: answer.headers.get("x-request-id") });
  });
});

describe("who may call", () => {
  it("asks for a key, and says how", async () => {
    const answer = await call("GET", "/things", undefined, { authorization: "Bearer qd_wrong" });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="Quarterdeck"']);
  });

  it("holds a key to its scopes", async () => {
    const answer = await call("POST", "/things", { label: "x" }, { authorization: `Bearer ${server.readerKey}` });
    expect([answer.status, answer.body.detail]).toEqual([
      403,
      "this key lacks the scope tasks:write: make one that has it",
    ]);
  });

  it("lets a session change things only from our own pages, and read from anywhere", async () => {
    const person = { authorization: "", "x-test-user": server.userId };
    const send = (headers: Record<string, string>) =>
      call("POST", "/things", { label: "x" }, { ...person, ...headers }).then(a => a.status);
    expect(await send({})).toBe(403);
    expect(await send({ origin: "https://evil.example" })).toBe(403);
    expect(await send({ "sec-fetch-site": "cross-site", origin: server.url })).toBe(403);
    expect(await send({ origin: server.url })).toBe(201);
    expect(await send({ "sec-fetch-site": "same-origin" })).toBe(201);
    expect((await call("GET", "/things", undefined, person)).status).toBe(200);
  });
});

describe("limits", () => {
  it("refuses a 100 MB body quickly and without holding it, whether its length is declared or not", async () => {
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    async function* megabytes() {
      for (let sent = 0; sent < 100; sent += 1) yield Buffer.alloc(1024 * 1024, 32);
    }
    for (const declared of [{ "content-length": String(100 * 1024 * 1024) }, {}]) {
      const upload = request(`${server.url}/api/v1/things`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json", ...declared },
      });
      // Like curl, the sender stops when the answer comes; its own broken pipe is then expected.
      const sending = pipeline(Readable.from(megabytes()), upload).catch((error: Error) => error);
      const answered = once(upload, "response");
      const [response] = (await answered) as [IncomingMessage];
      expect([response.statusCode, await json(response)]).toMatchObject([413, { code: "too-large" }]);
      upload.destroy();
      await sending;
    }
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1024 * 1024);
  });

  it("answers 429 with Retry-After when a key asks too often, or an address fails too often", async () => {
    const strict = await startTestServer(sample.operations, { limits: { requestsPerMinute: 2, failuresPerMinute: 1 } });
    try {
      const ask = (key: string) =>
        fetch(`${strict.url}/api/v1/things`, { headers: { authorization: `Bearer ${key}` } });
      expect([(await ask(strict.key)).status, (await ask(strict.key)).status]).toEqual([200, 200]);
      const refused = await ask(strict.key);
      expect([refused.status, refused.headers.get("ratelimit")]).toEqual([429, '"default";r=0;t=60']);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
      expect([(await ask("qd_bad")).status, (await ask("qd_bad")).status]).toEqual([401, 429]);
      expect((await ask(strict.readerKey)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

it("says that it is healthy without saying more", async () => {
  const response = await fetch(`${server.url}/api/health`);
  expect([response.status, await response.json()]).toEqual([200, { status: "ready", checks: { database: "ok" } }]);
});
