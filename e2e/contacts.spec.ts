/** Contacts as a member keeps them: scores that arrive by themselves, and consent that is set by hand. */
import { expect, openSample, test, visit } from "./desk.ts";

test("scores appear in an open list while a task writes them, without a reload", async ({ page }) => {
  await openSample(page);
  await visit(page, "/contacts");
  const first = page.locator("[data-row]").first();
  await expect(first).toBeVisible();
  const before = await first.innerText();
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });
  await page.getByRole("button", { name: "Score contacts" }).click();
  await expect.poll(() => first.innerText(), { timeout: 30_000 }).not.toBe(before);
  await expect(first).toContainText(/\d/);
  expect(loads).toBe(0);
});

test("a member denies a contact's consent and gives it again", async ({ page }) => {
  await openSample(page);
  await visit(page, "/contacts");
  await page.locator("[data-row]").filter({ hasNotText: "Opted out" }).first().click();
  const draft = page.getByRole("button", { name: "Draft a message" });
  await expect(draft).toBeEnabled();
  const consent = page.getByRole("combobox", { name: "Consent to e-mail" });
  await consent.click();
  await page.getByRole("option", { name: /Denied/ }).click();
  await expect(page.getByText("This person asked not to be written to, so no agent does.")).toBeVisible();
  await expect(draft).toBeDisabled();
  await consent.click();
  await page.getByRole("option", { name: "Given" }).click();
  await expect(draft).toBeEnabled();
});
