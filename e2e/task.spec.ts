import type { Page } from "@playwright/test";
import { callApi, expect, openSample, test, visit } from "./desk.ts";

type Task = {
  id: string;
  status: string;
  params: Record<string, unknown>;
  attempts: { outcome: string; steps: { id: string; kind: string }[] }[];
};

async function dispatch(page: Page, task: string, params: object = {}): Promise<string> {
  const { status, body } = await callApi<{ id: string }>(page, "POST", "/tasks", { task, params });
  expect(status, JSON.stringify(body)).toBe(202);
  return body.id;
}

async function readEnded(page: Page, id: string): Promise<Task> {
  await expect
    .poll(async () => (await callApi<Task>(page, "GET", `/tasks/${id}`)).body.status, { timeout: 60_000 })
    .toMatch(/completed|awaiting_approval/);
  return (await callApi<Task>(page, "GET", `/tasks/${id}`)).body;
}

test("a person watches a task to its end without touching the page, and sees where its time went", async ({ page }) => {
  test.setTimeout(120_000);
  await openSample(page);
  const id = await dispatch(page, "outreach.build-queue", { limit: 3 });
  await visit(page, `/tasks/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Draft today's messages" })).toBeVisible();
  await expect(page.getByText("Awaiting approval").first()).toBeVisible({ timeout: 60_000 });
  const steps = page.getByRole("region", { name: "Steps" });
  await expect(steps.getByRole("button", { name: /^Waited in the queue, .*took/ })).toBeVisible();
  await expect(steps.getByRole("button", { name: /^Kept the result/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Effects and deliveries" })).toContainText("Waiting");
  await expect(page.getByRole("region", { name: "Parameters" })).toContainText("3");
  await steps.getByText("Table").click();
  await expect(steps.getByRole("table")).toContainText("Kept the result");
});

test("a step has an address of its own, and the arrow keys go along", async ({ page }) => {
  test.setTimeout(120_000);
  await openSample(page);
  const task = await readEnded(page, await dispatch(page, "outreach.build-queue", { limit: 2 }));
  const query = task.attempts[0]?.steps.find(step => step.kind === "query");
  expect(query).toBeDefined();
  await visit(page, `/tasks/${task.id}?step=${query?.id}`);
  const details = page.getByRole("complementary", { name: /^Step: Read / });
  await expect(details).toContainText("workspace's own data");
  await page.locator(`[data-step="${query?.id}"]`).focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("complementary", { name: /^Step: / })).not.toContainText("workspace's own data");
  expect(new URL(page.url()).searchParams.get("step")).not.toBe(query?.id);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary", { name: /^Step: / })).toHaveCount(0);
  await expect.poll(() => new URL(page.url()).searchParams.get("step")).toBeNull();
});

test("a task is run again with something else, and the two know of each other", async ({ page }) => {
  test.setTimeout(120_000);
  await openSample(page);
  const first = await readEnded(page, await dispatch(page, "outreach.build-queue", { limit: 2 }));
  await visit(page, `/tasks/${first.id}`);
  await page.getByRole("button", { name: "Change and run" }).click();
  const dialog = page.getByRole("dialog");
  const limit = dialog.getByLabel(/limit/i).first();
  await expect(limit).toHaveValue("2");
  await limit.fill("1");
  await dialog.getByRole("button", { name: "Run with these" }).click();
  await page.waitForURL(url => url.pathname.startsWith("/tasks/") && !url.pathname.endsWith(first.id));
  const again = await readEnded(page, new URL(page.url()).pathname.split("/").at(-1) ?? "");
  expect(again.params).toMatchObject({ limit: 1 });
  await expect(page.getByRole("region", { name: "What led to it" })).toContainText("Draft today's messages");
});
