import type { Page } from "@playwright/test";
import { callApi, expect, openSample, test, visit } from "./desk.ts";

async function runAll(page: Page, tasks: { task: string; params: object }[]): Promise<string[]> {
  const { status, body } = await callApi<{ data: { id: string }[] }>(page, "POST", "/tasks/bulk", { tasks });
  expect(status, JSON.stringify(body)).toBe(202);
  const ids = body.data.map(({ id }) => id);
  await expect
    .poll(
      async () =>
        (await callApi<{ data: { status: string }[] }>(page, "GET", "/tasks?limit=200")).body.data.filter(
          ({ status }) => ["queued", "planning", "running"].includes(status),
        ).length,
      { timeout: 60_000 },
    )
    .toBe(0);
  return ids;
}

const rows = (page: Page) => page.getByRole("region", { name: "Rows" }).locator("[data-row]");

test("filters and a search hold in the address, and Back leads through them", async ({ page }) => {
  test.setTimeout(120_000);
  await openSample(page);
  await runAll(page, [
    { task: "outreach.build-queue", params: { limit: 1 } },
    { task: "prospect.score-all", params: {} },
  ]);
  await visit(page, "/timeline");
  // Above the sample's own past.
  await expect(rows(page).nth(5)).toBeVisible();
  await page.getByRole("button", { name: "Awaiting approval" }).click();
  await expect(rows(page)).toHaveCount(1);
  expect(page.url()).toContain("status=awaiting_approval");
  await page.getByRole("button", { name: "Failed today" }).click();
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows(page).nth(5)).toBeVisible();

  await page.keyboard.press("/");
  await page.keyboard.type("score all cont");
  await expect(page).toHaveURL(/text=score/);
  await expect(rows(page).filter({ hasNotText: "Score contacts" })).toHaveCount(0);
  await expect(rows(page).first()).toContainText("Score contacts");
  await page.reload();
  await expect(rows(page).first()).toContainText("Score contacts");
  await rows(page).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Score contacts" })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/text=score/);
  await expect(rows(page).first()).toContainText("Score contacts");
});

test("what is new waits behind its pill and moves nothing that is being read", async ({ page }) => {
  test.setTimeout(120_000);
  await openSample(page);
  await runAll(page, [
    { task: "prospect.research", params: {} },
    { task: "prospect.research", params: {} },
  ]);
  await visit(page, "/timeline");
  await expect(rows(page).first()).toBeVisible();
  const first = await rows(page).first().getAttribute("data-row");
  const [id] = await runAll(page, [{ task: "prospect.score-all", params: {} }]);
  await expect(page.getByRole("button", { name: "1 new" })).toBeVisible();
  await expect(rows(page).first()).toHaveAttribute("data-row", first ?? "");
  await page.getByRole("button", { name: "1 new" }).click();
  await expect(rows(page).first()).toHaveAttribute("data-row", id ?? "");
  await expect(page.getByRole("button", { name: "1 new" })).toHaveCount(0);
});

test("a long timeline is gone through by keyboard, and Back finds the same place", async ({ page }) => {
  test.setTimeout(180_000);
  await openSample(page);
  await runAll(
    page,
    Array.from({ length: 80 }, () => ({ task: "prospect.research", params: {} })),
  );
  await visit(page, "/timeline");
  await expect(rows(page).first()).toBeVisible();
  for (let step = 0; step < 60; step += 1) await page.keyboard.press("j");
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-row"));
  const scrolled = await page.evaluate(() => window.scrollY);
  expect(scrolled).toBeGreaterThan(500);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tasks\//);
  expect(page.url()).toContain(focused ?? "nowhere");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goBack();
  await expect.poll(() => page.evaluate(() => window.scrollY), { timeout: 20_000 }).toBeGreaterThan(scrolled - 200);
  await expect(page.locator(`[data-row="${focused}"]`)).toBeVisible();
});
