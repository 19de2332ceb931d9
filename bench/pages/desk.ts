/** Owns the bench's browser: a real Chromium in which a new person is signed in and looks at a workspace of theirs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { findChromium } from "#testing/chromium.ts";
import type { Product } from "#testing/product.ts";

export type Desk = {
  context: BrowserContext;
  page: Page;
  url: string;
  /** An operation as the signed-in person. Throws with the problem's detail. */
  call<T>(method: "GET" | "POST" | "PATCH", apiPath: string, body?: unknown): Promise<T>;
  /** Opens a page and waits until it listens. */
  visit(path: string): Promise<void>;
  /** Starts a task with no parameters and waits until it has ended. */
  runTask(task: string): Promise<void>;
  close(): Promise<void>;
};

/** A workspace as it is after some days: scored, with messages that wait and a sweep that has run. */
export async function fillDesk(desk: Desk): Promise<void> {
  for (const task of ["prospect.score-all", "outreach.build-queue"]) await desk.runTask(task);
  const { id } = await desk.call<{ id: string }>("POST", "/sweeps", {});
  for (;;) {
    const { finished, total } = await desk.call<{ finished: number; total: number }>("GET", `/sweeps/${id}`);
    if (finished === total) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/**
 * Signs a new person up and opens a workspace, filled with the sample or empty. With a `debuggingPort` others may drive the
 * same browser and are signed in too.
 */
export async function openDesk(
  product: Pick<Product, "url">,
  kind: "sample" | "empty",
  options: { debuggingPort?: number } = {},
): Promise<Desk> {
  const { executablePath, args, env } = await findChromium();
  const profile = mkdtempSync(path.join(tmpdir(), "quarterdeck-browser-"));
  const port = options.debuggingPort === undefined ? [] : [`--remote-debugging-port=${options.debuggingPort}`];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...args, ...port],
    env,
    baseURL: product.url,
    viewport: { width: 1440, height: 900 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto("/sign-up");
  await page.getByLabel("Email").fill(`bench-${Date.now()}@example.com`);
  await page.getByLabel("Password").fill(`a long password ${Date.now()}`);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(url => url.pathname.startsWith("/welcome"));
  if (kind === "sample") await page.getByRole("button", { name: "Open a sample workspace" }).click();
  else {
    await page.getByLabel("Name of the workspace").fill("Bench");
    await page.getByRole("button", { name: "Start empty" }).click();
  }
  await page.waitForURL(url => !url.pathname.startsWith("/welcome"));

  const call: Desk["call"] = async (method, apiPath, body) => {
    const response = await context.request.fetch(`/api/v1${apiPath}`, {
      method,
      headers: { origin: product.url },
      ...(body === undefined ? {} : { data: body }),
    });
    const answer = await response.json();
    if (!response.ok()) throw new Error(`${method} ${apiPath}: ${response.status()} ${answer.detail}`);
    return answer;
  };
  return {
    context,
    page,
    url: product.url,
    call,
    async visit(path) {
      await page.goto(path);
      await page.locator('button[aria-label^="Live. "]').filter({ visible: true }).waitFor();
    },
    async runTask(task) {
      const { id } = await call<{ id: string }>("POST", "/tasks", { task, params: {} });
      const isOpen = (status: string) => ["queued", "planning", "running"].includes(status);
      while (isOpen((await call<{ status: string }>("GET", `/tasks/${id}`)).status))
        await new Promise(resolve => setTimeout(resolve, 50));
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
