import type { Page } from "@playwright/test";
import { expect, openEmpty, readMailsTo, test, visit, watchErrors } from "./desk.ts";

// Whoever is removed is refused what their page still asks for, which a browser notes by itself.
const refused = /status of 40[34]/;

/** Signs a person with this address up by the link of an invitation, and joins. */
async function joinBy(page: Page, link: string, email: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(`a long password ${Date.now()}`);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "You are invited to a workspace" })).toBeVisible();
  await page.getByRole("button", { name: "Join the workspace" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

test("a viewer is invited, sees everything and may do nothing, is made an admin live, and is removed with a page open", async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await openEmpty(page, "Harbour");
  await visit(page, "/settings/members");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog).toContainText("Give their e-mail address");
  const email = `guest-${Date.now()}@example.com`;
  await dialog.getByLabel(/^E-mail address/).fill(email);
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog).toContainText("It is shown only now");
  await expect(dialog).toContainText(`also sent to ${email}`);
  const link = /https?:\/\/\S+\/join\?token=[\w-]{43}/.exec((await dialog.textContent()) ?? "")?.[0] ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  const invitations = page.getByRole("region", { name: "Invitations" });
  await expect(invitations).toContainText(email);
  await expect.poll(() => readMailsTo(email).length).toBe(1);
  expect(
    readMailsTo(email)[0]
      ?.body.replaceAll(/=\r?\n/g, "")
      .replaceAll("=3D", "="),
  ).toContain(link);

  const guestContext = await browser.newContext();
  const guest = await guestContext.newPage();
  const errors = watchErrors(guest);
  await joinBy(guest, link, email);
  // Nobody reloads the first page: who has come in appears by itself.
  const members = page.getByRole("region", { name: "Members" });
  await expect(members).toContainText("2 members");
  await expect(members).toContainText(email);
  await expect(invitations).toHaveCount(0);

  await visit(guest, "/settings/workspace");
  await expect(guest.getByText("Admins and owners can change this. Your role here is viewer.")).toBeVisible();
  await expect(guest.getByLabel("Name")).toBeDisabled();
  await expect(guest.getByLabel("Name")).toHaveValue("Harbour");
  await expect(guest.getByRole("button", { name: "Delete", exact: true })).toBeDisabled();
  await visit(guest, "/settings/members");
  await expect(guest.getByRole("button", { name: "Invite a person" })).toHaveCount(0);
  await visit(guest, "/connections");
  const connect = guest.getByRole("button", { name: "Connect: Telegram" });
  await expect(connect).toBeDisabled();
  await expect(connect).toHaveAttribute("title", /Only admins connect accounts/);

  await visit(guest, "/settings/workspace");
  await members.getByRole("combobox", { name: `Role of ${email}` }).click();
  await page.getByRole("option", { name: /^Admin/ }).click();
  await expect(guest.getByText(/Your role here is/)).toHaveCount(0);
  await expect(guest.getByLabel("Name")).toBeEnabled();

  await members.getByRole("button", { name: `More about ${email}` }).click();
  await page.getByRole("menuitem", { name: "Remove from workspace…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(members).toContainText("1 member");
  const gone = guest.getByRole("alertdialog");
  await expect(gone).toContainText("You no longer belong to “Harbour”");
  await gone.getByRole("link", { name: "Go on" }).click();
  await expect(guest).toHaveURL(/\/welcome/);
  expect(errors.filter(text => !refused.test(text))).toEqual([]);
  await guestContext.close();
});

test("a link that was replaced or taken back opens nothing, and says so", async ({ page, browser }) => {
  await openEmpty(page, "Pier");
  await visit(page, "/settings/members");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  const email = `late-${Date.now()}@example.com`;
  await dialog.getByLabel(/^E-mail address/).fill(email);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog).toContainText("It is shown only now");
  const readLink = async () =>
    /https?:\/\/\S+\/join\?token=[\w-]{43}/.exec((await dialog.textContent()) ?? "")?.[0] ?? "";
  const first = await readLink();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: `New link for ${email}` }).click();
  await expect(dialog).toContainText("It is shown only now");
  expect(await readLink()).not.toBe(first);
  await dialog.getByRole("button", { name: "Done" }).click();

  const context = await browser.newContext();
  const guest = await context.newPage();
  await guest.goto(first);
  await guest.getByRole("link", { name: "Create an account" }).click();
  await expect(guest.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await guest.getByLabel("Email").fill(email);
  await guest.getByLabel("Password").fill(`a long password ${Date.now()}`);
  await guest.getByRole("button", { name: "Create account" }).click();
  await guest.getByRole("button", { name: "Join the workspace" }).click();
  await expect(guest.getByRole("alert").first()).toContainText(`there is no open invitation for ${email}`);
  await context.close();

  await page.getByRole("button", { name: `Take back the invitation of ${email}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByRole("region", { name: "Invitations" })).toHaveCount(0);
});
