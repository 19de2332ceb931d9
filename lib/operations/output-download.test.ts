/** Files of outputs over HTTP: whole, in parts, unchanged, and never to anybody else. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { choosePart } from "./byte-range.ts";
import type { Caller } from "./define.ts";
import { createExecutor } from "./execute.ts";
import { operations } from "./list.ts";
import { createApiHandler } from "./surfaces/api-handler.ts";
import { describeApi } from "./surfaces/openapi.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

const film = randomBytes(9 * 1024 * 1024);
const outputId = createId();
const path = `/outputs/${outputId}/files/film.mp4`;
let rig: OperationsRig;
let caller: Caller | null;
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  rig = await openOperationsRig();
  const taskId = await rig.dispatch({ task: "echoer.echo", params: {} });
  await rig.asWorker(async session => {
    const owned = { workspace_id: rig.workspaceId };
    await session
      .insertInto("outputs")
      .values({ ...owned, id: outputId, task_id: taskId, domain: "echoer", kind: "video", title: "A film" })
      .execute();
    const add = (name: string, mime_type: string, bytes: Buffer) =>
      session
        .insertInto("output_files")
        .values({
          ...owned,
          output_id: outputId,
          name,
          mime_type,
          bytes,
          byte_count: bytes.length,
          sha256: createHash("sha256").update(bytes).digest(),
        })
        .execute();
    await add("film.mp4", "video/mp4", film);
    await add("captions.vtt", "text/vtt", Buffer.from("WEBVTT\n"));
    await add("page.html", "text/html", Buffer.from("<script>alert(1)</script>"));
  });
  caller = rig.owner;
  handle = createApiHandler({
    operations,
    executor: createExecutor(rig.kernel),
    authenticate: async () => {
      if (caller === null) throw new AppError("unauthenticated", "sign in");
      return caller;
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
});
afterAll(() => rig.close());

async function get(
  to = path,
  headers: Record<string, string> = {},
  { as = rig.owner as Caller | null, method = "GET" } = {},
) {
  caller = as;
  const response = await handle(new Request(`http://desk.example/api/v1${to}`, { method, headers }));
  return { response, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe("A file of an output", () => {
  it("is sent whole, named, dated by its digest, and in a way that no browser runs it", async () => {
    const { response, headers, bytes } = await get();
    expect(response.status).toBe(200);
    expect(bytes.equals(film)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "video/mp4",
      "content-length": String(film.length),
      "content-disposition": 'inline; filename="film.mp4"',
      "accept-ranges": "bytes",
      "cache-control": "private, no-cache",
      "content-security-policy": "sandbox; default-src 'none'",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      etag: `"${createHash("sha256").update(film).digest("base64url")}"`,
    });
  });

  it("that a browser could run is only ever saved", async () => {
    const { headers } = await get(`/outputs/${outputId}/files/page.html`);
    expect(headers.get("content-disposition")).toBe('attachment; filename="page.html"');
    expect((await get(`/outputs/${outputId}/files/captions.vtt`)).headers.get("content-type")).toBe(
      "text/vtt; charset=utf-8",
    );
  });

  it.each([
    ["bytes=0-99", 0, 100],
    ["bytes=1000000-1000009", 1_000_000, 10],
    [`bytes=${film.length - 5}-`, film.length - 5, 5],
    ["bytes=-7", film.length - 7, 7],
    [`bytes=${film.length - 5}-99999999`, film.length - 5, 5],
    ["bytes=0-", 0, 4 * 1024 * 1024],
  ])("is sent in part for Range: %s", async (range, from, count) => {
    const { response, headers, bytes } = await get(path, { range });
    expect(response.status).toBe(206);
    expect(headers.get("content-range")).toBe(`bytes ${from}-${from + count - 1}/${film.length}`);
    expect(bytes.equals(film.subarray(from, from + count))).toBe(true);
  });

  it("is sent whole where Range is none that the standard knows", async () => {
    for (const range of ["bytes=5-4", "lines=1-2", "bytes=0-1,5-6", "bytes=-"]) {
      expect((await get(path, { range })).response.status).toBe(200);
    }
  });

  it("answers 416 with its length when the part begins behind its end", async () => {
    const { response, headers } = await get(path, { range: `bytes=${film.length}-` });
    expect(response.status).toBe(416);
    expect(headers.get("content-range")).toBe(`bytes */${film.length}`);
  });

  it("is not sent again to whoever has it, and in part only of the file that If-Range means", async () => {
    const etag = (await get(path, {}, { method: "HEAD" })).headers.get("etag") ?? "";
    const unchanged = await get(path, { "if-none-match": `"other", W/${etag}` });
    expect([unchanged.response.status, unchanged.bytes.length]).toEqual([304, 0]);
    expect((await get(path, { range: "bytes=0-9", "if-range": etag })).response.status).toBe(206);
    expect((await get(path, { range: "bytes=0-9", "if-range": '"other"' })).response.status).toBe(200);
  });

  it("is described in the API by its headers, its parts and its bytes", () => {
    const described = describeApi(operations).paths?.["/outputs/{id}/files/{name}"]?.get;
    const headers = described?.parameters?.filter(field => "in" in field && field.in === "header");
    expect(headers).toMatchObject([{ name: "Range" }, { name: "If-Range" }, { name: "If-None-Match" }]);
    expect(Object.keys(described?.responses ?? {})).toEqual(expect.arrayContaining(["200", "206", "304", "416"]));
    expect(described?.responses).toMatchObject({ "206": { content: { "application/octet-stream": {} } } });
  });

  it("is listed with its output", async () => {
    const output = await rig.call("output.get", { id: outputId });
    expect(output.files.map((file: { name: string }) => file.name)).toEqual(["captions.vtt", "film.mp4", "page.html"]);
    expect(output.files[1]).toMatchObject({ byte_count: film.length, path: `/api/v1${path}` });
  });

  it("is seen by members alone, with a key that has the scope", async () => {
    expect((await get(path, {}, { as: null })).response.status).toBe(401);
    const viewer = await rig.addPerson("viewer");
    expect((await get(path, { range: "bytes=0-0" }, { as: viewer })).response.status).toBe(206);
    const stranger = { ...rig.createStranger(), workspaceId: rig.workspaceId };
    expect((await get(path, {}, { as: stranger })).response.status).toBe(404);
    const key = { ...rig.owner, apiKey: { id: createId(), scopes: ["contacts:read"] } };
    expect((await get(path, {}, { as: key })).response.status).toBe(403);
    expect((await get(`/outputs/${outputId}/files/other.mp4`)).response.status).toBe(404);
    expect((await get(`/outputs/${createId()}/files/film.mp4`)).response.status).toBe(404);
  });
});

it("A part of a file is never longer than what may be sent at once, nor than the file.", () => {
  expect(choosePart("bytes=-500", 1_000, 100)).toEqual({ from: 500, byteCount: 100 });
  expect(choosePart("bytes=-5000", 1_000, 10_000)).toEqual({ from: 0, byteCount: 1_000 });
  expect(choosePart("bytes=-0", 1_000, 100)).toBe("unsatisfiable");
  expect(choosePart(undefined, 1_000, 100)).toBeNull();
});
