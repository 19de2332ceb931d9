/** The fault `postgres`: PostgreSQL is stopped in good order and by a crash, in turn, under load. */

import { percentile } from "#testing/percentile.ts";
import { auditDeliveries, auditTasks, awaitQuiet } from "./audit.ts";
import { type Desk, openDesk } from "./desk.ts";
import { startLoad, trivial } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { startSteps } from "./steps.ts";
import { pause, waitUntil } from "./wait.ts";

const defaultCycles = 10;

export const postgresRestart: Fault = {
  name: "postgres",
  promise: "while the database is away callers are told so, and all goes on by itself once it is back",
  run: restartPostgres,
};

async function restartPostgres({ cycles = defaultCycles, say }: FaultOptions): Promise<Outcome> {
  const findings = new Findings();
  const desk = await openDesk();
  try {
    const before = desk.parts();
    const load = startLoad(desk, { lanes: 2, everyMs: 50, mails: 3 });
    const steps = await startSteps(desk, 150);
    const backMs: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      await pause(1_500);
      const { postgres } = desk.parts();
      if (postgres === undefined) throw new Error("PostgreSQL does not run");
      // An interrupt is PostgreSQL's own "fast" end: it writes everything out and says goodbye to its clients.
      process.kill(postgres, cycle % 2 === 0 ? "SIGINT" : "SIGKILL");
      backMs.push(await timeUntilAccepted(desk));
      say(`${cycle % 2 === 0 ? "stopped" : "crashed"}, accepted again after ${Math.round(backMs.at(-1) ?? 0)} ms`);
    }
    await Promise.all([load.stop(), steps.stopSending()]);
    await awaitQuiet(desk, 150_000);
    await steps.awaitEnd(20_000);
    findings.count("restarts", cycles);
    findings.count("accepted_again_p50_ms", percentile(backMs, 0.5));
    findings.count("accepted_again_max_ms", Math.max(...backMs));
    const acknowledged = load.readAcknowledged();
    await auditTasks(desk, acknowledged, findings);
    await auditDeliveries(desk, acknowledged, findings);
    steps.audit(findings);
    for (const [status, times] of load.answers) findings.count(`answers_${status}`, times);
    findings.require(!load.answers.has("500"), `callers were told of a bug: ${load.refusals.get("500")}`);
    const after = desk.parts();
    const died = ["engine", "worker", "next", "gateway"].filter(name => before[name] !== after[name]);
    findings.refuse("parts_that_died", died, "parts of the product ended with the database");
    return findings.end();
  } finally {
    await desk.stop();
  }
}

async function timeUntilAccepted(desk: Desk): Promise<number> {
  const startedAt = performance.now();
  let wasAway = false;
  const isBack = await waitUntil(
    async () => {
      const { status } = await desk.call("POST", "/tasks", trivial);
      wasAway ||= status !== 202;
      // A restart too short for a call to notice has been noticed by the clock.
      return status === 202 && (wasAway || performance.now() - startedAt > 1_000);
    },
    60_000,
    20,
  );
  if (!isBack) throw new Error("no task was accepted within a minute of the database's end");
  return performance.now() - startedAt;
}
