import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKeptFetch } from "./kept-fetch.ts";

const ports = new Set<number | undefined>();
let server: http.Server;
let url: string;
const keptFetch = createKeptFetch();

beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    ports.add(request.socket.remotePort);
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.url === "/silent") return;
    if (request.url === "/cut") return void request.socket.destroy();
    if (request.url === "/empty") return void response.writeHead(204).end();
    response.writeHead(request.url === "/missing" ? 404 : 200, {
      "content-type": "application/json",
      "x-more": ["a", "b"],
    });
    response.end(
      JSON.stringify({
        method: request.method,
        body,
        type: request.headers["content-type"],
        key: request.headers["x-key"],
      }),
    );
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("A fetch over kept connections", () => {
  it("sends method, headers and body, and gives status, headers and text", async () => {
    const headers = { "content-type": "application/json", "X-Key": "one" };
    const answer = await keptFetch(`${url}/any`, { method: "POST", headers, body: '{"ä":1}' });
    expect(answer.ok).toBe(true);
    expect(answer.headers.get("x-more")).toBe("a, b");
    expect(await answer.json()).toEqual({ method: "POST", body: '{"ä":1}', type: "application/json", key: "one" });
    expect((await keptFetch(new URL("/missing", url))).status).toBe(404);
    expect(await (await keptFetch(`${url}/empty`)).text()).toBe("");
  });

  it("uses one connection for one call after another", async () => {
    ports.clear();
    for (let round = 0; round < 5; round += 1) await (await keptFetch(`${url}/any`)).text();
    expect(ports.size).toBe(1);
  });

  it("goes on when the server has closed what it kept", async () => {
    await keptFetch(`${url}/any`);
    server.closeIdleConnections();
    expect((await keptFetch(`${url}/any`)).status).toBe(200);
  });

  it("rejects as the built-in one does: with a TypeError, or with the signal's reason", async () => {
    await expect(keptFetch(`${url}/cut`)).rejects.toThrow(TypeError);
    await expect(keptFetch("http://127.0.0.1:1/")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    const abort = new AbortController();
    const pending = keptFetch(`${url}/silent`, { signal: abort.signal });
    abort.abort(new Error("no longer wanted"));
    await expect(pending).rejects.toThrow("no longer wanted");
  });
});
