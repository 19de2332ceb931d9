import { readdir } from "node:fs/promises";
import { request as openRequest } from "node:http";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "../list.ts";
import { describeApi } from "./openapi.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(operations);
});
afterAll(() => server.close());

const listSpooled = async () => (await readdir(tmpdir())).filter(name => name.startsWith("quarterdeck-upload-"));

async function send(path: string, query: Record<string, string>, body: BodyInit, type = "text/csv") {
  const response = await fetch(`${server.url}/api/v1${path}?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.key}`, "content-type": type },
    body,
  });
  return { status: response.status, body: await response.json() };
}

describe("A file as the body of a request", () => {
  it("is previewed and imported, with the rest of the input in the address", async () => {
    const csv = Buffer.from("name,e-mail,shoe\nZoë,zoe@example.com,39\nBen,nowhere,44\nCy,cy@example.com,\n", "latin1");
    const preview = await send("/imports/preview", { kind: "contacts" }, csv);
    expect(preview).toMatchObject({ status: 200, body: { encoding: "windows-1252", mapping: { "e-mail": "email" } } });
    const query = { kind: "contacts", file_name: "a.csv", mapping: JSON.stringify(preview.body.mapping) };
    const report = await send("/imports", query, csv, "application/octet-stream");
    expect(report).toMatchObject({ status: 201, body: { accepted: 2, rejected: 1, rejections: [{ line: 3 }] } });
  });

  it("leaves nothing on the disk, whether it was taken or refused", async () => {
    const before = await listSpooled();
    await send("/imports", { kind: "contacts", file_name: "a.csv" }, "name\nAda\n");
    await send("/imports", { kind: "posts", file_name: "a.csv" }, "name\nAda\n");
    expect(await listSpooled()).toEqual(before);
  });

  it("is refused with the field that is wrong: an unknown one, one that is no JSON, one inside, or no file at all", async () => {
    const base = { kind: "contacts", file_name: "a.csv" };
    for (const [query, path] of [
      [{ ...base, maping: "{}" }, "maping"],
      [{ ...base, mapping: "name=email" }, "mapping"],
      [{ ...base, options: '{"plattform":"x"}' }, "options.plattform"],
      [{ ...base, csv: "name\nAda\n" }, "csv"],
    ] as const) {
      const { status, body } = await send("/imports", query, "name\nAda\n");
      expect([status, body.errors[0].path]).toEqual([422, path]);
    }
    expect(await send("/imports", base, "")).toMatchObject({ status: 422, body: { errors: [{ path: "csv" }] } });
    expect(await send("/imports", {}, JSON.stringify(base), "application/json")).toMatchObject({
      status: 422,
      body: { errors: [{ path: "csv" }] },
    });
  });

  it("above the limit is refused before it is read, and while it is read when its length was not told", async () => {
    const large = Buffer.alloc(300 * 1024, "a");
    expect(await send("/imports/preview", { kind: "contacts" }, large)).toMatchObject({
      status: 413,
      body: { facts: { limit_bytes: 256 * 1024 } },
    });
    const status = await new Promise<number>((resolve, reject) => {
      const call = openRequest(
        `${server.url}/api/v1/imports/preview?kind=contacts`,
        { method: "POST", headers: { authorization: `Bearer ${server.key}`, "content-type": "text/csv" } },
        response => resolve(response.resume().statusCode ?? 0),
      );
      call.on("error", reject);
      call.end(large);
    });
    expect(status).toBe(413);
  });

  it("is no way in for other operations", async () => {
    expect((await send("/contacts", { name: "Ada" }, "name\nAda\n")).status).toBe(415);
  });

  it("is described beside the JSON form", () => {
    const create = describeApi(operations).paths?.["/imports"]?.post;
    expect(create?.requestBody).toMatchObject({
      content: { "application/json": {}, "text/csv": { schema: { format: "binary" } } },
    });
    const names = (create?.parameters ?? []).map(parameter => "name" in parameter && parameter.name);
    expect(names).toEqual(expect.arrayContaining(["kind", "file_name", "mapping", "options"]));
  });
});
