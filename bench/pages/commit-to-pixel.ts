/**
 * Owns `commit_to_pixel`: from the commit of a change, as PostgreSQL itself dates it, to the frame in which an open page shows
 * it. Changes are made by operations through the API: tasks that are cancelled, approvals that are rejected, sweeps.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { percentile } from "#testing/percentile.ts";
import type { Product } from "#testing/product.ts";
import { readAdminUrl } from "../database.ts";
import { report } from "../measure.ts";
import { type Desk, openDesk } from "./desk.ts";
import { readSights, type Sight, watchPixels } from "./pixel-watch.ts";

/** Tasks are cancelled and approvals rejected one by one, then so many at once. */
const burst = 10;
/** As many rows as a screen shows, and how many screens. */
const shownRows = 20;
const screens = 5;
const rejected = 60;
const sweeps = 6;
const seenWithinMs = 15_000;

/** Lets the database remember when each transaction was committed, from its next start on. */
export async function keepCommitTimes(dataDir: string): Promise<void> {
  const { superuserPassword } = JSON.parse(readFileSync(path.join(dataDir, "keys.json"), "utf8"));
  const url = new URL(readAdminUrl(dataDir));
  url.username = "supabase_admin";
  url.password = superuserPassword;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await client.query("alter system set track_commit_timestamp = on");
  await client.end();
}

/** Reports p50, p95 and the worst over all changes, and each kind's p95. The database must keep commit times. */
export async function measureCommitToPixel(product: Pick<Product, "url" | "dataDir">): Promise<void> {
  const database = new pg.Client({ connectionString: readAdminUrl(product.dataDir) });
  await database.connect();
  try {
    const kinds = {
      status: await measureStatuses(product, database),
      count: await measureCounts(product, database),
      sweep: await measureSweeps(product, database),
    };
    const all = Object.values(kinds).flat();
    report("commit_to_pixel_changes", all.length, "changes");
    report("commit_to_pixel_p50_ms", percentile(all, 0.5), "ms");
    report("commit_to_pixel_p95_ms", percentile(all, 0.95), "ms");
    report("commit_to_pixel_max_ms", Math.max(...all), "ms");
    for (const [kind, delays] of Object.entries(kinds)) {
      report(`commit_to_pixel_${kind}_p50_ms`, percentile(delays, 0.5), "ms");
      report(`commit_to_pixel_${kind}_p95_ms`, percentile(delays, 0.95), "ms");
    }
  } finally {
    await database.end();
  }
}

/** Rows of the timeline, as their tasks are cancelled. */
async function measureStatuses(product: Pick<Product, "url">, database: pg.Client): Promise<number[]> {
  const desk = await openDesk(product, "empty");
  try {
    const { id: workspaceId } = await desk.call<{ id: string }>("GET", "/workspaces/current");
    const delays: number[] = [];
    for (let screen = 0; screen < screens; screen += 1) {
      const { rows } = await database.query<{ id: string }>(
        `insert into tasks (id, workspace_id, domain, task, status, trigger, correlation_id)
         select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint + n), 12, '0') || '7' || substr(md5(n::text || $1), 1, 3)
                 || '8' || substr(md5($1 || now()::text || n::text), 1, 15))::uuid,
                $1::uuid, 'prospect', 'research', 'queued', 'api', gen_random_uuid()
         from generate_series(1, $2::int) n returning id`,
        [workspaceId, shownRows],
      );
      await desk.visit("/timeline");
      await desk.page.locator(`[data-row="${rows[0]?.id}"]`).waitFor();
      await sleep(1_000);
      await watchPixels(desk.page);
      await spread(rows, row => desk.call("POST", `/tasks/${row.id}/cancel`, {}));
      const commits = await readCommits(database, "tasks", rows);
      const changes = commits.map(({ id, at }) => ({
        at,
        isSeen: (sight: Sight) => sight.name === `status ${id}` && sight.value === "Cancelled",
      }));
      delays.push(...(await findDelays(desk, changes)));
    }
    return delays;
  } finally {
    await desk.close();
  }
}

/** The number beside Approvals in the navigation, as they are rejected. */
async function measureCounts(product: Pick<Product, "url">, database: pg.Client): Promise<number[]> {
  const desk = await openDesk(product, "sample");
  try {
    for (const task of ["prospect.score-all", "outreach.build-queue"]) await desk.runTask(task);
    // As many as a busy day brings, copies of what the sample proposes; the page writes 99+ for more than that.
    await database.query(
      `insert into approvals select (jsonb_populate_record(approvals, jsonb_build_object('id', gen_random_uuid()))).*
       from approvals, generate_series(1, 6)
       where status = 'pending' and workspace_id = (select workspace_id from approvals where id = $1)`,
      [(await listWaiting(desk))[0]?.id],
    );
    const data = (await listWaiting(desk)).slice(0, rejected);
    await desk.visit("/");
    await sleep(1_000);
    const before = Number((await watchPixels(desk.page)).count);
    await spread(data, ({ id, digest }) =>
      desk.call("POST", `/approvals/${id}/reject`, { digest, reason: "Not this quarter" }),
    );
    const commits = await readCommits(database, "approvals", data);
    return await findDelays(
      desk,
      commits.map(({ at }, index) => ({
        at,
        isSeen: sight => sight.name === "count" && Number(sight.value) <= before - index - 1,
      })),
    );
  } finally {
    await desk.close();
  }
}

async function listWaiting(desk: Desk): Promise<{ id: string; digest: string }[]> {
  return (await desk.call<{ data: { id: string; digest: string }[] }>("GET", "/approvals?status=pending&limit=200"))
    .data;
}

/** The progress of sweeps, on each one's own page. */
async function measureSweeps(product: Pick<Product, "url">, database: pg.Client): Promise<number[]> {
  const desk = await openDesk(product, "sample");
  const delays: number[] = [];
  try {
    for (let round = 0; round < sweeps; round += 1) {
      const { id } = await desk.call<{ id: string }>("POST", "/sweeps", {});
      // What ends before the page is open is not measured.
      await desk.visit(`/sweeps/${id}`);
      const done = Number((await watchPixels(desk.page)).progress);
      const isOver = async () => {
        const { finished, total } = await desk.call<{ finished: number; total: number }>("GET", `/sweeps/${id}`);
        return finished === total;
      };
      while (!(await isOver())) await sleep(200);
      const { data } = await desk.call<{ data: { id: string }[] }>("GET", `/tasks?sweep_id=${id}`);
      const commits = await readCommits(database, "tasks", data);
      const changes = commits.map(({ at }, index) => ({
        at,
        isSeen: (sight: Sight) => sight.name === "progress" && Number(sight.value) >= index + 1,
      }));
      delays.push(...(await findDelays(desk, changes.slice(done))));
    }
    return delays;
  } finally {
    await desk.close();
  }
}

/** Half of them one after the other with pauses of several lengths, half in bursts. */
async function spread<T>(items: readonly T[], change: (item: T) => Promise<unknown>): Promise<void> {
  const half = Math.floor(items.length / 2);
  for (const [index, item] of items.slice(0, half).entries()) {
    await change(item);
    await sleep(40 + ((index * 67) % 300));
  }
  for (let at = half; at < items.length; at += burst) {
    await Promise.all(items.slice(at, at + burst).map(change));
    await sleep(600);
  }
}

/** When the latest version of each row was committed, in milliseconds of the machine's clock, oldest first. */
async function readCommits(
  database: pg.Client,
  table: "tasks" | "approvals",
  rows: readonly { id: string }[],
): Promise<{ id: string; at: number }[]> {
  const { rows: found } = await database.query<{ id: string; at: number }>(
    `select id, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at
     from ${table} where id = any($1::uuid[]) order by 2`,
    [rows.map(row => row.id)],
  );
  return found;
}

type Expected = { at: number; isSeen: (sight: Sight) => boolean };

/** From each commit to its sight. Throws when a change is never seen. */
async function findDelays({ page }: Desk, changes: readonly Expected[]): Promise<number[]> {
  const deadline = Date.now() + seenWithinMs;
  for (;;) {
    const sights = await readSights(page);
    const seen = changes.map(({ isSeen }) => sights.find(isSeen));
    const missing = seen.filter(sight => sight === undefined).length;
    if (missing === 0) return changes.map(({ at }, index) => (seen[index]?.at ?? Number.NaN) - at);
    if (Date.now() > deadline) throw new Error(`${missing} of ${changes.length} changes were never seen on the page`);
    await sleep(100);
  }
}
