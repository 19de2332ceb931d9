import { callApi, expect, openEmpty, openSample, runTask, signIn, test, visit } from "./desk.ts";

type Workspace = { time_zone: string; sweep_at: string; quiet_from: string | null; next_sweep_at: string | null };
const readWorkspace = async (page: Parameters<typeof callApi>[0]) =>
  (await callApi<Workspace>(page, "GET", "/workspaces/current")).body;

test("an admin sets the day of the workspace: its zone by typing a city, its sweep, and takes a change back", async ({
  page,
}) => {
  await openEmpty(page, "Harbour");
  await visit(page, "/settings/workspace");
  const zone = page.getByRole("combobox", { name: "Time zone" });
  await zone.fill("tok");
  await page.getByRole("option", { name: /Asia\/Tokyo/ }).click();
  await expect(page.getByText(/in Asia\/Tokyo, which is .* UTC/)).toBeVisible();
  await expect.poll(async () => (await readWorkspace(page)).time_zone).toBe("Asia/Tokyo");

  await page.getByLabel("At", { exact: true }).fill("06:30");
  // What is not saved is not left behind by a link without a word.
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Members" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("Leave without saving?");
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Save time" }).click();
  await expect(page.getByText("The sweep starts at 06:30")).toBeVisible();
  await expect(page.getByText(/06:30 in Asia\/Tokyo/)).toBeVisible();
  const { next_sweep_at: next } = await readWorkspace(page);
  expect(next).toMatch(/T21:30:00/);

  await page.getByRole("switch", { name: "Run it every day" }).click();
  await expect(page.getByText("It does not run by itself now.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(page.getByText(/06:30 in Asia\/Tokyo/)).toBeVisible();
});

test("limits say what they re-open before they are saved; a field that is wrong says how to mend it", async ({
  page,
}) => {
  await openSample(page);
  await runTask(page, "outreach.build-queue", /awaiting approval/i);
  await visit(page, "/settings/limits");
  await page.getByLabel("Effects a day").fill("many");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("Give a whole number, 0 to 100,000.")).toBeVisible();
  await page.getByLabel("Effects a day").fill("150");
  await page.getByRole("switch", { name: "Quiet hours" }).click();
  await page.getByRole("button", { name: "Save limits" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText(/proposals? that waits? for a decision/);
  await question.getByRole("button", { name: "Save the limits" }).click();
  await expect(page.getByText("The limits are saved")).toBeVisible();
  expect(await readWorkspace(page)).toMatchObject({ quiet_from: "20:00", daily_effect_cap: 150 });
});

test("single keys that are off stay off, in another browser too", async ({ page, browser }) => {
  const account = await openEmpty(page, "Harbour");
  await visit(page, "/settings/you");
  await page.getByRole("switch", { name: "Single keys and sequences" }).click();
  await expect(page.getByText("Single keys are off")).toBeVisible();
  await page.locator("body").press("g");
  await page.locator("body").press("a");
  await expect(page).toHaveURL(/\/settings\/you/);

  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, account);
  await visit(other, "/settings/you");
  await expect(other.getByRole("switch", { name: "Single keys and sequences" })).not.toBeChecked();
  await context.close();
});

test("the password is changed by who knows it, and another browser is signed out", async ({ page, browser }) => {
  const account = await openEmpty(page, "Harbour");
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, account);

  await visit(page, "/settings/you");
  await page.getByLabel("Current password").fill("not the password");
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("That is not your password now.")).toBeVisible();
  await page.getByLabel("Current password").fill(account.password);
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The password is changed")).toBeVisible();
  await context.clearCookies();
  await signIn(other, { ...account, password: "another long password" });
  await context.close();
});

test("a workspace is deleted by typing its name, and its old addresses lead on", async ({ page }) => {
  await openEmpty(page, "Harbour");
  await page.goto("/keys");
  await expect(page).toHaveURL(/\/settings\/keys$/);
  await page.goto("/webhooks?tab=log");
  await expect(page).toHaveURL(/\/settings\/webhooks\?tab=log$/);
  await visit(page, "/settings/workspace");
  await expect(page.getByRole("button", { name: "Leave", exact: true })).toBeDisabled();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Delete the workspace" })).toBeDisabled();
  await question.getByRole("textbox").fill("Harbour");
  await question.getByRole("button", { name: "Delete the workspace" }).click();
  await expect(page).toHaveURL(/\/welcome/);
});
