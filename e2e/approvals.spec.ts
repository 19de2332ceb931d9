import type { Page } from "@playwright/test";
import { callApi, expect, openSample, readMailsTo, test, visit } from "./desk.ts";

type Row = {
  id: string;
  digest: string;
  recipient: string;
  status: string;
  revision: number;
  attention: { judged: number; changed: number } | null;
  payload: { text: string; subject: string };
};

test.describe.configure({ timeout: 120_000 });

/** Opens a sample workspace in which so many drafts wait, at most. */
async function openInbox(page: Page, limit: number): Promise<Row[]> {
  await openSample(page);
  await draft(page, limit);
  const rows = await readWaiting(page);
  await visit(page, "/approvals");
  await expect(page.getByRole("article", { name: /Proposal to/ })).toBeVisible();
  return rows;
}

/** Has messages drafted, and waits until they do. */
async function draft(page: Page, limit: number): Promise<string> {
  const started = await callApi<{ id: string }>(page, "POST", "/tasks", {
    task: "outreach.build-queue",
    params: { limit },
  });
  const status = async () => (await callApi<{ status: string }>(page, "GET", `/tasks/${started.body.id}`)).body.status;
  await expect.poll(status, { timeout: 60_000 }).toBe("awaiting_approval");
  return started.body.id;
}

async function readWaiting(page: Page): Promise<Row[]> {
  return (await callApi<{ data: Row[] }>(page, "GET", "/approvals?status=pending&limit=200")).body.data;
}

const readOne = async (page: Page, id: string) => (await callApi<Row>(page, "GET", `/approvals/${id}`)).body;
const proposal = (page: Page) => page.getByRole("article", { name: /Proposal to/ });
const rowsOf = (page: Page) => page.getByRole("region", { name: "Proposals" }).locator("[data-row]");

test("the inbox is worked through by keyboard alone, to its calm end", async ({ page }) => {
  const rows = await openInbox(page, 4);
  expect(rows).toHaveLength(4);
  await expect(rowsOf(page)).toHaveCount(4);
  await expect(rowsOf(page).first()).toContainText(/at risk · .* left · changed /);
  await expect(proposal(page)).toContainText(
    /at risk · expires in .* and is then not sent · .* of this agent's last \d+ decided e-mails/,
  );

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog");
  for (const key of ["Approve", "Edit", "Reject with a reason", "Snooze", "Take back the last", "Select downwards"])
    await expect(keys.getByText(key, { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();

  await page.keyboard.press("j");
  await expect(rowsOf(page).nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rowsOf(page).first()).toBeFocused();
  await page.keyboard.press("a");
  await expect(rowsOf(page)).toHaveCount(3);
  await expect(rowsOf(page).first()).toBeFocused();

  await page.keyboard.press("r");
  await page.getByRole("dialog").getByLabel("Reason").fill("a r h j x: none of these decides anything here");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(page.getByRole("dialog")).toBeHidden();

  await page.keyboard.press("Shift+j");
  await expect(page.getByRole("region", { name: "Selected proposals" })).toContainText("2 selected");
  await page.keyboard.press("a");
  await expect(page.getByText("That was all")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/3 approved, 1 rejected in/)).toBeVisible({ timeout: 30_000 });
  const statuses = await Promise.all(rows.map(async row => (await readOne(page, row.id)).status));
  expect(statuses.sort()).toEqual(["approved", "approved", "approved", "rejected"]);
});

test("a draft is shown as it will arrive, edited beside a live comparison, put back, and arrives as it was shown", async ({
  page,
}) => {
  const [first] = await openInbox(page, 2);
  if (first === undefined) throw new Error("nothing waits for approval");
  // Every sample workspace has the same people, and what an earlier journey approved may still be under way to them.
  const readSame = () => readMailsTo(first.recipient).filter(mail => mail.headers.subject === first.payload.subject);
  const before = readSame().length;
  const preview = page.getByLabel("What would leave");
  await expect(preview).toContainText("Quarterdeck <desk@quarterdeck.example>");
  const frame = preview.locator("iframe");
  await expect(frame).toHaveAttribute("sandbox", "");
  await expect(frame).toHaveAttribute("srcdoc", /default-src 'none'/);

  await page.keyboard.press("e");
  const form = page.getByRole("form", { name: "Edit what would leave" });
  const changes = page.getByRole("region", { name: "What differs from what the agent wrote" }).last();
  await form.getByLabel("Subject").fill("");
  await form.getByRole("button", { name: "Save revision 2" }).click();
  await expect(form.getByLabel("Subject")).toHaveAttribute("aria-invalid", "true");
  await expect(form.getByLabel("Subject")).toBeFocused();
  await form.getByLabel("Subject").fill("A better subject");
  await expect(changes.locator("ins").first()).toContainText("better");
  await form.getByRole("button", { name: "Save revision 2" }).click();
  await expect(preview).toContainText("A better subject");

  await page.getByText(/^Revision 2 by/).click();
  await page.getByRole("button", { name: "Put back what the agent wrote" }).click();
  await expect(preview).toContainText(first.payload.subject);
  await expect.poll(async () => (await readOne(page, first.id)).revision).toBe(3);

  await page.keyboard.press("a");
  await expect.poll(() => readSame().length, { timeout: 40_000 }).toBeGreaterThan(before);
  expect(readSame().at(-1)?.headers.from).toContain("desk@quarterdeck.example");
});

test("the reason of a rejection is a lesson of the next draft", async ({ page }) => {
  const [first] = await openInbox(page, 1);
  const before = await readOne(page, first?.id ?? "");
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Reject/ }).click();
  await expect(dialog.getByText("Say why, in a few words.")).toBeVisible();
  await dialog.getByLabel("Reason").fill("Too long: please be brief");
  await dialog.getByRole("button", { name: /^Reject/ }).click();
  await expect(page.getByText("That was all")).toBeVisible();
  const task = await draft(page, 2);
  const { body } = await callApi<{ result: { lessons: string[] } }>(page, "GET", `/tasks/${task}`);
  expect(body.result.lessons.join(" ")).toContain("Shorter messages");
  const [next] = await readWaiting(page);
  expect(next?.attention?.changed).toBe((before.attention?.changed ?? 0) + 1);
});

test("many are decided in the background: a stop gives back the rest, and a reload in the middle loses nothing", async ({
  page,
}) => {
  const rows = await openInbox(page, 80);
  expect(rows.length).toBeGreaterThan(30);
  const progress = page.getByRole("list", { name: "Decisions about many" });
  const { body: started } = await callApi<{ id: string }>(page, "POST", "/bulk-decisions", {
    verb: "approve",
    decisions: rows.map(({ id, digest }) => ({ id, digest })),
  });
  await expect(progress).toBeVisible();
  const stopped = await callApi<unknown>(page, "POST", `/bulk-decisions/${started.id}/stop`);
  // On a fast machine the last portion may have been under way already.
  expect([200, 409]).toContain(stopped.status);
  const end = await callApi<{ done: number }>(page, "GET", `/bulk-decisions/${started.id}`);
  await expect(progress).toContainText(`${end.body.done} approved`, { timeout: 30_000 });
  await expect.poll(async () => (await readWaiting(page)).length).toBe(rows.length - end.body.done);

  await callApi(page, "POST", `/bulk-decisions/${started.id}/recall`);
  await visit(page, "/approvals");
  const list = page.getByRole("region", { name: "Proposals" });
  await list.getByRole("checkbox").first().click();
  await list.getByRole("button", { name: /^Select the \d+ shown/ }).click();
  const reject = list.getByRole("button", { name: /^Reject \d+/ });
  const count = Number(/\d+/.exec((await reject.textContent()) ?? "")?.[0]);
  expect(count).toBeGreaterThan(30);
  await reject.click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Not this week");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Reject/ })
    .click();
  await expect(progress).toContainText(/Rejecting|rejected/);
  await page.reload();
  await expect(progress).toContainText(`${count} rejected`, { timeout: 60_000 });
});

test("what was put aside is gone, and comes back by a key or in its time", async ({ page }) => {
  const [first] = await openInbox(page, 2);
  await page.keyboard.press("h");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("A time of your own").fill("2020-01-01T10:00");
  await dialog.getByRole("button", { name: "Snooze", exact: true }).click();
  await expect(dialog.getByText("Choose a moment in the future.")).toBeVisible();
  await dialog.getByRole("button", { name: /^One hour/ }).click();
  await expect(rowsOf(page)).toHaveCount(1);
  await page.keyboard.press("u");
  await expect(rowsOf(page)).toHaveCount(2);
  await page.keyboard.press("h");
  await dialog.getByRole("button", { name: /^One hour/ }).click();
  await expect(rowsOf(page)).toHaveCount(1);
  await page.getByRole("switch", { name: "Show snoozed" }).click();
  await expect(rowsOf(page)).toHaveCount(2);
  await visit(page, `/approvals?snoozed=true&open=${first?.id}`);
  await page.getByRole("button", { name: "Show it again now" }).click();
  await expect(page.getByText("Put aside; it shows up again")).toBeHidden();
  await visit(page, "/approvals");
  await expect(rowsOf(page)).toHaveCount(2);
});

test("what was approved can be taken back on its row while it is held, and nothing is sent", async ({ page }) => {
  const [first] = await openInbox(page, 2);
  if (first === undefined) throw new Error("nothing waits for approval");
  const before = readMailsTo(first.recipient).length;
  await page.keyboard.press("a");
  const held = page.getByRole("list", { name: "Approved and not left yet" });
  await expect(held).toContainText(first.recipient);
  await held.getByRole("button", { name: "Undo" }).click();
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(proposal(page)).toHaveAccessibleName(`Proposal to ${first.recipient}`);
  await page.keyboard.press("a");
  await expect(rowsOf(page)).toHaveCount(1);
  await page.keyboard.press("u");
  await expect(rowsOf(page)).toHaveCount(2);
  expect((await readOne(page, first.id)).status).toBe("pending");
  expect(readMailsTo(first.recipient)).toHaveLength(before);
});

test("what somebody decides elsewhere says so at once where it is being read, and cannot be decided again", async ({
  page,
  context,
}) => {
  const [first] = await openInbox(page, 2);
  if (first === undefined) throw new Error("nothing waits for approval");
  const second = await context.newPage();
  await visit(second, `/approvals/${first.id}`);
  await expect(proposal(second)).toHaveAccessibleName(`Proposal to ${first.recipient}`);
  await page.keyboard.press("r");
  await page.getByRole("dialog").getByLabel("Reason").fill("Decided in the first window");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Reject/ })
    .click();
  await expect(proposal(second).getByRole("status")).toContainText(/Already rejected by journey-.*@example\.com/, {
    timeout: 10_000,
  });
  await expect(proposal(second).getByRole("button", { name: /^Approve/ })).toBeHidden();
  await second.keyboard.press("a");
  await expect(second.getByText("There is nothing to decide here")).toBeVisible();
  expect((await readOne(page, first.id)).status).toBe("rejected");
});

test("on a phone a proposal opens over the list, and deciding goes on to the next", async ({ page }) => {
  const rows = await openInbox(page, 2);
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, "/approvals");
  await rowsOf(page).first().click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("article", { name: /Proposal to/ })).toBeVisible();
  const approve = sheet.getByRole("button", { name: /^Approve/ });
  expect((await approve.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  const shown = await sheet.getByRole("article", { name: /Proposal to/ }).getAttribute("aria-label");
  await approve.click();
  const next = rows.find(row => shown !== `Proposal to ${row.recipient}`);
  await expect(sheet.getByRole("article", { name: `Proposal to ${next?.recipient}` })).toBeVisible();
  await sheet.getByRole("button", { name: /^Approve/ }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByText("That was all")).toBeVisible();
  expect(rows).toHaveLength(2);
});
