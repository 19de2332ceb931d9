/** Starts the real gateway over a fresh database, for tests that speak to it through the official client. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { startGateway } from "../gateway.ts";

export type TestGateway = {
  url: string;
  database: TestDatabase;
  keys: { publishableKey: string; secretKey: string; jwtSecret: string };
  connect: (vsn?: "1.0.0" | "2.0.0") => SupabaseClient;
  readMails: () => Promise<unknown[]>;
  stop: () => Promise<void>;
};

/** @param prepare runs with the owner's address before the gateway reads the schema */
export async function startTestGateway(prepare: (url: string) => Promise<void>): Promise<TestGateway> {
  const database = await createTestDatabase();
  await prepare(database.url);
  const folder = mkdtempSync(path.join(tmpdir(), "gateway-"));
  const mailLogFile = path.join(folder, "mail.log");
  const keys = {
    publishableKey: `sb_publishable_${randomBytes(16).toString("hex")}`,
    secretKey: `sb_secret_${randomBytes(16).toString("hex")}`,
    jwtSecret: randomBytes(32).toString("hex"),
  };
  const gateway = await startGateway({
    ...keys,
    port: 0,
    siteUrl: "http://localhost:3000",
    databaseUrl: database.urlFor("authenticator"),
    realtimeDatabaseUrl: database.urlFor("quarterdeck_realtime"),
    mailLogFile,
  });
  const clients: SupabaseClient[] = [];
  return {
    url: gateway.url,
    database,
    keys,
    connect: vsn => {
      const client = createClient(gateway.url, keys.publishableKey, {
        auth: { persistSession: false, autoRefreshToken: false, storageKey: `test-${clients.length}` },
        realtime: vsn ? { vsn } : {},
      });
      clients.push(client);
      return client;
    },
    readMails: async () =>
      readFileSync(mailLogFile, "utf8")
        .trim()
        .split("\n")
        .map(line => JSON.parse(line)),
    stop: async () => {
      await Promise.all(clients.map(client => client.realtime.disconnect()));
      await gateway.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
