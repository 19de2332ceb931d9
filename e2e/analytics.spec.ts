import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { callApi, expect, openEmpty, openSample, runTask, test, visit } from "./desk.ts";

type Counts = Record<string, number>;
type Analytics = { totals: { counts: Counts }; days: ({ day: string } & Counts)[] };

const numberOf = (counts: Counts, name: string) => counts[name] ?? 0;

const read = async (page: Page) => (await callApi<Analytics>(page, "GET", "/analytics?days=30")).body;

test("what a person decides shows in the analytics, every number opens its rows, and the export says the same", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await openSample(page);
  await runTask(page, "prospect.score-all", /completed/i);
  await runTask(page, "outreach.build-queue", /awaiting approval/i);
  const { body: inbox } = await callApi<{ data: { id: string; digest: string; recipient: string }[] }>(
    page,
    "GET",
    "/approvals?status=pending&limit=3",
  );
  expect(inbox.data).toHaveLength(3);
  const [first, second, third] = inbox.data as [(typeof inbox.data)[0], (typeof inbox.data)[0], (typeof inbox.data)[0]];
  // A sample workspace has a past: what counts here is what is added to it.
  const before = (await read(page)).totals.counts;
  const decide = async (id: string, verb: string, body: object) =>
    expect((await callApi(page, "POST", `/approvals/${id}/${verb}`, body)).status).toBe(200);
  await decide(first.id, "approve", { digest: first.digest });
  await decide(second.id, "reject", { digest: second.digest, reason: "Too long for a first message" });
  await decide(third.id, "reject", { digest: third.digest, reason: "too long for a first message" });
  // Sent, or kept in the outbox where nothing is connected, once the undo window has passed.
  const countEnded = (counts: Counts) => numberOf(counts, "delivered") + numberOf(counts, "kept");
  await expect
    .poll(async () => countEnded((await read(page)).totals.counts), { timeout: 60_000 })
    .toBe(countEnded(before) + 1);

  await visit(page, "/analytics");
  const { totals, days } = await read(page);
  const { counts } = totals;
  expect(counts.approved_unedited).toBe(numberOf(before, "approved_unedited") + 1);
  expect(counts.rejected).toBe(numberOf(before, "rejected") + 2);
  const accepted = ["approved_unedited", "approved_edited", "done"].reduce(
    (sum, name) => sum + numberOf(counts, name),
    0,
  );
  const decided = String(accepted + numberOf(counts, "rejected"));
  const approved = page.getByRole("button", { name: /^Approved by people: / });
  await expect(approved).toHaveAccessibleName(new RegExp(`Open the ${decided} decisions`));

  // A figure opens exactly the rows it counts, at an address of their own.
  await approved.click();
  const panel = page.getByRole("dialog", { name: "Decided by people" });
  await expect(panel.locator("[data-total]")).toHaveText(decided);
  await expect(page).toHaveURL(/rows=decided/);
  await page.reload();
  await expect(page.getByRole("dialog", { name: "Decided by people" }).locator("[data-total]")).toHaveText(decided);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // A reason opens its rejections, whatever their case.
  await page.getByRole("button", { name: /^Too long for a first message/i }).click();
  await expect(page.getByRole("dialog").locator("[data-total]")).toHaveText("2");
  await expect(page.getByRole("dialog").getByText(second.recipient)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // By keyboard alone: into the chart, to the last day, Enter opens it.
  const chart = page.getByRole("group", { name: /^Tasks by day/ });
  const last = days.at(-1);
  const ended = last?.tasks_succeeded ?? 0;
  expect(ended).toBeGreaterThan(0);
  await chart.getByRole("button", { name: new RegExp(`Succeeded ${ended},`) }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Tasks that succeeded" }).locator("[data-total]")).toHaveText(
    String(ended),
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // The same chart to be read as a table.
  await page.getByRole("button", { name: "Approvals as a table" }).click();
  const table = page.getByRole("region", { name: "Approvals by day" });
  const rejected = String(last?.rejected);
  await table
    .getByRole("button", { name: new RegExp(`^${rejected} Rejected`) })
    .first()
    .click();
  await expect(page.getByRole("dialog").locator("[data-total]")).toHaveText(rejected);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Export CSV" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Per day" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^analytics-per-day-.*\.csv$/);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\r\n");
  const head = (lines[0] ?? "").split(",");
  const cells = (lines.at(-1) ?? "").split(",");
  expect(lines).toHaveLength(31);
  for (const name of ["tasks_succeeded", "approved_unedited", "rejected", "delivered", "kept", "proposed"])
    expect(cells[head.indexOf(name)], name).toBe(String(last?.[name]));
});

test("filters and days stand in the address, and the page says what is not there", async ({ page }) => {
  await openEmpty(page);
  await visit(page, "/analytics");
  await expect(page.getByText("Nothing to count yet")).toBeVisible();
  await page.getByText("7 days", { exact: true }).click();
  await expect(page).toHaveURL(/range=7/);
  await visit(page, "/analytics?agent=outreach");
  await expect(page.getByText("Nothing like this happened in these days")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page.getByText("Nothing to count yet")).toBeVisible();
  await page.getByRole("button", { name: "How this is counted" }).click();
  await expect(page.getByRole("dialog", { name: "How this is counted" })).toContainText("Days are UTC");
});
