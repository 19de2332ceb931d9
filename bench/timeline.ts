/** Owns the figures of the timeline: a million tasks with the skew of real work, and every combination of its filters over HTTP. */
import pg from "pg";
import { percentile } from "#testing/percentile.ts";
import { signUpPerson } from "#testing/person.ts";
import type { Product } from "#testing/product.ts";
import { openBenchClient } from "./client.ts";
import { report } from "./measure.ts";

const count = 1_000_000;
/** Upkeep puts the words of tasks into their index in turns of a minute. */
const indexTimeoutMs = 15 * 60_000;

/** Reports how long the first page of any combination of filters takes, in milliseconds, on a product that nobody else uses. */
export async function measureTimeline(product: Product, adminUrl: string): Promise<void> {
  const person = await signUpPerson(product);
  const workspace = await person.call<{ id: string }>("POST", "/workspaces", { name: "Timeline" });
  const key = await person.createKey("timeline", ["tasks:read"]);
  const startedAt = performance.now();
  await fillTimeline(adminUrl, workspace.id);
  await waitForIndex(adminUrl, workspace.id);
  report("timeline_fill_and_index_s", (performance.now() - startedAt) / 1000, "s");

  const client = await openBenchClient(product.url, key, adminUrl);
  try {
    const addresses = listAddresses();
    const ask = async (address: string) => {
      const begunAt = performance.now();
      const { status, body } = await client.call("GET", address);
      if (status !== 200) throw new Error(`${address} answered ${status}: ${JSON.stringify(body)}`);
      return performance.now() - begunAt;
    };
    for (const address of addresses.filter((_, index) => index % 20 === 0)) await ask(address);
    const each: { address: string; ms: number }[] = [];
    for (const address of addresses) each.push({ address, ms: await ask(address) });
    const eachMs = each.map(({ ms }) => ms);
    report("timeline_combinations", each.length, "");
    report("timeline_api_p50_ms", percentile(eachMs, 0.5), "ms");
    report("timeline_api_p95_ms", percentile(eachMs, 0.95), "ms");
    report("timeline_api_p99_ms", percentile(eachMs, 0.99), "ms");
    const slowest = each.sort((a, b) => b.ms - a.ms).slice(0, 5);
    for (const { address, ms } of slowest) process.stderr.write(`${Math.round(ms)} ms ${address}\n`);
  } finally {
    await client.close();
  }
}

/** Frequent, rare and absent values of every filter, and words that are in most tasks, in one of a hundred, in three, in none. */
function listAddresses(): string[] {
  const choices: Record<string, (string | null)[]> = {
    domain: [null, "outreach", "trends", "remotion", "ab-tester"],
    status: [null, "completed", "failed", "awaiting_approval", "cancelled", "running"],
    trigger: [null, "sweep", "chat", "webhook", "mcp"],
    is_dry_run: [null, "true", "false"],
    from: [null, new Date(Date.now() - 86_400_000).toISOString(), new Date(Date.now() - 60_000).toISOString()],
    text: [null, "outreach", "quota", "certificate", "ada lovelace", "quota kept", "nowhere"],
  };
  return Object.entries(choices)
    .reduce<[string, string][][]>(
      (all, [name, values]) =>
        all.flatMap(chosen =>
          values.map(value => (value === null ? chosen : [...chosen, [name, value] as [string, string]])),
        ),
      [[]],
    )
    .map(chosen => `/tasks?${new URLSearchParams([...chosen, ["limit", "100"]])}`);
}

/** Two agents do most, one has never failed, three tasks wait for a person, some causes are seen a hundred times in a million. */
async function fillTimeline(adminUrl: string, workspaceId: string): Promise<void> {
  await asAdmin(adminUrl, async client => {
    await client.query(
      `insert into tasks (id, workspace_id, domain, task, params, status, trigger, is_dry_run, correlation_id, result, error,
                          cost_micros, attempt, created_at, started_at, finished_at)
       select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 2, 3) || '8' || substr(md5(n::text), 5, 15))::uuid,
         $1, domain, task,
         jsonb_build_object('name', name || ' ' || family, 'email', lower(name || '.' || family || n % 5000) || '@example.com', 'contact_id', gen_random_uuid()),
         status::task_status, trigger::task_trigger, a < 0.004 and status = 'completed', gen_random_uuid(),
         case when status in ('completed', 'awaiting_approval') then jsonb_build_object('reason', 'Looked at ' || n % 900 || ' contacts and kept ' || n % 7 || '.') end,
         case when status = 'failed' then jsonb_build_object('code', 'unavailable', 'message', case
           when c < 0.5 then 'the provider did not answer in time' when c < 0.9999 then 'the daily quota of the channel is used up'
           else 'the certificate of the mail server has expired' end) end,
         n % 400 * 10, 1, at, at, at + interval '3 seconds' * b
       from generate_series(1, $2::int) n,
         lateral (select now() - interval '1 hour' - n * interval '5 seconds' as at) m,
         lateral (select hashint4(n) / 4294967296.0 + 0.5 as a, hashint4(n + $2) / 4294967296.0 + 0.5 as b, hashint4(-n) / 4294967296.0 + 0.5 as c) h,
         lateral (select case when a < 0.4 then 'outreach' when a < 0.7 then 'prospect' when a < 0.85 then 'trends'
                              when a < 0.97 then 'youtube' when a < 0.9999 then 'reporting' else 'remotion' end as domain) d,
         lateral (select case domain when 'outreach' then 'build-queue' when 'prospect' then 'score-all' else 'analyze' end as task) t,
         lateral (select case when n in (400000, 700000, 990000) then 'awaiting_approval' when domain = 'trends' then 'completed'
                              when b < 0.04 then 'failed' when b < 0.05 then 'cancelled' else 'completed' end as status) s,
         lateral (select case when c < 0.45 then 'sweep' when c < 0.65 then 'schedule' when c < 0.8 then 'message' when c < 0.9 then 'web'
                              when c < 0.999 then 'api' when c < 0.99999 then 'chat' else 'webhook' end as trigger) g,
         lateral (select (array['Ada', 'Grace', 'Edsger', 'Barbara', 'Alan', 'Radia', 'Donald', 'Frances', 'Ken', 'Margaret'])[1 + n % 10] as name,
                         (array['Lovelace', 'Hopper', 'Dijkstra', 'Liskov', 'Turing', 'Perlman', 'Knuth', 'Allen', 'Thompson', 'Hamilton', 'Backus'])[1 + n % 11] as family) w`,
      [workspaceId, count],
    );
    await client.query("vacuum analyze tasks");
  });
}

async function waitForIndex(adminUrl: string, workspaceId: string): Promise<void> {
  await asAdmin(adminUrl, async client => {
    const deadline = Date.now() + indexTimeoutMs;
    while (Date.now() < deadline) {
      const { rows } = await client.query(
        `select from task_term_progress
         where workspace_id = $1 and through_id = (select id from tasks where workspace_id = $1 order by id desc limit 1)`,
        [workspaceId],
      );
      if (rows.length > 0) {
        await client.query("vacuum analyze task_terms");
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 1_000));
    }
    throw new Error("upkeep did not index the words of a million tasks in time");
  });
}

async function asAdmin(adminUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("set statement_timeout = 0");
    await work(client);
  } finally {
    await client.end();
  }
}
