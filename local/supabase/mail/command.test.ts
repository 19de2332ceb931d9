import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MailQueue } from "./queue.ts";

let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "quarterdeck-mail-"));
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function run(...args: string[]) {
  const main = path.join(import.meta.dirname, "..", "..", "..", "cli", "main.ts");
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, HOME: dataDir, QUARTERDECK_DATA: dataDir } as unknown as NodeJS.ProcessEnv,
  });
  const [out, talk, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(resolve => child.on("close", resolve)),
  ]);
  return { code, out, talk };
}

test("says that there is none before the first", async () => {
  expect(await run("mail")).toMatchObject({
    code: 0,
    talk: expect.stringContaining("No sign-in mail was written yet."),
  });
});

test("lists what is kept without its link, and shows one mail with it", async () => {
  const queue = await MailQueue.open({ folder: path.join(dataDir, "mail"), smtp: null });
  const link =
    "http://127.0.0.1:54321/auth/v1/verify?token=abc&type=recovery&redirect_to=http%3A%2F%2Flocalhost%3A3000%2Fnew-password";
  await queue.accept({
    kind: "recovery",
    to: "ada@example.com",
    subject: "Reset your password",
    text: `Open:\n\n${link}\n`,
    usefulForMs: 1_000,
  });
  const listed = await run("mail", "list", "--json");
  expect(listed.out).not.toContain("token=abc");
  const { id } = JSON.parse(listed.out);
  expect((await run("mail")).out).toMatch(/ada@example\.com +Reset your password +kept, not sent/);
  expect((await run("mail", "show", id)).out).toContain(link);
  expect(await run("mail", "show", "20260101T000000000Z-000000000000")).toMatchObject({ code: 4 });
});
