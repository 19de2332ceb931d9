import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, openSample, test, visit } from "./desk.ts";

const root = path.join(import.meta.dirname, "..");

/** The real command line as a process of its own. */
async function runCommand(key: string, url: string | undefined, args: string[]) {
  const child = spawn(process.execPath, ["cli/quarterdeck.mjs", ...args], {
    cwd: root,
    env: { ...process.env, QUARTERDECK_URL: url, QUARTERDECK_API_KEY: key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>(resolve => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

test("a key is made in the settings, works on the command line, and is worth nothing once it is revoked", async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await openSample(page);
  await visit(page, "/settings/keys");
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Laptop");
  for (const scope of ["tasks:write", "approvals:write"]) {
    await dialog.getByRole("checkbox", { name: new RegExp(scope) }).check();
  }
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await expect(dialog).toContainText("nobody can show it again");
  await expect(dialog.getByRole("button", { name: "I have copied it" })).toBeVisible();
  const secret = /qd_[0-9a-f]{8}_[\w-]{43}/.exec((await dialog.textContent()) ?? "")?.[0] ?? "";
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  expect(await page.content()).not.toContain(secret);

  const listed = await runCommand(secret, baseURL, ["list", "--json"]);
  expect(listed.code, listed.err).toBe(0);
  expect(listed.out).toContain("outreach");
  const ran = await runCommand(secret, baseURL, ["run", "outreach.build-queue", "--wait", "--json"]);
  expect(ran.code, ran.err).toBe(0);
  const approvals = await runCommand(secret, baseURL, ["approvals", "list", "--json"]);
  expect(approvals.code, approvals.err).toBe(0);
  expect(approvals.out.trim().split("\n").length).toBeGreaterThan(0);
  await page.reload();
  await expect(page.getByRole("listitem").filter({ hasText: "Laptop" })).toContainText(
    /last used (just now|\d+ s ago)/,
  );

  await page.getByRole("button", { name: "Revoke Laptop" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke the key" }).click();
  await expect(page.getByText("“Laptop” is revoked")).toBeVisible();
  const after = await runCommand(secret, baseURL, ["list", "--json"]);
  expect(after.code).toBe(3);
  expect(after.err).toContain("unknown, revoked or expired");
});
