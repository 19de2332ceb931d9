import type { Page } from "@playwright/test";
import { expect, readMailsTo, signIn, signUp, test } from "./desk.ts";

/** The link of the last mail to somebody; a mail's long lines are folded. */
async function readLink(to: string): Promise<string> {
  await expect.poll(() => readMailsTo(to).length, { timeout: 30_000 }).toBeGreaterThan(0);
  const body = readMailsTo(to).at(-1)?.body.replaceAll("=\r\n", "").replaceAll("=3D", "=") ?? "";
  return /http:\/\/\S+/.exec(body)?.[0] ?? "";
}

async function askForLink(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send a link" }).click();
  await expect(page.getByRole("status")).toContainText("If this address has an account");
}

test("whoever forgot their password chooses a new one by the link in a mail, which works once", async ({ page }) => {
  const account = await signUp(page);
  await page.context().clearCookies();
  await askForLink(page, account.email);
  const link = await readLink(account.email);
  await page.goto(link);
  await expect(page).toHaveURL(/\/new-password$/);
  await expect(page.getByText(account.email)).toBeVisible();
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Save the password" }).click();
  await expect(page.getByText("Use at least 10 characters for the password.")).toBeVisible();
  await page.getByLabel("New password").fill("a password chosen anew");
  await page.getByRole("button", { name: "Save the password" }).click();
  await page.waitForURL(url => url.pathname !== "/new-password");
  await page.context().clearCookies();
  await page.goto(link);
  await expect(page.getByRole("alert").first()).toContainText("This link was used already");
  await signIn(page, { ...account, password: "a password chosen anew" });
});

test("an address without an account gets the same answer, and no mail", async ({ page }) => {
  await askForLink(page, "nobody-at-all@example.com");
  expect(readMailsTo("nobody-at-all@example.com")).toEqual([]);
});
