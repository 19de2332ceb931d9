import { createHash, randomBytes, randomInt } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { type MailServer, startMailServer } from "#testing/mail-server.ts";
import { openStorage } from "../storage/storage.ts";
import { listMails } from "./mail/folder.ts";
import { type GatewayProcess, prepareGatewayProcess } from "./testing/gateway-process.ts";
import { dropDatabase } from "./testing/gateway-rig.ts";

const CYCLES = 6;
const keys = {
  publishableKey: `sb_publishable_${randomBytes(16).toString("hex")}`,
  secretKey: `sb_secret_${randomBytes(16).toString("hex")}`,
  jwtSecret: randomBytes(32).toString("hex"),
};

let database: TestDatabase;
let folder: string;
let mailServer: MailServer;
let gateway: GatewayProcess;
const acceptedMails: string[] = [];
const acceptedFiles = new Map<string, string>();

async function runSql(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

/** Asks for mails and stores files until the gateway is gone; remembers what it was told had been done. */
async function work(mayGoOn: () => boolean): Promise<void> {
  const service = createClient(gateway.url, keys.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  while (mayGoOn()) {
    const email = `${crypto.randomUUID()}@example.com`;
    const bytes = randomBytes(randomInt(1, 200_000));
    const key = `file-${randomInt(0, 40)}`;
    const invited = service.auth.admin.inviteUserByEmail(email).catch(() => undefined);
    const stored = service.storage
      .from("crash")
      .upload(key, bytes, { upsert: true })
      .catch(() => undefined);
    if ((await invited)?.error === null) acceptedMails.push(email);
    const result = await stored;
    // Without an answer nobody knows which of the two versions it is.
    if (result?.error === null) acceptedFiles.set(key, createHash("md5").update(bytes).digest("hex"));
    else acceptedFiles.delete(key);
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "gateway-crash-"));
  mailServer = await startMailServer(path.join(folder, "received"), 0, { answerAfterMs: () => randomInt(0, 40) });
  await runSql("insert into storage.buckets (id, name) values ('crash', 'crash')");
  const environment = { SMTP_URL: mailServer.url, SMTP_FROM: "desk@example.com" };
  gateway = await prepareGatewayProcess({ database, folder, keys, environment });
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    await gateway.start();
    let isOver = false;
    const working = work(() => !isOver);
    await new Promise(resolve => setTimeout(resolve, randomInt(300, 1_200)));
    await gateway.kill();
    isOver = true;
    await working;
  }
  await gateway.start();
}, 180_000);

afterAll(async () => {
  await gateway.kill();
  await mailServer.stop();
  await dropDatabase(database);
  rmSync(folder, { recursive: true, force: true });
});

test("after being killed again and again no accepted mail is lost, none was sent twice, and what cannot be known says so", async () => {
  expect(acceptedMails.length).toBeGreaterThan(CYCLES);
  const isSettled = async () =>
    (await listMails(path.join(folder, "mail"))).every(record => ["sent", "unknown"].includes(record.state));
  await expect.poll(isSettled, { timeout: 60_000, interval: 200 }).toBe(true);
  const records = new Map((await listMails(path.join(folder, "mail"))).map(record => [record.to, record.state]));
  expect(acceptedMails.filter(email => !records.has(email))).toEqual([]);
  const received = readdirSync(path.join(folder, "received"))
    .filter(name => !name.startsWith("."))
    .map(name => JSON.parse(readFileSync(path.join(folder, "received", name), "utf8")).to[0]);
  expect(new Set(received).size).toBe(received.length);
  const sent = [...records].filter(([, state]) => state === "sent").map(([to]) => to);
  expect(sent.filter(to => !received.includes(to))).toEqual([]);
}, 90_000);

test("and every object has its whole file, every acknowledged one is there, and no file is left over after a sweep", async () => {
  const { rows } = await runSql("select name, version, metadata ->> 'eTag' as etag from storage.objects");
  const objects = path.join(folder, "storage", "objects");
  for (const { version, etag } of rows) {
    const bytes = readFileSync(path.join(objects, version.slice(0, 2), version));
    expect(`"${createHash("md5").update(bytes).digest("hex")}"`).toBe(etag);
  }
  const stored = new Map(rows.map(row => [row.name, row.etag]));
  for (const [key, md5] of acceptedFiles) expect(stored.get(key)).toBe(`"${md5}"`);
  await gateway.kill();
  const storage = await openStorage({
    ...keys,
    databaseUrl: database.urlFor("authenticator"),
    folder: path.join(folder, "storage"),
    sweepMinAgeMs: 0,
  });
  await storage.sweep();
  await storage.close();
  const left = readdirSync(path.join(folder, "storage"), { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  expect(left.map(entry => entry.name).sort()).toEqual(rows.map(row => row.version).sort());
}, 60_000);
