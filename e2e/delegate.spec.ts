/** Delegation as a person does it: what an agent would do is seen first, and then done by one more press. */
import type { Page } from "@playwright/test";
import { callApi, expect, openForm, openSample, test, visit } from "./desk.ts";

type Contact = { id: string; name: string; email: string | null; email_consent: string };
type Proposal = { payload: { subject: string; text: string }; recipient: string };

async function findContact(page: Page, isReachable: boolean): Promise<Contact> {
  const { body } = await callApi<{ data: Contact[] }>(page, "GET", "/contacts?limit=200");
  const found = body.data.find(
    contact => contact.email !== null && (contact.email_consent !== "denied") === isReachable,
  );
  if (found === undefined) throw new Error("the sample has no such contact");
  return found;
}

/** What waits for a decision. */
const listPending = async (page: Page) =>
  (await callApi<{ data: Proposal[] }>(page, "GET", "/approvals?status=pending&limit=200")).body.data;

test("a preview says which e-mail would be drafted, and doing it proposes the very same", async ({ page }) => {
  await openSample(page);
  const contact = await findContact(page, true);
  await visit(page, `/contacts/${contact.id}`);
  await page.keyboard.press("d");
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: /^Draft a message/ }).click();
  await expect(panel.getByText(`It would propose 1 e-mail to ${contact.email}`)).toBeVisible({ timeout: 40_000 });
  await expect(panel.getByText("Would wait for approval")).toBeVisible();
  expect(await listPending(page)).toEqual([]);

  const { body: tasks } = await callApi<{ data: { id: string; is_dry_run: boolean }[] }>(page, "GET", "/tasks?limit=1");
  const [dryRun] = tasks.data;
  expect(dryRun?.is_dry_run).toBe(true);
  const { body: before } = await callApi<{ preview: { proposals: { items: Proposal[] } } }>(
    page,
    "GET",
    `/tasks/${dryRun?.id}`,
  );
  const [previewed] = before.preview.proposals.items;
  await expect(panel.getByRole("figure").getByText(previewed?.payload.subject ?? "", { exact: true })).toBeVisible();

  // The button has the focus as soon as the preview is there.
  const doIt = panel.getByRole("button", { name: "Do it" });
  await expect(doIt).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(panel.getByText("This is what its preview had said.")).toBeVisible({ timeout: 40_000 });
  const pending = await listPending(page);
  expect(pending.map(({ recipient, payload }) => ({ recipient, payload }))).toEqual([
    { recipient: contact.email, payload: previewed?.payload },
  ]);

  await panel.getByRole("link", { name: "Decide on 1 proposal" }).click();
  await expect(page).toHaveURL(/\/approvals/);
  await expect(page.getByText(previewed?.payload.subject ?? "").first()).toBeVisible();
  await visit(page, "/timeline");
  await expect(page.locator(`a[href="/tasks/${dryRun?.id}"]`).first()).toContainText("Dry run");
});

test("what nobody may receive is said before anything is tried for real, and can be changed or left", async ({
  page,
}) => {
  await openSample(page);
  const contact = await findContact(page, false);
  await visit(page, `/contacts/${contact.id}`);
  await page.getByRole("button", { name: "Delegate to …" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: /^Draft a message/ }).click();
  await expect(panel.getByRole("alert")).toContainText("asked not to be written to", { timeout: 40_000 });
  await panel.getByRole("button", { name: "Another task" }).click();
  await panel.getByRole("button", { name: /^Score one contact/ }).click();
  await expect(panel.getByText("1 contact would change")).toBeVisible({ timeout: 40_000 });
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  const { body } = await callApi<{ score: number | null }>(page, "GET", `/contacts/${contact.id}`);
  expect(body.score).toBeNull();
});

test("d delegates the focused row of a list, and a task asks for what the row does not say", async ({ page }) => {
  await openSample(page);
  await visit(page, "/library/posts");
  await expect(page.locator("[data-row]").first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("d");
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("button", { name: /^Suggest posting times/ })).toBeVisible();
  // The first task has the focus, and the arrows move on.
  await expect(panel.locator("li button").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(panel.locator("li button").nth(1)).toBeFocused();
  await panel.getByRole("button", { name: /^Suggest posting times/ }).click();
  await expect(panel.getByRole("button", { name: "Do it" })).toBeVisible({ timeout: 40_000 });
  await panel.getByRole("button", { name: "Change what it is given" }).click();
  await panel.getByLabel("Platform").fill("");
  await panel.getByRole("button", { name: "Show what it would do" }).click();
  await expect(panel.getByLabel("Platform")).toHaveAttribute("aria-invalid", "true");
});

test("the form of a task shows first what it would do, also on a page of its own", async ({ page }) => {
  await openSample(page);
  const card = await openForm(page, "prospect.score-all");
  await card.getByRole("button", { name: "Show what it would do" }).click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByText(/contacts would change/)).toBeVisible({ timeout: 40_000 });
  await panel.getByRole("link", { name: "Open as a page" }).click();
  await expect(page.getByText("This was a dry run: nothing was sent, kept or changed.")).toBeVisible();
  await page.getByRole("button", { name: "Do it" }).click();
  await expect(page.getByText("This is what its preview had said.")).toBeVisible({ timeout: 40_000 });
});
