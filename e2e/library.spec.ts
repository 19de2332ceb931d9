/** The library as a member meets it: imported rows, what agents learned from them, filters and panels with addresses. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { callApi, expect, openEmpty, openSample, test, visit } from "./desk.ts";

const tabs = [
  ["posts", "Posts"],
  ["videos", "Videos"],
  ["creators", "Creators"],
  ["trends", "Trends"],
  ["times", "Posting times"],
  ["mix", "Content mix"],
  ["tests", "A/B tests"],
  ["queue", "Outreach queue"],
  ["renders", "In production"],
] as const;

/** What must hold of a page in any size and colour scheme. */
async function expectSound(page: Page, what: string): Promise<void> {
  // A panel hides what lies behind it from those who listen.
  await expect(page.getByRole("heading", { level: 1, name: "Library", includeHidden: true })).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
  // A panel that still fades in is paler than it will be.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null))),
  );
  const { violations } = await new AxeBuilder({ page }).exclude("iframe[sandbox]").analyze();
  expect(violations.map(violation => `${what}: ${violation.id} ${violation.nodes[0]?.html}`)).toEqual([]);
}

/** Dispatches a task and waits until it has ended. */
async function perform(page: Page, task: string): Promise<void> {
  const { body } = await callApi<{ id: string }>(page, "POST", "/tasks", { task, params: {} });
  await expect
    .poll(async () => (await callApi<{ status: string }>(page, "GET", `/tasks/${body.id}`)).body.status, {
      timeout: 60_000,
    })
    .toMatch(/completed|awaiting_approval/);
}

/** Takes in a CSV text whose columns are named as the targets are. */
async function importRows(page: Page, kind: string, csv: string, options: object = {}): Promise<void> {
  const columns = csv.slice(0, csv.indexOf("\n")).split(",");
  const mapping = Object.fromEntries(columns.map(column => [column, column]));
  const { status } = await callApi(page, "POST", "/imports", { kind, file_name: `${kind}.csv`, csv, mapping, options });
  expect(status).toBe(201);
}

const videoRows = [
  "external_id,title,channel_title,published_at,read_at,niche,views,likes",
  ...Array.from({ length: 60 }, (_, n) =>
    [
      `v${n}`,
      `Knots for beginners ${n}`,
      n % 2 ? "Harbour TV" : "Quay",
      "2026-11-01",
      "2026-11-02",
      n % 3 ? "sailing" : "",
      n * 100,
      n,
    ].join(","),
  ),
  "v0,Knots for beginners 0,Quay,2026-11-01,2026-11-03,,7500,80",
].join("\n");
const creatorRows = [
  "handle,name,platform,niche,followers",
  ...Array.from({ length: 5 }, (_, n) => `@sailor${n},Sailor ${n},x,sailing,${(n + 1) * 1000}`),
].join("\n");

test("a new workspace is told what each kind is for and what comes next", async ({ page }) => {
  test.setTimeout(120_000);
  await openEmpty(page);
  await visit(page, "/contacts");
  await expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeVisible();
  // The keys are heard from when the page has come to life.
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await expect(page).toHaveURL(/\/library\/posts$/, { timeout: 3_000 });
  }).toPass();
  for (const [path, label] of tabs) {
    await page.getByRole("navigation", { name: "Kinds" }).getByRole("link", { name: label }).click();
    await expect(page).toHaveURL(new RegExp(`/library/${path}$`));
    await expect(page.getByText(/yet$|No video is being made|Nobody is waiting/).first()).toBeVisible();
    await expectSound(page, `empty ${path}`);
  }
});

test("imported videos and creators are found, opened and linked to by address", async ({ page }) => {
  test.setTimeout(120_000);
  await openEmpty(page);
  await importRows(page, "videos", videoRows);
  await importRows(page, "creators", creatorRows);
  await visit(page, "/library/videos");
  await expect(page.locator("[data-row]")).toHaveCount(50);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.locator("[data-row]")).toHaveCount(60);

  await page.getByRole("searchbox").fill("harbour");
  await expect(page).toHaveURL(/search=harbour/);
  await expect(page.locator("[data-row]")).toHaveCount(30);
  await page.getByRole("searchbox").fill("nothing begins so");
  await expect(page.getByText("None of the videos is like that")).toBeVisible();
  await page.getByRole("button", { name: "Show all videos" }).click();
  await expect(page.locator("[data-row]")).toHaveCount(60);
  await page.getByRole("combobox", { name: "Niche" }).click();
  await page.getByRole("option", { name: "sailing" }).click();
  await expect(page).toHaveURL(/niche=sailing/);
  await expect(page.locator("[data-row]")).toHaveCount(40);

  await visit(page, "/library/videos?search=knots+for+beginners+0");
  await expect(page.locator("[data-row]")).toHaveCount(1);
  await page.getByRole("link", { name: "Knots for beginners 0" }).press("Enter");
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("img", { name: "Views over time: from 0 to 7,500" })).toBeVisible();
  await expect(page).toHaveURL(/id=[0-9a-f-]{36}/);
  await expectSound(page, "the panel of a video");
  const address = page.url();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await visit(page, address);
  await expect(
    page.getByRole("dialog").getByText("7.5K").or(page.getByRole("dialog").getByText("7,500")).first(),
  ).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toBeHidden();

  await visit(page, "/library/creators");
  await expect(page.locator("[data-row]").first()).toHaveText("Sailor 4");
  // The rows are there before the page listens to keys.
  await expect(async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(page.getByRole("dialog").getByText("No leading post of this creator is known.")).toBeVisible();
});

test.describe("an address of a row that is not there", () => {
  test.use({ expectedErrors: [/404/] });
  test("says so in its panel, with the list behind it", async ({ page }) => {
    await openEmpty(page);
    for (const kind of ["posts", "videos", "creators", "tests", "queue", "renders"]) {
      await visit(page, `/library/${kind}?id=01900000-0000-7000-8000-000000000000`);
      await expect(page.getByRole("dialog").getByText(/is not here/)).toBeVisible();
    }
    await visit(page, "/library/trends?id=nothing");
    await expect(page.getByRole("dialog").getByText(/is not here/)).toBeVisible();
  });
});

test("an open list shows what is imported meanwhile, without a reload", async ({ page, context }) => {
  await openEmpty(page);
  await visit(page, "/library/creators");
  await expect(page.getByText("No creator is known yet")).toBeVisible();
  const other = await context.newPage();
  await visit(other, "/settings/keys");
  await importRows(other, "creators", creatorRows);
  await expect(page.locator("[data-row]")).toHaveCount(5, { timeout: 20_000 });
});

test("what the agents learn from posts is shown with its reasons, in both themes and on a phone", async ({ page }) => {
  test.setTimeout(300_000);
  await openSample(page);
  for (const task of ["trends.detect", "scheduler.optimize", "content-mix.recommend", "outreach.build-queue"])
    await perform(page, task);

  await visit(page, "/library/trends");
  const strongest = page.locator("[data-row]").first();
  const niche = await strongest.innerText();
  await strongest.click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("heading", { name: niche })).toBeVisible();
  await panel.getByLabel("Posts that carry it").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/library\/posts\?id=/);
  await expect(page.getByRole("dialog").getByText("Words from outside")).toBeVisible();

  await visit(page, "/library/times");
  const map = page.getByRole("grid", { name: "Expected reactions by day and hour" });
  await expect(map.getByRole("gridcell")).toHaveCount(168);
  await map.locator("[data-place='1 9']").hover();
  await expect(page.getByText(/^Monday 09:00 to 10:00: .*80 % likely/)).toBeVisible();
  await map.locator("[tabindex='0']").focus();
  await page.mouse.move(0, 0);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(/^\w+day 01:00 to 02:00: /)).toBeVisible();
  await expect(page.getByLabel("Best hours").getByRole("row")).not.toHaveCount(0);

  await visit(page, "/library/queue");
  await page.locator("[data-row]").first().click();
  await expect(page.getByRole("dialog").getByText("where they are")).toBeVisible();
  await page.getByRole("dialog").getByRole("link", { name: "its approval" }).first().click();
  await expect(page).toHaveURL(/\/approvals\//);

  const looks = [
    { width: 1440, colorScheme: "light", paths: tabs.map(([path]) => path) },
    { width: 390, colorScheme: "dark", paths: tabs.map(([path]) => path) },
    { width: 1440, colorScheme: "dark", paths: ["trends", "times"] },
    { width: 390, colorScheme: "light", paths: ["trends", "times"] },
  ] as const;
  for (const { width, colorScheme, paths } of looks) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    const panelAddress = `trends?id=${encodeURIComponent(niche)}`;
    for (const path of [...paths, panelAddress]) {
      await visit(page, `/library/${path}`);
      if (path === panelAddress) await expect(panel.getByRole("heading", { name: niche })).toBeVisible();
      await expectSound(page, `${path}, ${width}, ${colorScheme}`);
    }
  }
});
