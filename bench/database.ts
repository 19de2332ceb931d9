/** Owns the reference and the figures taken in the database itself: ten single-row inserters, and a list of a million rows. */

import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { percentile } from "#testing/percentile.ts";
import { repeat } from "./measure.ts";

/** A connection as the product's superuser: the bench makes its own tables and a million rows, nothing else may. */
export function readAdminUrl(dataDir: string): string {
  const keys = JSON.parse(readFileSync(path.join(dataDir, "keys.json"), "utf8"));
  const stack = JSON.parse(readFileSync(path.join(dataDir, "stack.json"), "utf8"));
  const url = new URL(stack.urls.postgres);
  url.username = "postgres";
  url.password = keys.rolePasswords.postgres;
  return url.toString();
}

/** `ins10`: committed single-row inserts a second with ten connections, the same statement through the same driver. */
export async function measureInserts(adminUrl: string, seconds = 4): Promise<number> {
  const pool = new pg.Pool({ connectionString: adminUrl, max: 10 });
  try {
    await pool.query(
      "create schema if not exists bench; create table if not exists bench.inserts (id bigserial primary key, body text)",
    );
    const clients = await Promise.all(Array.from({ length: 10 }, () => pool.connect()));
    const deadline = performance.now() + seconds * 1000;
    let count = 0;
    await Promise.all(
      clients.map(async client => {
        while (performance.now() < deadline) {
          await client.query({
            name: "insert",
            text: "insert into bench.inserts (body) values ($1)",
            values: ["a row"],
          });
          count += 1;
        }
        client.release();
      }),
    );
    await pool.query("drop schema bench cascade");
    return count / seconds;
  } finally {
    await pool.end();
  }
}

/** Fills a workspace with ended tasks, in one statement. Returns when the planner knows about them. */
export async function fillTasks(adminUrl: string, workspaceId: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("set statement_timeout = 0");
    await client.query(
      `insert into tasks (id, workspace_id, domain, task, status, trigger, correlation_id, created_at, started_at, finished_at)
       select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || substr(md5(n::text), 1, 20))::uuid,
              $1, (array['prospect', 'trends', 'outreach'])[1 + n % 3], 'score', (array['completed', 'completed', 'failed', 'cancelled'])[1 + n % 4]::task_status,
              (array['web', 'api', 'cli', 'sweep'])[1 + n % 4]::task_trigger, gen_random_uuid(), at, at, at + interval '1 second'
       from generate_series(1, $2::int) as n, lateral (select now() - interval '1 day' - n * interval '1 second' as at) as moment`,
      [workspaceId, count],
    );
    await client.query("vacuum analyze tasks");
  } finally {
    await client.end();
  }
}

/** A page of fifty under row-level security, as a member: what the pages of tasks ask, with several filters. Milliseconds. */
export async function measureListing(
  adminUrl: string,
  workspaceId: string,
  userId: string,
): Promise<{ p50: number; p99: number }> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const filters = ["true", "status = 'failed'", "domain = 'trends'", "trigger = 'cli'"];
  try {
    await client.query("begin; set local role quarterdeck_person");
    await client.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify({ sub: userId, role: "authenticated" }),
    ]);
    const { eachMs } = await repeat(400, 1, async index => {
      const filter = filters[index % filters.length] ?? "true";
      await client.query({
        name: `list-${index % filters.length}`,
        text: `select * from tasks where workspace_id = $1 and ${filter} order by id desc limit 50`,
        values: [workspaceId],
      });
    });
    await client.query("rollback");
    return { p50: percentile(eachMs, 0.5), p99: percentile(eachMs, 0.99) };
  } finally {
    await client.end();
  }
}
