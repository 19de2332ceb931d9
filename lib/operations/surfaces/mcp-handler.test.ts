/** The MCP endpoint with the official client over real HTTP. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import packageFile from "#package.json" with { type: "json" };
import { operations as product } from "../list.ts";
import { createSampleOperations } from "./sample-operations.ts";
import { startTestServer, type TestServer } from "./test-server.ts";
import { listTools, nameTool } from "./tools.ts";

const sample = createSampleOperations();
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer(sample.operations);
  client = await connect(server.key);
});
afterAll(async () => {
  await client.close();
  await server.close();
});

async function connect(key: string): Promise<Client> {
  const connecting = new Client({ name: "test", version: "1.0.0" });
  const headers = { authorization: `Bearer ${key}` };
  await connecting.connect(
    new StreamableHTTPClientTransport(new URL(`${server.url}/api/mcp`), { requestInit: { headers } }),
  );
  return connecting;
}

it("gives the version of the package", () => {
  expect(client.getServerVersion()?.version).toBe(packageFile.version);
});

it("offers every operation as verb_noun with its schema and hints, except those kept from models", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(tool => tool.name).sort()).toEqual(
    [
      "approve_thing",
      "create_thing",
      "get_thing",
      "get_weather",
      "list_things",
      "start_thing",
      "summarise_thing",
    ].sort(),
  );
  const list = tools.find(tool => tool.name === "list_things");
  const approve = tools.find(tool => tool.name === "approve_thing");
  expect(list?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
  expect(approve?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  expect(list?.inputSchema).toMatchObject({
    type: "object",
    properties: { fresh: { type: "boolean", default: false } },
  });
});

it("runs a tool through the one door and returns its output as data and as text", async () => {
  const created = await client.callTool({ name: "create_thing", arguments: { label: "by a model" } });
  expect(created.structuredContent).toMatchObject({ label: "by a model" });
  expect([...sample.things.values()].map(thing => thing.label)).toContain("by a model");
});

it("returns a refusal as a tool error that carries the problem", async () => {
  const refused = await client.callTool({ name: "create_thing", arguments: { lable: "x" } });
  expect(refused.isError).toBe(true);
  expect(refused.structuredContent).toMatchObject({
    code: "invalid",
    errors: [{ path: "lable", message: 'is not known. Did you mean "label"?' }],
  });
  const conflict = await client.callTool({ name: "approve_thing", arguments: { id: "7" } });
  expect(conflict.structuredContent).toMatchObject({ code: "conflict", facts: { decided_by: "ben@example.com" } });
});

it("holds a key to its scopes, and lets nobody in without one", async () => {
  const reader = await connect(server.readerKey);
  const refused = await reader.callTool({ name: "create_thing", arguments: { label: "x" } });
  expect(refused).toMatchObject({ isError: true, structuredContent: { code: "forbidden" } });
  await reader.close();
  await expect(connect("qd_wrong")).rejects.toThrow();
});

it("makes tools of the product's own operations, and leaves what only people decide out", () => {
  const names = [...listTools(product).keys()];
  expect(names).toEqual(
    expect.arrayContaining(["dispatch_task", "list_tasks", "get_task", "list_approvals", "run_sweep"]),
  );
  expect(names.filter(name => /approve|key|import/.test(name))).toEqual([]);
});

it("names tools as a verb and its noun", () => {
  expect(["task.dispatch", "task.list", "api-key.create", "activity.list"].map(nameTool)).toEqual([
    "dispatch_task",
    "list_tasks",
    "create_api_key",
    "list_activities",
  ]);
});
