/** The fault `flood`: one workspace queues 100,000 tasks, and another one's single task must not wait for them. */

import { percentile } from "#testing/percentile.ts";
import { type Desk, openDesk } from "./desk.ts";
import { trivial } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { pause, waitUntil } from "./wait.ts";

const perCall = 5_000;
const queued = 100_000;
const defaultTries = 40;
const promisedMs = 1_000;

export const flood: Fault = {
  name: "flood",
  promise: "while one workspace has 100,000 tasks queued, another one's single task starts within a second",
  run: measureFlood,
};

/** Queues them through the product's bulk dispatch, then lets the other workspace start a task `cycles` times. */
export async function measureFlood({ cycles = defaultTries, say }: FaultOptions): Promise<Outcome> {
  const findings = new Findings();
  const desk = await openDesk({ contacts: 1 });
  try {
    const other = await desk.openWorkspace("Beside the flood");
    await startOne(desk, other);
    const startedAt = performance.now();
    const tasks = Array.from({ length: perCall }, () => trivial);
    for (let sent = 0; sent < queued; sent += perCall) {
      const { status, body } = await desk.call("POST", "/tasks/bulk", { tasks });
      if (status !== 202) throw new Error(`bulk dispatch answered ${status}: ${JSON.stringify(body)}`);
    }
    findings.count("accepted_seconds", (performance.now() - startedAt) / 1000);
    // The outbox hands its events on behind the answers; from here the engine has them all.
    await waitUntil(async () => (await desk.query("select from outbox limit 1")).length === 0, 120_000, 250);
    const left = await countQueued(desk);
    findings.count("queued_at_first_start", left);
    say(`${left} tasks are queued`);
    const startMs: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      startMs.push(await startOne(desk, other));
      await pause(250);
    }
    findings.count("queued_at_last_start", await countQueued(desk));
    findings.count("queued_100k_other_start_ms", percentile(startMs, 0.5));
    findings.count("other_start_p99_ms", percentile(startMs, 0.99));
    findings.require(left > 0, "nothing was queued any more when the other workspace's turn came");
    findings.require(
      Math.max(...startMs) <= promisedMs,
      `a task of the other workspace started after ${Math.round(Math.max(...startMs))} ms`,
    );
    return findings.end();
  } finally {
    await desk.stop();
  }
}

/** Milliseconds from the call to the moment at which the database says that the task began. */
async function startOne(desk: Desk, call: Desk["call"]): Promise<number> {
  const { status, body } = await call<{ id: string }>("POST", "/tasks", trivial);
  if (status !== 202) throw new Error(`dispatch answered ${status}: ${JSON.stringify(body)}`);
  let waitedMs = Number.NaN;
  const hasStarted = await waitUntil(
    async () => {
      const [task] = await desk.query<{ ms: number | null }>(
        "select extract(epoch from started_at - created_at) * 1000 as ms from tasks where id = $1",
        [body.id],
      );
      waitedMs = Number(task?.ms ?? Number.NaN);
      return !Number.isNaN(waitedMs);
    },
    60_000,
    5,
  );
  return hasStarted ? waitedMs : 60_000;
}

async function countQueued(desk: Desk): Promise<number> {
  const [row] = await desk.query<{ count: number }>("select count(*) as count from tasks where status = 'queued'");
  return Number(row?.count ?? 0);
}
