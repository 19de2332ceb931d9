/** Messages as people work with them: read, answered, handed on, left unread. */
import { callApi, expect, openEmpty, openSample, signIn, test, visit } from "./desk.ts";

type Page = Parameters<typeof visit>[0];
type Threads = { data: { id: string; last: { id: string } }[] };

/** Has the prospect agent ask people about some contacts. */
async function askForResearch(page: Page): Promise<Threads["data"]> {
  for (const task of ["prospect.score-all", "prospect.research"]) {
    const { body } = await callApi<{ id: string }>(page, "POST", "/tasks", {
      task,
      params: task === "prospect.research" ? { limit: 1 } : {},
    });
    await expect
      .poll(async () => (await callApi<{ status: string }>(page, "GET", `/tasks/${body.id}`)).body.status, {
        timeout: 60_000,
      })
      .toBe("completed");
  }
  return (await callApi<Threads>(page, "GET", "/threads?is_waiting=true")).body.data;
}

test("a question of an agent is answered by a person, and the agent takes the answer up", async ({ page }) => {
  await openSample(page);
  await askForResearch(page);
  await visit(page, "/messages?show=waiting");
  await page.locator("[data-row]").first().click();
  const form = page.getByRole("form", { name: "Answer Prospect" });
  await expect(form.getByText("Keeps what you found out with the contact")).toBeVisible();
  await form.getByLabel("Your answer").fill("She spoke about boats at the harbour fair last week.");
  await form.getByRole("button", { name: "Send the answer" }).click();
  await expect(form).toBeHidden();
  const work = page.getByRole("region", { name: "Work around it" });
  await expect(work.getByRole("link", { name: /Keep a research answer/ })).toContainText("Completed", {
    timeout: 60_000,
  });
  await expect(page.getByText("She spoke about boats")).toBeVisible();
  await visit(page, "/messages?show=waiting");
  await expect(page.getByText("Nobody waits for your answer")).toBeVisible();
});

test("a conversation is unread until it is opened, and may be put back", async ({ page }) => {
  await openSample(page);
  const [thread] = await askForResearch(page);
  await visit(page, "/messages?show=unread");
  const row = page.locator(`[data-row="${thread?.id}"]`);
  await expect(row).toContainText("Unread.");
  await row.click();
  await expect(page.getByRole("article").first()).toBeVisible();
  await expect
    .poll(async () => (await callApi<Threads>(page, "GET", "/threads?is_unread=true")).body.data.map(one => one.id))
    .not.toContain(thread?.id);
  await page.getByRole("button", { name: "Mark as unread" }).click();
  await expect
    .poll(async () => (await callApi<Threads>(page, "GET", "/threads?is_unread=true")).body.data.map(one => one.id))
    .toContain(thread?.id);
});

test.describe("Two people at once", () => {
  test.use({ expectedErrors: [/409/] });

  test("answer one question: the second is told kindly, and reads the answer of the first", async ({
    page,
    browser,
  }) => {
    const account = await openSample(page);
    const [thread] = await askForResearch(page);
    const address = `/messages/${thread?.last.id}`;
    const context = await browser.newContext();
    const other = await context.newPage();
    await signIn(other, account);
    await visit(other, address);
    await other.getByRole("button", { name: /^Live\./ }).click();
    await visit(page, address);
    await page.getByLabel("Your answer").fill("Mine came first.");
    await page.getByRole("button", { name: "Send the answer" }).click();
    await expect(page.getByText("Mine came first.")).toBeVisible();
    await other.getByLabel("Your answer").fill("Mine came second.");
    await other.getByRole("button", { name: "Send the answer" }).click();
    await expect(other.getByText("Somebody was faster")).toBeVisible();
    await expect(other.getByText("Mine came first.")).toBeVisible();
    await context.close();
  });
});

test("an empty workspace says what agents tell one another, and when", async ({ page }) => {
  await openEmpty(page);
  await visit(page, "/messages");
  await expect(page.getByText("No agent has said anything yet")).toBeVisible();
  await visit(page, "/messages?show=unread");
  await expect(page.getByText("You have read everything")).toBeVisible();
});
