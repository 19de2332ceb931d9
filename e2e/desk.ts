/** What every journey begins with: a person, a workspace, and pages that must not complain. */
import { test as base, expect, type Locator, type Page, type Response } from "@playwright/test";
import { type ReceivedMail, readMails } from "#testing/mail-server.ts";

export type Account = { email: string; password: string };

let count = 0;

/** A page whose console must stay free of errors, unless a test says which it expects. */
export const test = base.extend<{ expectedErrors: RegExp[] }>({
  expectedErrors: [[], { option: true }],
  page: async ({ page, expectedErrors }, use) => {
    const errors = watchErrors(page);
    await use(page);
    expect(errors.filter(text => !expectedErrors.some(pattern => pattern.test(text)))).toEqual([]);
  },
});

/** Tracing and axe try to run inside the sealed frame of a message, which runs nothing: the refusal is theirs, not the page's. */
const sealedFrame = /^Blocked script execution in 'about:srcdoc'/;

/** Collects what a page logs as an error or throws. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", message => {
    if (message.type() === "error" && !sealedFrame.test(message.text()))
      errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", error => errors.push(error.message));
  return errors;
}

/** Opens a page of the centre and waits until it listens: before, its rows are there twice for a moment and keys do nothing. */
export async function visit(page: Page, path: string): Promise<Response | null> {
  const response = await page.goto(path);
  // By its attribute: an open panel hides the rest of the page from assistive technology, and from roles.
  const isLive = page.locator('button[aria-label^="Live. "], button[aria-label^="Paused. "]');
  await expect(isLive.filter({ visible: true })).toBeVisible({ timeout: 30_000 });
  return response;
}

/** Signs a new person up and ends on the welcome page. */
export async function signUp(page: Page, name = "journey"): Promise<Account> {
  count += 1;
  const account = { email: `${name}-${Date.now()}-${count}@example.com`, password: `a long password ${Date.now()}` };
  await page.goto("/sign-up");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(url => !url.pathname.startsWith("/sign-up"));
  return account;
}

export async function signIn(page: Page, account: Account): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(url => !url.pathname.startsWith("/sign-in"));
}

/** Signs up and opens the sample workspace. */
export async function openSample(page: Page): Promise<Account> {
  const account = await signUp(page);
  await expect(page).toHaveURL(/\/welcome/);
  await page.getByRole("button", { name: "Open a sample workspace" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible({ timeout: 30_000 });
  return account;
}

/** Signs up and opens an empty workspace. */
export async function openEmpty(page: Page, name = "Journey"): Promise<Account> {
  const account = await signUp(page);
  await page.getByLabel("Name of the workspace").fill(name);
  await page.getByRole("button", { name: "Start empty" }).click();
  await page.waitForURL(url => !url.pathname.startsWith("/welcome"));
  return account;
}

/** Opens the form of a task on its agent's page. */
export async function openForm(page: Page, task: string): Promise<Locator> {
  await visit(page, `/agents/${task.split(".")[0]}?run=${task}`);
  const card = page.getByLabel("Run a task");
  await expect(card.getByText(task, { exact: true })).toBeVisible();
  return card;
}

/** Sends the form of a task and waits until what it started says how it went. */
export async function sendForm(page: Page, card: Locator, ended: RegExp): Promise<Locator> {
  await card.getByRole("button", { name: "Run task" }).click();
  const started = page.getByLabel("The task you started");
  await expect(started).toContainText(ended, { timeout: 40_000 });
  return started;
}

/** Starts a task with what its form holds already, and waits until it says how it went. */
export async function runTask(page: Page, task: string, ended: RegExp): Promise<Locator> {
  return sendForm(page, await openForm(page, task), ended);
}

/** An answer of the API, asked for by the page itself with its own session. */
export async function callApi<T>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  return page.evaluate(
    async ([verb, address, text]) => {
      const response = await fetch(`/api/v1${address}`, {
        method: verb,
        headers: text === undefined ? {} : { "content-type": "application/json" },
        body: text,
      });
      return { status: response.status, body: await response.json() };
    },
    [method, path, body === undefined ? undefined : JSON.stringify(body)] as const,
  ) as Promise<{ status: number; body: T }>;
}

/** What the mail server has received for an address. */
export function readMailsTo(address: string): ReceivedMail[] {
  return readMails(process.env.QUARTERDECK_MAIL ?? "").filter(mail => mail.to.includes(address));
}

export { expect };
