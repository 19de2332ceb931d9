import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { callApi, expect, openEmpty, openSample, runTask, signIn, test, visit } from "./desk.ts";

/** Pages that no navigation leads to by itself. */
const further = ["/agents/outreach", "/contacts/import", "/settings/webhooks?tab=log"];
const sizes = [
  { name: "wide", viewport: { width: 1440, height: 900 } },
  { name: "phone", viewport: { width: 390, height: 844 } },
];
const allowedShift = 0.05;

declare global {
  interface Window {
    shifts: { value: number; what: string }[];
  }
}

/** Every page that the navigation leads to, and those that its sections lead to. */
async function listPages(page: Page): Promise<string[]> {
  const found = new Set<string>();
  const collect = async (links: string) => {
    for (const link of await page.locator(links).all()) found.add((await link.getAttribute("href")) ?? "/");
  };
  await visit(page, "/");
  await collect('nav[aria-label="Pages"] a[href^="/"]');
  expect(found.size).toBeGreaterThan(8);
  for (const section of ["/settings", "/library"]) {
    await visit(page, section);
    await collect(`main nav a[href^="${section}/"]`);
  }
  return [...found, ...further];
}

/** Layout shifts from the first moment of every page on, each with the element that moved. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.shifts = [];
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
    new PerformanceObserver(list => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        const node = sources[0]?.node;
        if (!hadRecentInput)
          window.shifts.push({ value, what: node instanceof Element ? node.outerHTML.slice(0, 120) : "" });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What must hold of every page in every size and colour scheme. */
async function checkPage(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await visit(page, path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
  await checkKeyboard(page, path);
  const moving = await page.evaluate(
    () => document.getAnimations().filter(one => Number(one.effect?.getComputedTiming().duration) > 1).length,
  );
  expect(moving, `${path} moves although the person asked for less motion`).toBe(0);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    const { violations } = await new AxeBuilder({ page }).exclude("iframe[sandbox]").analyze();
    expect(violations.map(({ id, nodes }) => `${path}, ${colorScheme}: ${id} ${nodes[0]?.html}`)).toEqual([]);
  }
  const shifts = await page.evaluate(() => window.shifts);
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  expect(sum, `${path} moves while it loads: ${JSON.stringify(shifts)}`).toBeLessThanOrEqual(allowedShift);
}

/** The first key leads past the navigation, and the next one to something in the page itself. */
async function checkKeyboard(page: Page, path: string): Promise<void> {
  await page.locator("body").press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" }), path).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main"), path).toBeFocused();
  await page.keyboard.press("Tab");
  const isWithin = () => document.activeElement !== document.body && document.activeElement?.closest("#main") !== null;
  expect(await page.evaluate(isWithin), `${path}: nothing in it can be reached by Tab`).toBe(true);
}

for (const { name, viewport } of sizes) {
  test(`every page is sound in both themes, full, ${name}`, async ({ page }) => {
    test.setTimeout(900_000);
    await openSample(page);
    await runTask(page, "outreach.build-queue", /awaiting approval/i);
    const pages = await listPages(page);
    const { body: tasks } = await callApi<{ data: { id: string }[] }>(page, "GET", "/tasks?limit=1");
    const { body: contacts } = await callApi<{ data: { id: string }[] }>(page, "GET", "/contacts?limit=1");
    await page.setViewportSize(viewport);
    await watchShifts(page);
    for (const path of [...pages, `/tasks/${tasks.data[0]?.id}`, `/contacts/${contacts.data[0]?.id}`])
      await checkPage(page, path);
  });
}

test("every page is sound when there is nothing yet, and says what comes next", async ({ page }) => {
  test.setTimeout(900_000);
  await openEmpty(page);
  const pages = await listPages(page);
  await watchShifts(page);
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
