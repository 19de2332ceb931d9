/** Starts the real gateway over a fresh database, for tests that speak to it through the official client. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import type { GatewaySettings } from "../environment.ts";
import { startGateway } from "../gateway.ts";
import { listMails, type MailRecord, readMailText } from "../mail/folder.ts";

export type TestGateway = {
  url: string;
  database: TestDatabase;
  folder: string;
  keys: { publishableKey: string; secretKey: string; jwtSecret: string };
  connect: (vsn?: "1.0.0" | "2.0.0") => SupabaseClient;
  /** A client with the secret key, as a server would use it. */
  connectAsService: () => SupabaseClient;
  /** The mails written so far, oldest first, with their text. */
  readMails: (to?: string) => Promise<(MailRecord & { text: string })[]>;
  stop: () => Promise<void>;
};

/** @param prepare runs with the owner's address before the gateway reads the schema */
export async function startTestGateway(
  prepare: (url: string) => Promise<void> = async () => undefined,
  overrides: Partial<GatewaySettings> = {},
): Promise<TestGateway> {
  const database = await createTestDatabase();
  await prepare(database.url);
  const folder = mkdtempSync(path.join(tmpdir(), "gateway-"));
  const keys = {
    publishableKey: `sb_publishable_${randomBytes(16).toString("hex")}`,
    secretKey: `sb_secret_${randomBytes(16).toString("hex")}`,
    jwtSecret: randomBytes(32).toString("hex"),
  };
  const mailFolder = path.join(folder, "mail");
  const gateway = await startGateway({
    ...keys,
    port: 0,
    siteUrl: "http://localhost:3000",
    databaseUrl: database.urlFor("authenticator"),
    realtimeDatabaseUrl: database.urlFor("quarterdeck_realtime"),
    mailFolder,
    smtpUrl: undefined,
    smtpFrom: undefined,
    mustConfirmEmail: false,
    storageFolder: path.join(folder, "storage"),
    storageMaxBytes: undefined,
    ...overrides,
  });
  const clients: SupabaseClient[] = [];
  const connect = (key: string, vsn?: string) => {
    const client = createClient(gateway.url, key, {
      auth: { persistSession: false, autoRefreshToken: false, storageKey: `test-${clients.length}` },
      realtime: vsn ? { vsn } : {},
    });
    clients.push(client);
    return client;
  };
  return {
    url: gateway.url,
    database,
    folder,
    keys,
    connect: vsn => connect(keys.publishableKey, vsn),
    connectAsService: () => connect(keys.secretKey),
    readMails: async to => {
      const records = (await listMails(mailFolder)).filter(record => to === undefined || record.to === to);
      return Promise.all(records.map(async record => ({ ...record, text: await readMailText(mailFolder, record.id) })));
    },
    stop: async () => {
      await Promise.all(clients.map(client => client.realtime.disconnect()));
      await gateway.close();
      await dropDatabase(database);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL notices a moment later that the reader of a replication slot has gone, and keeps its database until then. */
export async function dropDatabase(database: TestDatabase): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await database.drop();
    } catch (error) {
      if ((error as { code?: string }).code !== "55006" || Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}
