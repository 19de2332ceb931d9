/** The fault `clock`: the wall clock of the whole product is set hours ahead and back again, under load. Time that only passes is left alone. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { auditDeliveries, auditTasks, awaitQuiet } from "./audit.ts";
import { type Desk, openDesk } from "./desk.ts";
import { startLoad, trivial } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { type Steps, startSteps } from "./steps.ts";
import { pause, waitUntil } from "./wait.ts";

const hourMs = 3_600_000;
const timedTasks = 20;
const doneWithinMs = 15_000;
/** The engine looks at its timers at least once a minute, whatever the clock says. */
const timersWithinMs = 90_000;

export const clockJump: Fault = {
  name: "clock",
  promise: "when the clock jumps by hours, what is due then starts, nothing starts twice, and nobody is disturbed",
  run: jump,
};

type ShiftedClock = { environment: Record<string, string>; set(hours: number): void; remove(): void };

/** Builds the library that shifts a process's clock, with the compiler of this machine. Returns why not, where that fails. */
function buildShiftedClock(): ShiftedClock | string {
  if (process.platform !== "linux") return "the shifted clock is made for Linux";
  const folder = mkdtempSync(path.join(tmpdir(), "quarterdeck-clock-"));
  // The database's own account loads it too.
  chmodSync(folder, 0o755);
  const shift = path.join(folder, "shift");
  const library = path.join(folder, "clock-shift.so");
  writeFileSync(shift, Buffer.alloc(8), { mode: 0o644 });
  const names = [`-DSHIFT_FILE="${shift}"`, `-DLIBRARY_FILE="${library}"`];
  const source = path.join(import.meta.dirname, "clock-shift.c");
  const built = spawnSync("cc", ["-shared", "-fPIC", "-O1", ...names, "-o", library, source, "-ldl"], {
    encoding: "utf8",
  });
  if (built.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return `there is no C compiler to build the shifted clock with (${built.error?.message ?? built.stderr.trim()})`;
  }
  const file = openSync(shift, "r+");
  return {
    environment: { LD_PRELOAD: library },
    set(hours) {
      const seconds = Buffer.alloc(8);
      seconds.writeBigInt64LE(BigInt(Math.round(hours * 3_600)));
      // Written in place and at once: every process has this very page before its eyes.
      writeSync(file, seconds, 0, 8, 0);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function jump({ say }: FaultOptions): Promise<Outcome> {
  const clock = buildShiftedClock();
  if (typeof clock === "string") return { counts: {}, violations: [], skipped: `skipped: ${clock}` };
  const findings = new Findings();
  const desk = await openDesk({ environment: clock.environment });
  try {
    const before = desk.parts();
    const load = startLoad(desk, { lanes: 1, everyMs: 250, mails: 2 });
    const soon = await dispatchAt(desk, timedTasks, 1.5);
    const late = await dispatchAt(desk, 5, 6);
    const ahead = await startSteps(desk, 200, clock.environment);
    await pause(3_000);

    clock.set(2);
    findings.count("done_after_jump_ahead_ms", await timeOne(desk));
    findings.count("timers_fired_after_ms", await timeUntilCompleted(desk, soon));
    say("two hours ahead: what was due in between has started");
    // What is put to sleep now sleeps until a time that is hours away once the clock is right again.
    await ahead.stopSending();
    await ahead.awaitEnd(20_000);
    const firstTicks = await awaitTicks(ahead, 1);

    clock.set(0);
    findings.count("done_after_jump_back_ms", await timeOne(desk));
    const ticks = await awaitTicks(ahead, firstTicks + 1);
    findings.require(ticks > firstTicks, "the schedule of every minute stood still after the clock was set back");
    clock.set(-3);
    findings.count("done_before_the_start_ms", await timeOne(desk));
    await pause(3_000);
    clock.set(0);
    findings.count("done_after_all_ms", await timeOne(desk));
    say("back again: the schedule goes on");

    const started = await desk.query<{ id: string }>("select id from tasks where id = any($1) and status <> 'queued'", [
      late,
    ]);
    findings.refuse(
      "started_early",
      started.map(row => row.id),
      "tasks started before their time had come",
    );
    for (const id of late) await desk.call("POST", `/tasks/${id}/cancel`);
    await load.stop();
    await awaitQuiet(desk, 120_000);
    const acknowledged = load.readAcknowledged();
    for (const id of soon) acknowledged.tasks.add(id);
    await auditTasks(desk, acknowledged, findings);
    await auditDeliveries(desk, acknowledged, findings);
    ahead.audit(findings);
    const fired = ahead.readTicks();
    findings.count("ticks", fired.length);
    findings.refuse(
      "repeated_ticks",
      fired.filter((tick, index) => fired.indexOf(tick) < index),
      "minutes fired twice",
    );
    for (const [name, ms] of Object.entries(findings.counts)) {
      if (name.startsWith("done_")) findings.require(ms <= doneWithinMs, `${name}: a task took ${Math.round(ms)} ms`);
    }
    for (const [status, times] of load.answers) findings.count(`answers_${status}`, times);
    for (const [status, text] of load.refusals) say(`an answer of ${status}: ${text}`);
    const after = desk.parts();
    findings.refuse(
      "parts_that_died",
      Object.keys(before).filter(name => before[name] !== after[name]),
      "parts of the product ended",
    );
    return findings.end();
  } finally {
    await desk.stop();
    clock.remove();
  }
}

async function dispatchAt(desk: Desk, count: number, hours: number): Promise<string[]> {
  const run_at = new Date(Date.now() + hours * hourMs).toISOString();
  const tasks = Array.from({ length: count }, () => ({ ...trivial, run_at }));
  const { status, body } = await desk.call<{ data: { id: string }[] }>("POST", "/tasks/bulk", { tasks });
  if (status !== 202) throw new Error(`dispatch answered ${status}: ${JSON.stringify(body)}`);
  return body.data.map(task => task.id);
}

/** Milliseconds until all of them are completed. */
async function timeUntilCompleted(desk: Desk, ids: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const areDone = await waitUntil(
    async () =>
      (await desk.query("select from tasks where id = any($1) and status = 'completed'", [ids])).length === ids.length,
    timersWithinMs,
  );
  if (!areDone) throw new Error(`not all of ${ids.length} tasks were completed within ${timersWithinMs / 1000} s`);
  return performance.now() - startedAt;
}

async function timeOne(desk: Desk): Promise<number> {
  const startedAt = performance.now();
  let id: string | undefined;
  await waitUntil(async () => {
    const { status, body } = await desk.call<{ id: string }>("POST", "/tasks", trivial);
    if (status === 202) id = body.id;
    return id !== undefined;
  }, 60_000);
  if (id === undefined) throw new Error("no task was accepted within a minute of the jump");
  await timeUntilCompleted(desk, [id]);
  return performance.now() - startedAt;
}

/** Waits until the schedule has fired so often; returns how often it has. */
async function awaitTicks(steps: Steps, count: number): Promise<number> {
  await waitUntil(() => steps.readTicks().length >= count, timersWithinMs * 1.5, 500);
  return steps.readTicks().length;
}
