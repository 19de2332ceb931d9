/** Owns the figures of the whole product: a task's way over HTTP, many at once, many deciding at once, and long lists. */
import { percentile } from "#testing/percentile.ts";
import { type Person, signUpPerson } from "#testing/person.ts";
import type { Product } from "#testing/product.ts";
import { type BenchClient, openBenchClient } from "./client.ts";
import { fillTasks, measureInserts, measureListing } from "./database.ts";
import { repeat, report } from "./measure.ts";
import { readCpuSeconds } from "./processes.ts";

/** Looks for people worth researching and, in an empty workspace, finds none: as little work as a real task can be. */
const trivial = { task: "prospect.research", params: {} };
const scopes = [
  "workspaces:read",
  "agents:read",
  "tasks:read",
  "tasks:write",
  "approvals:read",
  "approvals:write",
  "contacts:read",
];

/** Reports everything, on a running product that nobody else uses. */
export async function measureProduct(product: Product, person: Person, adminUrl: string): Promise<void> {
  const empty = await person.call<{ id: string }>("POST", "/workspaces", { name: "Bench" });
  const client = await openBenchClient(product.url, await person.createKey("bench", scopes), adminUrl);
  await measureDispatch(product, client, adminUrl);
  await measureBulk(client);
  await client.close();
  await measureSample(product, adminUrl);

  const members = await person.call<{ data: { user_id: string }[] }>("GET", "/members");
  await fillTasks(adminUrl, empty.id, 1_000_000);
  const listing = await measureListing(adminUrl, empty.id, members.data[0]?.user_id ?? "");
  report("list_1m_rls_p50_ms", listing.p50, "ms");
  report("list_1m_rls_p99_ms", listing.p99, "ms");
}

async function runOne(client: BenchClient): Promise<void> {
  const { status, body } = await client.call<{ id: string }>("POST", "/tasks", trivial);
  if (status !== 202) throw new Error(`dispatch answered ${status}: ${JSON.stringify(body)}`);
  await client.waitForEnd(body.id);
}

/** One after the other for latency, ten at once for the rate; processor time tells which part it went to. */
async function measureDispatch(product: Product, client: BenchClient, adminUrl: string): Promise<void> {
  await repeat(200, 4, () => runOne(client));
  const idle = await repeat(300, 1, () => runOne(client));
  report("dispatch_p50_ms", percentile(idle.eachMs, 0.5), "ms");
  report("dispatch_p95_ms", percentile(idle.eachMs, 0.95), "ms");

  const before = readCpuSeconds(product.dataDir);
  const busy = await repeat(2_000, 10, () => runOne(client));
  const after = readCpuSeconds(product.dataDir);
  const ins10 = await measureInserts(adminUrl);
  report("ins10", ins10, "inserts/s");
  report("dispatch_per_s", (2_000 / busy.totalMs) * 1000, "tasks/s", ins10);
  const used = Object.entries(after).map(([name, seconds]) => ({ name, seconds: seconds - (before[name] ?? 0) }));
  const total = used.reduce((sum, { seconds }) => sum + seconds, 0);
  for (const { name, seconds } of used.filter(part => part.seconds > 0)) {
    report(`dispatch_cpu_${name}_ms`, (seconds / 2_000) * 1000, "ms/task", (total / 2_000) * 1000);
  }
}

async function measureBulk(client: BenchClient): Promise<void> {
  const tasks = Array.from({ length: 5_000 }, () => trivial);
  const acceptMs: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now();
    const { status, body } = await client.call<{ data: { id: string }[] }>("POST", "/tasks/bulk", { tasks });
    if (status !== 202) throw new Error(`bulk dispatch answered ${status}`);
    acceptMs.push(performance.now() - startedAt);
    await Promise.all(body.data.map(({ id }) => client.waitForEnd(id)));
    if (round === 2) report("bulk_5000_drained_per_s", 5_000_000 / (performance.now() - startedAt), "tasks/s");
  }
  report("bulk_5000_accept_ms", percentile(acceptMs, 0.5), "ms");
}

/** On a sample workspace: a hundred people deciding at once, and a sweep against its slowest agent. */
async function measureSample(product: Product, adminUrl: string): Promise<void> {
  const person = await signUpPerson(product);
  await person.call("POST", "/workspaces/sample", {});
  const client = await openBenchClient(product.url, await person.createKey("bench", scopes), adminUrl);
  try {
    for (const task of ["prospect.score-all", "outreach.build-queue"]) {
      const { body } = await client.call<{ id: string }>("POST", "/tasks", { task, params: {} });
      await client.waitForEnd(body.id);
    }
    const { body: inbox } = await client.call<{ data: { id: string; digest: string }[] }>(
      "GET",
      "/approvals?status=pending&limit=1",
    );
    const approval = inbox.data[0];
    if (approval === undefined) throw new Error("the sample workspace proposed nothing to approve");
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        client.call("POST", `/approvals/${approval.id}/approve`, { digest: approval.digest }),
      ),
    );
    const { body: deliveries } = await client.call<{ data: { approval_id: string }[] }>("GET", "/deliveries?limit=200");
    report(
      "approval_race_deliveries",
      deliveries.data.filter(row => row.approval_id === approval.id).length,
      "deliveries",
    );
    report("approval_race_conflicts", answers.filter(answer => answer.status === 409).length, "answers");

    const startedAt = performance.now();
    const { body: sweep } = await client.call<{ id: string }>("POST", "/sweeps", {});
    report("sweep_accept_ms", performance.now() - startedAt, "ms");
    const { body: listed } = await client.call<{ data: { id: string }[] }>("GET", `/tasks?sweep_id=${sweep.id}`);
    await Promise.all(listed.data.map(({ id }) => client.waitForEnd(id)));
    const sweepMs = performance.now() - startedAt;
    const { body: ended } = await client.call<{
      data: { domain: string; task: string; params: object; duration_ms: number }[];
    }>("GET", `/tasks?sweep_id=${sweep.id}`);
    const slowest = ended.data.sort((a, b) => b.duration_ms - a.duration_ms)[0];
    if (slowest === undefined) throw new Error("the sweep started nothing");
    const aloneAt = performance.now();
    const { body: alone } = await client.call<{ id: string }>("POST", "/tasks", {
      task: `${slowest.domain}.${slowest.task}`,
      params: slowest.params,
    });
    await client.waitForEnd(alone.id);
    report("sweep_over_slowest", sweepMs, "ms", performance.now() - aloneAt);
  } finally {
    await client.close();
  }
}
