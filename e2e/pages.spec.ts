import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { callApi, expect, openEmpty, openSample, runTask, signIn, test, visit } from "./desk.ts";

const pages = [
  "/",
  "/agents",
  "/agents/outreach",
  "/timeline",
  "/approvals",
  "/contacts",
  "/contacts/import",
  "/connections",
  "/webhooks",
  "/webhooks?tab=log",
  "/keys",
];
const sizes = [
  { name: "wide", viewport: { width: 1440, height: 900 } },
  { name: "phone", viewport: { width: 390, height: 844 } },
];

/** What must hold of every page in every size and colour scheme. */
async function checkPage(page: Page, path: string): Promise<void> {
  await visit(page, path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(violation => `${path}: ${violation.id} ${violation.nodes[0]?.html}`)).toEqual([]);
}

for (const { name, viewport } of sizes) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`every page is sound, full, ${name}, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(120_000);
      await openSample(page);
      await runTask(page, "outreach.build-queue", /awaiting approval/i);
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const { body: tasks } = await callApi<{ data: { id: string }[] }>(page, "GET", "/tasks?limit=1");
      const { body: contacts } = await callApi<{ data: { id: string }[] }>(page, "GET", "/contacts?limit=1");
      for (const path of [...pages, `/tasks/${tasks.data[0]?.id}`, `/contacts/${contacts.data[0]?.id}`])
        await checkPage(page, path);
    });
  }
}

test("every page is sound when there is nothing yet, and says what comes next", async ({ page }) => {
  test.setTimeout(120_000);
  await openEmpty(page);
  for (const path of pages) await checkPage(page, path);
});

test("a row that is not there says so, with a way back", async ({ page }) => {
  await openEmpty(page);
  for (const path of [
    "/tasks/01900000-0000-7000-8000-000000000000",
    "/contacts/01900000-0000-7000-8000-000000000000",
    "/agents/nobody",
  ]) {
    const response = await visit(page, path);
    expect(response?.status(), path).toBeLessThan(500);
    await expect(page.getByText(/not found|no such|there is no|does not exist|not here/i).first()).toBeVisible();
  }
});

test("the keyboard reaches everything: the palette, the jumps and the list of keys", async ({ page }) => {
  await openEmpty(page);
  await visit(page, "/");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.type("contacts");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { level: 1, name: "Agents" })).toBeVisible();
});

test("whoever signs out is asked to sign in, and comes back to where they wanted to go", async ({ page }) => {
  const account = await openEmpty(page);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto("/timeline");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Ftimeline/);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await signIn(page, account);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
});
