import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { callApi, expect, openSample, test } from "./desk.ts";

const root = path.join(import.meta.dirname, "..");
const scopes = [
  "workspaces:read",
  "agents:read",
  "agents:write",
  "tasks:read",
  "tasks:write",
  "approvals:read",
  "approvals:write",
  "contacts:read",
];

test("the same work is delegated from the command line, the API and an MCP client", async ({ page, baseURL }) => {
  await openSample(page);
  const { body: key } = await callApi<{ secret: string }>(page, "POST", "/keys", { name: "surfaces", scopes });

  const command = spawnSync(
    process.execPath,
    ["cli/quarterdeck.mjs", "run", "prospect.score-all", "--wait", "--json"],
    {
      cwd: root,
      env: { ...process.env, QUARTERDECK_URL: baseURL, QUARTERDECK_API_KEY: key.secret },
      encoding: "utf8",
    },
  );
  expect(command.status, command.stderr).toBe(0);
  expect(JSON.parse(command.stdout)).toMatchObject({ status: "completed", trigger: "cli" });

  const response = await fetch(`${baseURL}/api/v1/tasks`, {
    method: "POST",
    headers: { authorization: `Bearer ${key.secret}`, "content-type": "application/json", "idempotency-key": "once" },
    body: JSON.stringify({ task: "trends.detect", params: {} }),
  });
  expect(response.status).toBe(202);
  const again = await fetch(`${baseURL}/api/v1/tasks`, {
    method: "POST",
    headers: { authorization: `Bearer ${key.secret}`, "content-type": "application/json", "idempotency-key": "once" },
    body: JSON.stringify({ task: "trends.detect", params: {} }),
  });
  expect(await again.json()).toMatchObject({ id: (await response.json()).id });

  const client = new Client({ name: "journey", version: "1.0.0" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${baseURL}/api/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${key.secret}` } },
    }),
  );
  const { tools } = await client.listTools();
  expect(tools.map(tool => tool.name)).toContain("dispatch_task");
  expect(tools.map(tool => tool.name)).not.toContain("create_key");
  const result = await client.callTool({
    name: "dispatch_task",
    arguments: { task: "outreach.build-queue", params: {} },
  });
  expect(result.isError ?? false).toBe(false);
  await client.close();

  await expect
    .poll(
      async () => {
        const { body } = await callApi<{ data: { trigger: string; status: string }[] }>(page, "GET", "/tasks");
        // The sample's own past is one of sweeps.
        const fresh = body.data.filter(task => task.trigger !== "sweep" && task.trigger !== "schedule");
        return fresh.map(task => `${task.trigger} ${task.status}`).sort();
      },
      { timeout: 30_000 },
    )
    .toEqual(["api completed", "cli completed", "mcp awaiting_approval"]);
});

test("a killed engine and a killed worker lose nothing that was dispatched", async ({ page }) => {
  await openSample(page);
  const readPids = () =>
    JSON.parse(readFileSync(path.join(process.env.QUARTERDECK_DATA ?? "", "stack.json"), "utf8")).pids as Record<
      string,
      number
    >;
  const dispatched: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { body } = await callApi<{ data: { id: string }[] }>(page, "POST", "/tasks/bulk", {
      tasks: Array.from({ length: 15 }, () => ({ task: "prospect.research", params: { limit: 1 } })),
    });
    dispatched.push(...body.data.map(task => task.id));
    const victim = round % 2 === 0 ? "engine" : "worker";
    process.kill(readPids()[victim] ?? 0, "SIGKILL");
    await page.waitForTimeout(1_500);
  }
  await expect
    .poll(
      async () => {
        const { body } = await callApi<{ data: { id: string; status: string }[] }>(page, "GET", "/tasks?limit=100");
        return body.data.filter(task => dispatched.includes(task.id) && task.status === "completed").length;
      },
      { timeout: 45_000 },
    )
    .toBe(45);
});

test("the reference of the API is served from our own house", async ({ page, baseURL }) => {
  const requests: string[] = [];
  page.on("request", request => requests.push(request.url()));
  await page.goto("/docs/api");
  await expect(page.getByText("Quarterdeck").first()).toBeVisible();
  expect(
    requests.filter(url => !url.startsWith(baseURL ?? "") && !url.startsWith("data:") && !url.startsWith("blob:")),
  ).toEqual([]);
});
