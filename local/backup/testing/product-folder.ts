/** A data folder as the product makes it, with a real database and rows of its own, for tests of backup and restore. */
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { bootstrapDatabase } from "../../postgres/bootstrap.ts";
import { buildDatabaseUrl } from "../../postgres/database-url.ts";
import { applyMigrations } from "../../postgres/migrate.ts";
import { placePostgres } from "../../postgres/place.ts";
import { initialiseCluster } from "../../postgres/server.ts";
import { openDataFolder } from "../../stack/data-folder.ts";
import { type Keys, openKeys } from "../../stack/keys.ts";
import { takeLock } from "../../stack/lock.ts";
import { buildUrls, removeStackFile, writeStackFile } from "../../stack/stack-file.ts";
import { withServer } from "../temporary-server.ts";

const migrationsDir = path.join(import.meta.dirname, "..", "..", "..", "supabase", "migrations");

/** Not durable, since the machine outlives the test. */
export const settings = { fsync: "off" };

export type ProductFolder = { dataDir: string; keys: Keys; workspaceId: string };

/** Creates the folder. Its database is stopped; it holds one workspace with a delivery in every state that matters. */
export async function createProductFolder(): Promise<ProductFolder> {
  const dataDir = createFolder();
  openDataFolder(dataDir);
  const keys = openKeys(dataDir, false);
  const place = await placePostgres(dataDir);
  await initialiseCluster(place, { password: keys.superuserPassword, isDurable: false });
  const workspaceId = randomUUID();
  await withServer(place, keys.superuserPassword, settings, async url => {
    await bootstrapDatabase(url, keys.rolePasswords);
    const port = Number(new URL(url).port);
    await applyMigrations(buildDatabaseUrl(port, "postgres", keys.rolePasswords.postgres), migrationsDir);
    await fill(url, workspaceId);
  });
  mkdirSync(path.join(dataDir, "storage", "outputs"), { recursive: true });
  writeFileSync(path.join(dataDir, "storage", "outputs", "report.bin"), Buffer.alloc(300_000, 7));
  writeFileSync(path.join(dataDir, "logs", "mail.log"), '{"to":"ada@example.org"}\n');
  writeFileSync(path.join(dataDir, "logs", "engine.log"), "of this machine only\n");
  return { dataDir, keys, workspaceId };
}

/** An empty folder that the database's account may enter. */
export function createFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "backup-"));
  chmodSync(folder, 0o711);
  return folder;
}

export function removeFolders(folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Runs the folder's database as a started product does, with its lock and its stack.json, while the work goes on. */
export async function runProduct<T>(folder: ProductFolder, work: (url: string) => Promise<T>): Promise<T> {
  const { dataDir, keys } = folder;
  const release = takeLock(dataDir, "http://localhost:3000");
  try {
    const place = await placePostgres(dataDir);
    return await withServer(place, keys.superuserPassword, settings, async url => {
      const postgres = Number(new URL(url).port);
      const urls = buildUrls({ app: 1, supabase: 2, postgres, inngest: 4, worker: 5 });
      writeStackFile(dataDir, { state: "ready", mode: "start", startedAt: new Date().toISOString(), urls, pids: {} });
      return work(url);
    });
  } finally {
    removeStackFile(dataDir);
    release();
  }
}

async function fill(url: string, workspaceId: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("insert into workspaces (id, name, created_by) values ($1, 'Harbour', gen_random_uuid())", [
      workspaceId,
    ]);
    await client.query(
      "insert into agents (workspace_id, domain, autonomy) values ($1, 'outreach', 'copilot'), ($1, 'trends', 'autopilot')",
      [workspaceId],
    );
    for (const state of ["intended", "sending", "confirmed"]) await insertDelivery(client, workspaceId, state);
    await client.query(
      `insert into activity (id, workspace_id, actor_kind, actor_id, verb, entity, entity_id, summary)
       select uuidv7(), $1, 'system', 'test', 'task.noted', 'task', n::text, repeat('é', n % 50)
       from generate_series(1, 20000) as n`,
      [workspaceId],
    );
    await client.query("create sequence public.numbers; select setval('public.numbers', 41)");
    await client.query("create role auditor login noinherit; grant select on public.activity to auditor");
  } finally {
    await client.end();
  }
}

async function insertDelivery(client: pg.Client, workspaceId: string, state: string): Promise<void> {
  const [task, approval, delivery] = [randomUUID(), randomUUID(), randomUUID()];
  const digest = "0".repeat(64);
  await client.query(
    `insert into tasks (id, workspace_id, domain, task, status, trigger, correlation_id)
     values ($1, $2, 'outreach', 'send', 'queued', 'web', $1)`,
    [task, workspaceId],
  );
  await client.query(
    `insert into approvals (id, workspace_id, task_id, domain, task, effect_kind, account, recipient, payload, digest,
       policy_version, preview, why, author_kind, status, expires_at, decided_by, decided_via, decided_at)
     values ($1, $2, $3, 'outreach', 'send', 'email.send', 'outbox', $4, '{}', $5, 1, '{}', 'a test', 'template', 'approved',
       now() + interval '1 hour', 'somebody', 'person', now())`,
    [approval, workspaceId, task, `${state}@example.org`, digest],
  );
  await client.query(
    `insert into deliveries (id, workspace_id, approval_id, task_id, domain, effect_kind, capability, account, recipient,
       payload, policy_version, digest, idempotency_key, release_at)
     values ($1, $2, $3, $4, 'outreach', 'email.send', 'email', 'outbox', $5, '{}', 1, $6, $1::uuid::text, now())`,
    [delivery, workspaceId, approval, task, `${state}@example.org`, digest],
  );
  if (state !== "intended") await client.query("update deliveries set status = 'sending' where id = $1", [delivery]);
  if (state === "confirmed") await client.query("update deliveries set status = $2 where id = $1", [delivery, state]);
}
