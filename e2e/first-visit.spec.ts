/** The first minutes of somebody new: from signing up to a first result, in a sample and with nothing at all. */
import { callApi, expect, openEmpty, openSample, test, visit } from "./desk.ts";

test("a new person opens a sample, sees what its agents did, runs the sweep and has something to decide", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await openSample(page);
  await visit(page, "/");
  await expect(page.getByLabel("About this workspace")).toContainText("sample data");
  const steps = page.getByLabel("First steps");
  await expect(steps).toContainText("Your agents do the work. You decide what leaves the house.");
  const figures = page.getByLabel("The last 14 days");
  await expect(figures.getByRole("link", { name: /^Tasks/ })).toContainText(/\d+ failed|none failed/);
  await expect(figures.getByRole("link", { name: /^Deliveries/ })).toContainText("all kept in the outbox");
  await expect(page.getByLabel("Latest activity").getByText("Sample").first()).toBeAttached();

  await steps.getByRole("button", { name: "Run sweep" }).click();
  await expect(page.getByLabel("What needs you").getByRole("listitem").first()).toBeVisible({ timeout: 60_000 });
  await expect(steps).toBeHidden();
  await expect(
    page
      .getByRole("navigation", { name: "Pages" })
      .first()
      .getByRole("link", { name: /Approvals/ }),
  ).toContainText(/\d/, { timeout: 20_000 });
  await page.keyboard.press("1");
  await expect(page).toHaveURL(/\/approvals/);
});

test("the past of a sample is marked, was never sent, and waits for nobody", async ({ page }) => {
  await openSample(page);
  const pending = await callApi<{ data: unknown[] }>(page, "GET", "/approvals?status=pending");
  expect(pending.body.data).toEqual([]);
  const sent = await callApi<{ data: { connector: string; account: string }[] }>(page, "GET", "/deliveries?limit=200");
  expect(sent.body.data.length).toBeGreaterThan(10);
  expect(sent.body.data.every(one => one.connector === "outbox" && one.account === "outbox")).toBe(true);
});

test("an empty workspace says on its first page what comes first", async ({ page }) => {
  await openEmpty(page);
  await expect(page).toHaveURL(/\/contacts\/import/);
  await visit(page, "/");
  const steps = page.getByLabel("First steps");
  await expect(steps.getByRole("link", { name: "Import contacts" })).toBeVisible();
  await expect(page.getByLabel("The last 14 days")).toContainText("none yet");
});

test("the pages before signing in say what waits behind them, on any width", async ({ page }) => {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const path of ["/sign-in", "/sign-up", "/forgot-password"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  }
});
