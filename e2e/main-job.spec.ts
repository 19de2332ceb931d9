import { callApi, expect, openSample, readMailsTo, runTask, test, visit } from "./desk.ts";

test("a person delegates, watches live in a second window, approves a draft, and it is delivered exactly once", async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await openSample(page);
  await expect(page.getByText("Sample data").first()).toBeVisible();

  await runTask(page, "prospect.score-all", /completed/i);
  await runTask(page, "trends.detect", /completed/i);

  const second = await context.newPage();
  await visit(second, "/approvals");
  await expect(second.getByRole("heading", { name: "Approvals" })).toBeVisible();
  await expect(second.getByRole("button", { name: /^Live\./ }).first()).toBeVisible();

  await runTask(page, "outreach.build-queue", /awaiting approval/i);
  await expect(second.getByRole("article", { name: /Proposal to/ })).toBeVisible({ timeout: 5_000 });

  const { body: inbox } = await callApi<{ data: { id: string; recipient: string; payload: { subject: string } }[] }>(
    page,
    "GET",
    "/approvals?status=pending&limit=1",
  );
  const [first] = inbox.data;
  if (first === undefined) throw new Error("nothing waits for approval");
  // Every sample workspace has the same people, so other journeys may have written to this one.
  const before = readMailsTo(first.recipient).length;
  await visit(page, `/approvals/${first.id}`);
  const proposal = page.getByRole("article", { name: `Proposal to ${first.recipient}` });
  await expect(proposal.getByLabel("What would leave")).toContainText(first.payload.subject);
  await proposal.getByRole("button", { name: /^Approve/ }).click();

  await expect.poll(() => readMailsTo(first.recipient).length, { timeout: 30_000 }).toBe(before + 1);
  const mail = readMailsTo(first.recipient).at(-1);
  expect(mail?.headers.subject).toBe(first.payload.subject);

  await visit(page, `/approvals/${first.id}`);
  await expect(page.getByLabel(`Delivery to ${first.recipient}`)).toContainText(/Delivered/);
  await page.waitForTimeout(3_000);
  expect(readMailsTo(first.recipient)).toHaveLength(before + 1);
});

test("what was approved can be taken back in its undo window, and waits again", async ({ page }) => {
  await openSample(page);
  await runTask(page, "outreach.build-queue", /awaiting approval/i);
  const { body: inbox } = await callApi<{ data: { id: string; digest: string; recipient: string }[] }>(
    page,
    "GET",
    "/approvals?status=pending&limit=1",
  );
  const [first] = inbox.data;
  if (first === undefined) throw new Error("nothing waits for approval");
  const before = readMailsTo(first.recipient).length;
  await visit(page, `/approvals/${first.id}`);
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect
    .poll(async () => (await callApi<{ status: string }>(page, "GET", `/approvals/${first.id}`)).body.status)
    .toBe("pending");
  await page.waitForTimeout(12_000);
  expect(readMailsTo(first.recipient)).toHaveLength(before);
});

test("the sweep starts every due agent and shows its progress", async ({ page }) => {
  await openSample(page);
  // The sample's own past has one already.
  const readNewest = async () =>
    (await callApi<{ data: { id: string; finished: number; total: number }[] }>(page, "GET", "/sweeps")).body.data[0];
  const before = await readNewest();
  await page.getByRole("button", { name: "Run sweep" }).first().click();
  await expect.poll(async () => (await readNewest())?.id).not.toBe(before?.id);
  await expect
    .poll(
      async () => {
        const sweep = await readNewest();
        return sweep?.finished === sweep?.total;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  await expect(page.getByText(/9 of 9/).first()).toBeVisible();
});
