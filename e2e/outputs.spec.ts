/** Outputs as people work with them: accepted, sent back, compared, and decided by two at once. */
import { callApi, expect, openEmpty, openSample, signIn, test, visit } from "./desk.ts";

type Listed = { data: { id: string; title: string; revision: number; status: string }[] };
type Page = Parameters<typeof visit>[0];

/** Runs a task through the API and waits until it no longer works. */
async function work(page: Page, task: string, params: object = {}): Promise<void> {
  const { body } = await callApi<{ id: string }>(page, "POST", "/tasks", { task, params });
  await expect
    .poll(async () => (await callApi<{ status: string }>(page, "GET", `/tasks/${body.id}`)).body.status, {
      timeout: 60_000,
    })
    .toMatch(/completed|awaiting_approval/);
}

/** Has one draft written to a contact of the sample workspace. */
async function makeDraft(page: Page): Promise<Listed["data"][number]> {
  const contacts = await callApi<{ data: { id: string; email: string | null; email_consent: string }[] }>(
    page,
    "GET",
    "/contacts?limit=50",
  );
  const contact = contacts.body.data.find(one => one.email !== null && one.email_consent !== "denied");
  await work(page, "outreach.draft", { contact_id: contact?.id });
  const { body } = await callApi<Listed>(page, "GET", "/outputs?kind=draft");
  return body.data[0] as Listed["data"][number];
}

const readStatus = async (page: Page, id: string) =>
  (await callApi<{ status: string }>(page, "GET", `/outputs/${id}`)).body.status;

test("a finding is accepted, found among the accepted ones, and taken back by Undo", async ({ page }) => {
  await openSample(page);
  await work(page, "prospect.score-all");
  await visit(page, "/outputs?kind=finding");
  const article = page.getByRole("article");
  await article.getByRole("button", { name: "Accept" }).click();
  await expect(article.getByText("Accepted", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(article.getByRole("button", { name: "Accept" })).toBeVisible();
  await article.getByRole("button", { name: "Accept" }).click();
  await expect(article.getByRole("button", { name: "Take the acceptance back" })).toBeVisible();
  await visit(page, "/outputs?state=accepted");
  await expect(page.locator("[data-row]")).toHaveCount(1);
});

test("changes that are asked for come back as the next revision, with what changed word by word", async ({ page }) => {
  await openSample(page);
  const draft = await makeDraft(page);
  await visit(page, `/outputs/${draft.id}`);
  await page.getByRole("button", { name: "Ask for changes" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "More formal" }).click();
  await dialog.getByRole("button", { name: "Ask for changes" }).click();
  await expect(page.getByRole("heading", { name: "Revisions" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("“More formal.”")).toBeVisible();
  await page.getByRole("button", { name: "What changed" }).click();
  const change = page.getByRole("region", { name: "What changed from revision 1 to 2" });
  await expect(change.locator("ins").first()).toBeVisible();
  await expect(change).toContainText("Kind regards");
  await expect(page).toHaveURL(/revision=2&with=1/);
  await page.getByRole("button", { name: "Read", exact: true }).last().click();
  await expect(page.getByText("You read revision 1.")).toBeVisible();
});

test("a draft is edited by hand, and what waits for a decision changes with it", async ({ page }) => {
  await openSample(page);
  const draft = await makeDraft(page);
  await visit(page, `/outputs/${draft.id}`);
  await page.getByRole("button", { name: "Edit by hand" }).click();
  const form = page.getByRole("form", { name: "Edit by hand" });
  await form.getByLabel("Subject").fill("A subject of my own");
  await expect(form.locator("ins")).toContainText("own");
  await form.getByRole("button", { name: "Keep as revision 2" }).click();
  await expect(page.getByRole("heading", { name: "Revisions" })).toBeVisible();
  await page.getByRole("link", { name: "Decide about sending" }).click();
  await expect(page.getByText("A subject of my own").first()).toBeVisible();
});

test.describe("Two people at once", () => {
  test.use({ expectedErrors: [/409/] });

  test("decide about one revision: the second is told kindly who was faster", async ({ page, browser }) => {
    const account = await openSample(page);
    const draft = await makeDraft(page);
    const context = await browser.newContext();
    const other = await context.newPage();
    await signIn(other, account);
    await visit(other, `/outputs/${draft.id}`);
    await expect(other.getByRole("button", { name: "Accept" })).toBeVisible();
    // The other window hears of nothing, as on a train.
    await other.getByRole("button", { name: /^Live\./ }).click();
    await visit(page, `/outputs/${draft.id}`);
    await page.getByRole("button", { name: "Accept" }).click();
    await expect.poll(() => readStatus(page, draft.id)).toBe("accepted");
    await other.getByRole("button", { name: "Ask for changes" }).click();
    await other.getByRole("dialog").getByLabel("What should be different?").fill("Say less");
    await other.getByRole("dialog").getByRole("button", { name: "Ask for changes" }).click();
    await expect(other.getByText("Somebody was faster")).toBeVisible();
    await expect(other.getByText(new RegExp(`${account.email} accepted it`))).toBeVisible();
    await context.close();
  });
});

test("an empty workspace says what appears here, and a filter that matches nothing how to leave it", async ({
  page,
}) => {
  await openEmpty(page);
  await visit(page, "/outputs");
  await expect(page.getByText("Nothing has been made yet")).toBeVisible();
  await visit(page, "/outputs?state=accepted");
  await page.getByRole("button", { name: "Show all outputs" }).click();
  await expect(page.getByText("Nothing has been made yet")).toBeVisible();
});

test("new outputs announce themselves and never move what is being read", async ({ page }) => {
  await openSample(page);
  await makeDraft(page);
  await visit(page, "/outputs");
  const rows = page.locator("[data-row]");
  await expect(rows.first()).toBeVisible();
  const first = await rows.first().getAttribute("data-row");
  await work(page, "prospect.score-all");
  await expect(page.getByRole("button", { name: /^\d+ new$/ })).toBeVisible({ timeout: 30_000 });
  expect(await rows.first().getAttribute("data-row")).toBe(first);
  await page.getByRole("button", { name: /^\d+ new$/ }).click();
  await expect(rows.first()).not.toHaveAttribute("data-row", first ?? "");
});
