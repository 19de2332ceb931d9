import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startMailServer, startScriptedServer } from "#connectors/smtp/testing/mail-server.ts";
import { findClosedPort } from "#connectors/testing/closed-port.ts";
import { expectConsole } from "#testing/console.ts";
import { startMailServer as startRecordingServer } from "#testing/mail-server.ts";
import { listMails, type MailState, readMailText, writeRecord } from "./folder.ts";
import { type Mail, MailQueue } from "./queue.ts";
import { readSmtpSettings } from "./smtp.ts";

const from = "Ada Lovelace <ada@example.com>";
const mail: Mail = {
  kind: "recovery",
  to: "bob@example.org",
  subject: "Reset your password",
  text: "Open this link:\n\nhttp://127.0.0.1:1/auth/v1/verify?token=canary-token&type=recovery\n",
  usefulForMs: 3_600_000,
};

let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mail-queue-"));
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function openQueue(port: number | null, credentials = ""): Promise<MailQueue> {
  const smtp = port === null ? null : readSmtpSettings(`smtp://${credentials}127.0.0.1:${port}`, from);
  const queue = await MailQueue.open({ folder: path.join(folder, "mail"), smtp, firstPauseMs: 50 });
  closing.push(() => queue.close());
  return queue;
}

const readRecords = () => listMails(path.join(folder, "mail"));

function waitForState(state: MailState): Promise<void> {
  return expect
    .poll(async () => (await readRecords()).map(record => record.state), { timeout: 10_000 })
    .toEqual([state]);
}

test("without a mail server a mail is kept where only its owner can read it", async () => {
  await (await openQueue(null)).accept(mail);
  const [record] = await readRecords();
  expect(record).toMatchObject({ state: "kept", to: mail.to, kind: "recovery", attempts: 0 });
  expect(await readMailText(path.join(folder, "mail"), record?.id ?? "")).toContain("token=canary-token&type=recovery");
  expect(statSync(path.join(folder, "mail")).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(path.join(folder, "mail"))) {
    expect(statSync(path.join(folder, "mail", name)).mode & 0o777).toBe(0o600);
  }
});

test("with a mail server it is sent once, and its link does not stay behind", async () => {
  const server = await startMailServer();
  closing.push(server.close);
  await (await openQueue(server.port)).accept(mail);
  await waitForState("sent");
  expect(server.received).toHaveLength(1);
  const [record] = await readRecords();
  expect(server.received[0]?.raw).toContain(`Message-ID: <${record?.id}@example.com>`);
  expect(server.received[0]?.raw).toContain("From: Ada Lovelace <ada@example.com>");
  const left = readdirSync(path.join(folder, "mail")).map(name =>
    readFileSync(path.join(folder, "mail", name), "utf8"),
  );
  expect(left.join()).not.toContain("canary-token");
});

test("while the mail server is down it waits on disk, over a restart too, and is sent once when the server is back", async () => {
  const port = await findClosedPort();
  expectConsole("error", /is not sent yet: .*ECONNREFUSED/);
  const first = await openQueue(port);
  await first.accept(mail);
  await expect.poll(async () => (await readRecords())[0]?.attempts, { timeout: 10_000 }).toBeGreaterThan(1);
  await first.close();
  await openQueue(port);
  const received = path.join(folder, "received");
  const server = await startRecordingServer(received, port);
  closing.push(server.stop);
  await waitForState("sent");
  expect(readdirSync(received).filter(name => name.endsWith(".json"))).toHaveLength(1);
});

test("a greylisting server gets it again after a pause, one that refuses the recipient does not", async () => {
  const greylisting = await startScriptedServer({ RCPT: "450 4.2.1 try again later" });
  closing.push(greylisting.close);
  expectConsole("error", /is not sent yet: .*try again later/);
  await (await openQueue(greylisting.port)).accept(mail);
  await expect.poll(async () => (await readRecords())[0]?.attempts, { timeout: 10_000 }).toBeGreaterThan(1);
  expect((await readRecords())[0]?.state).toBe("waiting");
});

test("a refused recipient is the end of it", async () => {
  const refusing = await startScriptedServer({ RCPT: "550 no such user" });
  closing.push(refusing.close);
  expectConsole("error", /is failed: .*no such user/);
  await (await openQueue(refusing.port)).accept(mail);
  await waitForState("failed");
  expect((await readRecords())[0]).toMatchObject({ attempts: 1, reason: expect.stringContaining("no such user") });
});

test("a connection cut while its content was leaving makes it unknown, and it is never sent again", async () => {
  const cutting = await startScriptedServer({ DOT: "cut" });
  closing.push(cutting.close);
  expectConsole("error", /is unknown/);
  const queue = await openQueue(cutting.port);
  await queue.accept(mail);
  await waitForState("unknown");
  await queue.close();
  await openQueue(cutting.port);
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(cutting.dotsSeen()).toBe(1);
});

test("one that was leaving when the process was killed is unknown at the next start", async () => {
  const server = await startMailServer();
  closing.push(server.close);
  await (await openQueue(null)).accept(mail);
  const [record] = await readRecords();
  if (record) writeRecord(path.join(folder, "mail"), { ...record, state: "handing-over" });
  await openQueue(server.port);
  await waitForState("unknown");
  expect(server.received).toEqual([]);
});

test("one whose link has expired is not sent any more", async () => {
  const server = await startMailServer();
  closing.push(server.close);
  expectConsole("error", /is failed: its link had expired/);
  await (await openQueue(server.port)).accept({ ...mail, usefulForMs: -1 });
  await waitForState("failed");
  expect(server.received).toEqual([]);
});

test("a password that the mail server repeats gets into no record and no log", async () => {
  const server = await startMailServer({
    onAuth: (auth, _session, done) => done(Object.assign(new Error(`no: ${auth.password}`), { responseCode: 535 })),
  });
  closing.push(server.close);
  expectConsole("error", /is not sent yet: (?!.*canary-password).*\[hidden\]/);
  await (await openQueue(server.port, "ada:canary-password@")).accept(mail);
  await expect.poll(async () => (await readRecords())[0]?.reason, { timeout: 10_000 }).toContain("[hidden]");
  expect(JSON.stringify(await readRecords())).not.toContain("canary-password");
});

test("a sender without a server, or the other way round, is refused by the variable's name", () => {
  expect(() => readSmtpSettings("smtp://127.0.0.1", undefined)).toThrow("SMTP_FROM");
  expect(() => readSmtpSettings(undefined, from)).toThrow("SMTP_URL");
  expect(() => readSmtpSettings("http://127.0.0.1:canary", from)).toThrow(/^SMTP_URL: (?!.*canary)/);
  expect(readSmtpSettings(undefined, undefined)).toBeNull();
});
