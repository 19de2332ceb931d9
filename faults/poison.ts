/** The fault `poison`: a task that makes its worker die or hang each time, beside tasks that do no harm. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { percentile } from "#testing/percentile.ts";
import { auditTasks, awaitQuiet } from "./audit.ts";
import { type Desk, openDesk } from "./desk.ts";
import { startLoad, trivial } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { poisons } from "./poisoned-worker.ts";
import { pause, waitUntil } from "./wait.ts";

type Kind = keyof typeof poisons;

/** A crash costs the others a restart of the worker; a hang is noticed after three silences, and up to three of them may meet one task. */
const othersWithinMs: Record<Kind, number> = { exit: 15_000, killed: 15_000, loop: 60_000 };
const endsWithinMs: Record<Kind, number> = { exit: 90_000, killed: 90_000, loop: 180_000 };
const mostDeaths = 5;

export const poison: Fault = {
  name: "poison",
  promise: "a task that its worker dies of ends failed and says why, and blocks nobody",
  run: runPoison,
};

async function runPoison({ say }: FaultOptions): Promise<Outcome> {
  const findings = new Findings();
  const preload = pathToFileURL(path.join(import.meta.dirname, "poisoned-worker.ts"));
  const desk = await openDesk({ contacts: 1, environment: { NODE_OPTIONS: `--import=${preload}` } });
  try {
    const other = await desk.openWorkspace("Beside the poison");
    const load = startLoad(desk, { lanes: 1, everyMs: 200, mails: 0 });
    for (const kind of Object.keys(poisons) as Kind[]) await poisonOnce(desk, other, kind, findings, say);
    await load.stop();
    await awaitQuiet(desk, 60_000);
    await auditTasks(desk, load.readAcknowledged(), findings);
    findings.require(
      findings.counts.failed_tasks === Object.keys(poisons).length,
      `${findings.counts.failed_tasks} tasks failed, not just the poisoned ones`,
    );
    return findings.end();
  } finally {
    await desk.stop();
  }
}

async function poisonOnce(
  desk: Desk,
  other: Desk["call"],
  kind: Kind,
  findings: Findings,
  say: (line: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  const { body: task } = await desk.call<{ id: string }>("POST", "/tasks", {
    task: trivial.task,
    params: { limit: poisons[kind] },
  });
  const workers = new Set<number>();
  let isOpen = true;
  const watching = waitUntil(
    () => {
      const { worker } = desk.parts();
      if (worker !== undefined) workers.add(worker);
      return !isOpen;
    },
    endsWithinMs[kind],
    20,
  );
  const others = { same: [] as number[], another: [] as number[] };
  const lanes = [
    { call: desk.call, taken: others.same },
    { call: other, taken: others.another },
  ].map(async ({ call, taken }) => {
    while (isOpen) {
      taken.push(await timeOne(desk, call));
      await pause(250);
    }
  });
  const hasEnded = await waitUntil(
    async () => (await readTask(desk, task.id)).status === "failed",
    endsWithinMs[kind],
    50,
  );
  isOpen = false;
  const tookMs = performance.now() - startedAt;
  await Promise.all([watching, ...lanes]);
  const { status, error } = await readTask(desk, task.id);
  say(`${kind}: ${status} after ${Math.round(tookMs / 1000)} s: ${error?.message}`);
  findings.count(`${kind}_failed_after_ms`, tookMs);
  findings.count(`${kind}_deaths`, workers.size - 1);
  for (const [name, taken] of Object.entries(others)) {
    findings.count(`${kind}_${name}_workspace_p50_ms`, percentile(taken, 0.5));
    findings.count(`${kind}_${name}_workspace_max_ms`, Math.max(...taken));
    const most = othersWithinMs[kind];
    findings.require(Math.max(...taken) <= most, `${kind}: a harmless task took longer than ${most / 1000} s`);
  }
  findings.require(hasEnded, `${kind}: the task is ${status} after ${Math.round(tookMs / 1000)} s`);
  findings.require(error?.message?.includes("died") === true, `${kind}: the reason given is "${error?.message}"`);
  findings.require(workers.size - 1 <= mostDeaths, `${kind}: the worker died ${workers.size - 1} times`);
}

async function readTask(desk: Desk, id: string): Promise<{ status: string; error: { message?: string } | null }> {
  const [task] = await desk.query<{ status: string; error: { message?: string } | null }>(
    "select status::text, error from tasks where id = $1",
    [id],
  );
  return task ?? { status: "gone", error: null };
}

/** Milliseconds until a harmless task has ended. */
async function timeOne(desk: Desk, call: Desk["call"]): Promise<number> {
  const startedAt = performance.now();
  const { status, body } = await call<{ id: string }>("POST", "/tasks", trivial);
  if (status !== 202) throw new Error(`dispatch answered ${status}: ${JSON.stringify(body)}`);
  await waitUntil(async () => (await readTask(desk, body.id)).status === "completed", 120_000, 20);
  return performance.now() - startedAt;
}
