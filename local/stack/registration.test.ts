import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { registerFunctions } from "./registration.ts";

const own = { INNGEST_BASE_URL: "http://127.0.0.1:8288" } as unknown as NodeJS.ProcessEnv;
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => new Promise(resolve => server.close(resolve))));
});

async function serve(status: number, body: string): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.method === "PUT" ? status : 405, { connection: "close" });
    response.end(body);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`;
}

test("a sync that worked is told with the address", async () => {
  const url = await serve(200, '{"message":"Successfully registered","modified":true}');
  expect(await registerFunctions(url, own)).toBe(`Inngest knows the functions at ${url}.`);
});

test("a sync that was refused is told with Inngest's reason and the way to repeat it", async () => {
  const url = await serve(500, '{"message":"the app could not be reached","modified":false}');
  const said = await registerFunctions(url, own);
  expect(said).toContain("not registered (the app could not be reached)");
  expect(said).toContain(`curl -X PUT ${url}`);
});

test("something else on the port, or nothing, is told as it is", async () => {
  expect(await registerFunctions(await serve(404, "<html>"), own)).toContain("not registered (the answer was 404)");
  expect(await registerFunctions("http://127.0.0.1:9/api/inngest", own)).toMatch(/not registered \(.+\)/);
});

test("an address on this machine is not offered to Inngest Cloud, which could not call it", async () => {
  const url = await serve(200, '{"message":"Successfully registered"}');
  const said = await registerFunctions(url, {} as unknown as NodeJS.ProcessEnv);
  expect(said).toContain("not registered");
  expect(said).toContain("INNGEST_SERVE_ORIGIN");
  const serving = { INNGEST_SERVE_ORIGIN: "https://desk.example.com" } as unknown as NodeJS.ProcessEnv;
  expect(await registerFunctions(url, serving)).toContain("Inngest knows the functions");
});
