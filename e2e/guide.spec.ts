/**
 * The scenes of the users' guide. Every test run plays them, so that a page which no longer does what the guide shows fails;
 * `npm run guide` plays them the same way and keeps a picture of each in `docs/users/pictures`.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { callApi, expect, signUp, test, visit, watchErrors } from "./desk.ts";
import { shrinkPicture } from "./shrink-picture.ts";

const guide = path.join(import.meta.dirname, "..", "docs", "users");
const keepsPictures = process.env.GUIDE_PICTURES === "1";
const viewport = { width: 1280, height: 800 };
const mostBytes = 200_000;
const workMs = 90_000;

type Task = { id: string; name: string; status: string; attempts: { steps: { id: string; kind: string }[] }[] };
type Contact = { id: string; email: string | null; email_consent: string };

const people = [
  "Full name,Work email,Company,Rank,Won,Visits",
  "Ada Lovelace,ada@analytical.example.com,Analytical Engines,Director,yes,12",
  "Grace Hopper,grace@harbour.example.com,Harbour Works,Captain,no,3",
  "Nobody Special,not-an-address,Nowhere,,maybe,4",
].join("\r\n");

/** Runs a task through the API and waits until it no longer works. */
async function work(page: Page, task: string, params: object): Promise<void> {
  const { status, body } = await callApi<Task>(page, "POST", "/tasks", { task, params });
  expect(status, JSON.stringify(body)).toBe(202);
  await expect
    .poll(async () => (await callApi<Task>(page, "GET", `/tasks/${body.id}`)).body.status, { timeout: workMs })
    .toMatch(/completed|awaiting_approval/);
}

/** Somebody who may be written to, and for whom nothing waits yet: the sweep takes the best first. */
async function findContact(page: Page): Promise<Contact> {
  const { body } = await callApi<{ data: Contact[] }>(page, "GET", "/contacts?limit=200");
  const found = body.data.findLast(({ email, email_consent }) => email !== null && email_consent !== "denied");
  if (found === undefined) throw new Error("the sample has nobody who may be written to");
  return found;
}

/** The address of the latest task of that name, with a step of it open. */
async function findStep(page: Page, name: string): Promise<string> {
  const { body } = await callApi<{ data: Task[] }>(page, "GET", "/tasks?limit=50");
  const listed = body.data.find(task => task.name === name);
  if (listed === undefined) throw new Error(`no task ${name} has run`);
  const { body: task } = await callApi<Task>(page, "GET", `/tasks/${listed.id}`);
  const step = task.attempts[0]?.steps.find(({ kind }) => kind === "query");
  if (step === undefined) throw new Error(`the task ${name} has read nothing`);
  return `/tasks/${task.id}?step=${step.id}`;
}

const panel = (page: Page) => page.getByRole("dialog");

/** What a person does until the page looks as the guide shows it. They play in this order, by one person in one workspace. */
const scenes: Record<string, (page: Page) => Promise<void>> = {
  async welcome(page) {
    await signUp(page, "kim");
    await expect(page.getByRole("heading", { name: "How do you want to begin?" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Start empty" })).toBeVisible();
  },
  async "first-steps"(page) {
    await page.getByRole("button", { name: "Open a sample workspace" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible({ timeout: workMs });
    await visit(page, "/");
    await expect(page.getByLabel("First steps").getByRole("button", { name: "Run sweep" })).toBeVisible();
  },
  async sweep(page) {
    const [started] = await Promise.all([
      page.waitForResponse(response => response.request().method() === "POST" && response.url().endsWith("/sweeps")),
      page.getByLabel("First steps").getByRole("button", { name: "Run sweep" }).click(),
    ]);
    // The sample has earlier sweeps too, so that the latest one on the page may still be one of those.
    await visit(page, `/sweeps/${((await started.json()) as { id: string }).id}`);
    const agents = page.getByLabel("Agents", { exact: true });
    await expect(agents.getByText("9 of 9")).toBeVisible({ timeout: workMs });
    const summary = page.getByLabel("Summary", { exact: true });
    await expect(summary.getByRole("listitem")).toHaveCount(9, { timeout: workMs });
  },
  async overview(page) {
    await visit(page, "/");
    const waiting = page.getByLabel("What needs you");
    await expect(waiting.getByRole("link", { name: /^Open the inbox \(\d+\)/ })).toBeVisible();
    await expect(page.getByLabel("Since yesterday")).toBeVisible();
  },
  async delegate(page) {
    const contact = await findContact(page);
    await visit(page, `/contacts/${contact.id}`);
    await page.keyboard.press("d");
    await expect(panel(page).getByRole("button", { name: /^Draft a message/ })).toBeVisible();
    await expect(panel(page).getByRole("button", { name: /^Score one contact/ })).toBeVisible();
  },
  async preview(page) {
    await panel(page)
      .getByRole("button", { name: /^Draft a message/ })
      .click();
    await expect(panel(page).getByText(/^It would propose 1 e-mail to /)).toBeVisible({ timeout: workMs });
    await expect(panel(page).getByText("Would wait for approval")).toBeVisible();
    await expect(panel(page).getByRole("button", { name: "Do it" })).toBeFocused();
  },
  async approvals(page) {
    await visit(page, "/approvals");
    // The summary of the sweep is held there for its undo window.
    await expect(page.getByLabel("Approved and not left yet")).toHaveCount(0, { timeout: workMs });
    const proposal = page.getByRole("article", { name: /Proposal to/ });
    await expect(proposal.getByLabel("What would leave")).toBeVisible();
    await expect(proposal).toContainText(/at risk|value unknown/);
  },
  async edit(page) {
    await page.keyboard.press("e");
    const form = page.getByRole("form", { name: "Edit what would leave" });
    await form.getByLabel("Subject").fill("A short question before Friday");
    const changes = page.getByRole("region", { name: "What differs from what the agent wrote" }).last();
    await expect(changes.locator("ins").first()).toBeVisible();
    await expect(form.getByRole("button", { name: "Save and approve" })).toBeVisible();
  },
  async timeline(page) {
    await visit(page, "/timeline");
    await expect(page.getByRole("region", { name: "Rows" }).locator("[data-row]").nth(8)).toBeVisible();
    await expect(page.getByRole("button", { name: "Awaiting approval" })).toBeVisible();
  },
  async task(page) {
    await visit(page, await findStep(page, "outreach.build-queue"));
    await expect(page.getByRole("complementary", { name: /^Step: / })).toBeVisible();
    await expect(page.getByRole("button", { name: "Change and run" })).toBeVisible();
    await page.getByRole("region", { name: "Steps" }).evaluate(steps => steps.scrollIntoView({ block: "center" }));
  },
  async agents(page) {
    await visit(page, "/agents");
    await expect(page.locator('a[href="/agents/outreach"]').first()).toBeVisible();
  },
  async agent(page) {
    await visit(page, "/agents/outreach");
    await expect(page.getByLabel("Autonomy").getByText("Copilot")).toBeVisible();
    await expect(page.getByLabel("Run a task").getByRole("button", { name: "Show what it would do" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  },
  async contacts(page) {
    await visit(page, "/contacts");
    await expect(page.getByRole("region", { name: "Contacts" }).locator("[data-row]").first()).toBeVisible();
    await expect(page.getByRole("link", { name: "Import", exact: true })).toBeVisible();
  },
  async import(page) {
    await visit(page, "/contacts/import");
    const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(people) };
    await page.getByLabel("CSV file").setInputFiles(file);
    await expect(page.getByLabel("What each column becomes").first()).toContainText("Full name");
    await expect(page.getByRole("button", { name: /^Import \d+ rows/ })).toBeVisible();
  },
  async outputs(page) {
    await visit(page, "/outputs?kind=finding");
    await expect(page.getByRole("article").getByRole("button", { name: "Accept" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Ask for changes" })).toBeVisible();
  },
  async messages(page) {
    await work(page, "prospect.research", { limit: 1 });
    await visit(page, "/messages?show=waiting");
    await page.locator("[data-row]").first().click();
    await expect(page.getByRole("button", { name: "Send the answer" })).toBeVisible();
  },
  async analytics(page) {
    await visit(page, "/analytics");
    await expect(page.getByRole("button", { name: /^Approved by people: / })).toBeVisible();
    await expect(page.getByRole("button", { name: "How this is counted" })).toBeVisible();
  },
  async "analytics-rows"(page) {
    await page.getByRole("button", { name: /^Approved by people: / }).click();
    await expect(panel(page).locator("[data-total]")).toBeVisible();
    await expect(panel(page).getByRole("link").first()).toBeVisible();
  },
  async members(page) {
    await visit(page, "/settings/members");
    await page.getByRole("button", { name: "Invite a person" }).click();
    await panel(page).getByLabel("E-mail address").fill("kay@example.com");
    await expect(panel(page).getByText("Runs agents and decides on what they propose")).toBeVisible();
  },
  async connections(page) {
    await visit(page, "/connections");
    await expect(page.getByRole("button", { name: "Connect: Telegram" })).toBeVisible();
  },
};

test.describe.configure({ mode: "serial", timeout: 180_000 });

let page: Page;
let errors: string[];

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", colorScheme: "light" });
  page = await context.newPage();
  errors = watchErrors(page);
});

test.afterAll(() => page.context().close());

for (const [name, play] of Object.entries(scenes)) {
  test(`the guide's picture "${name}" shows what the product does`, async () => {
    await play(page);
    if (keepsPictures) {
      // A pointer left where it pressed would show a row as pointed at.
      await page.mouse.move(0, 0);
      writeFileSync(path.join(guide, "pictures", `${name}.png`), shrinkPicture(await takePicture()));
    }
    expect(errors).toEqual([]);
  });
}

const takePicture = () => page.screenshot({ animations: "disabled" });

const readGuide = () =>
  readdirSync(guide)
    .filter(file => file.endsWith(".md"))
    .map(file => ({ file, text: readFileSync(path.join(guide, file), "utf8") }));

test("a picture that is kept looks as the page does", async () => {
  const whole = await takePicture();
  const small = shrinkPicture(whole);
  expect(small.length).toBeLessThan(Math.min(whole.length, mostBytes));
  const difference = await page.evaluate(
    async pictures => {
      const [one, other] = await Promise.all(
        pictures.map(async picture => {
          const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
          drawing?.drawImage(bitmap, 0, 0);
          return drawing?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
        }),
      );
      if (one === undefined || other === undefined || one.length !== other.length) return Number.POSITIVE_INFINITY;
      return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
    },
    [whole.toString("base64"), small.toString("base64")],
  );
  expect(difference).toBeLessThan(0.5);
});

test("every picture of the guide has its scene, and every scene its place in the guide", () => {
  const shown = readGuide().flatMap(({ text }) =>
    [...text.matchAll(/\]\(pictures\/([a-z-]+)\.png\)/g)].map(([, name]) => name ?? ""),
  );
  expect(shown.sort()).toEqual(Object.keys(scenes).sort());
  const pictures = readdirSync(path.join(guide, "pictures"));
  expect(pictures.sort()).toEqual(shown.map(name => `${name}.png`).sort());
  const large = pictures.filter(file => statSync(path.join(guide, "pictures", file)).size > mostBytes);
  expect(large).toEqual([]);
});

test("every link of the guide leads to a file, and every address that it names to a page", async () => {
  const pages = readGuide();
  const links = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => ({ file, link: link ?? "" })),
  );
  expect(links.filter(({ link }) => !existsSync(path.join(guide, link)))).toEqual([]);
  const addresses = new Set(
    pages.flatMap(({ text }) => [...text.matchAll(/`(\/[a-z/-]*)`/g)].map(([, at]) => at ?? "")),
  );
  expect(addresses.size).toBeGreaterThan(10);
  for (const address of addresses) {
    const answer = await page.request.get(address);
    expect(answer.status(), address).toBeLessThan(400);
    expect(new URL(answer.url()).pathname, address).not.toBe("/sign-in");
  }
});
