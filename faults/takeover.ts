/** The fault `takeover`: the worker is killed while it does tasks, and somebody else must finish exactly those, soon. */

import { percentile } from "#testing/percentile.ts";
import { auditTasks, awaitQuiet } from "./audit.ts";
import { openDesk } from "./desk.ts";
import { trivial } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { killNow } from "./processes.ts";
import { pause, waitUntil } from "./wait.ts";

const defaultKills = 50;
const promisedMs = 5_000;

export const takeover: Fault = {
  name: "takeover",
  promise: "what a dead worker had begun has been done again within 5 seconds, at the 99th percentile",
  run: measureTakeover,
};

/** Kills the worker until `cycles` kills have interrupted tasks. Each interrupted task is timed from the kill to its end. */
export async function measureTakeover({ cycles = defaultKills, say }: FaultOptions): Promise<Outcome> {
  const findings = new Findings();
  const desk = await openDesk({ contacts: 1 });
  try {
    const takenMs: number[] = [];
    const dispatched = new Set<string>();
    const unfinished: string[] = [];
    let kills = 0;
    for (let tries = 0; kills < cycles && tries < cycles * 5; tries += 1) {
      const tasks = Array.from({ length: 60 }, () => trivial);
      const { body } = await desk.call<{ data: { id: string }[] }>("POST", "/tasks/bulk", { tasks });
      for (const { id } of body.data) dispatched.add(id);
      await pause(20 + Math.random() * 80);
      const { worker } = desk.parts();
      if (worker === undefined || !killNow(worker)) continue;
      const killedAt = performance.now();
      // Its connections are gone with it, so what runs now is what it had begun.
      const begun = await desk.query<{ id: string }>("select id from tasks where status = 'running'");
      await Promise.all(
        begun.map(async ({ id }) => {
          const hasEnded = await waitUntil(
            async () => (await desk.query("select from tasks where id = $1 and status = 'completed'", [id])).length > 0,
            60_000,
            20,
          );
          takenMs.push(performance.now() - killedAt);
          if (!hasEnded) unfinished.push(id);
        }),
      );
      if (begun.length > 0) {
        kills += 1;
        if (kills % 10 === 0) say(`${kills} kills, ${takenMs.length} tasks taken over`);
      }
      await awaitQuiet(desk, 60_000);
    }
    findings.count("kills", kills);
    findings.count("taken_over", takenMs.length);
    findings.count("p50_ms", percentile(takenMs, 0.5));
    findings.count("p99_ms", percentile(takenMs, 0.99));
    findings.count("max_ms", Math.max(...takenMs));
    findings.refuse("not_taken_over", unfinished, "interrupted tasks were not finished within a minute");
    findings.require(kills > 0, "no kill interrupted a task");
    findings.require(percentile(takenMs, 0.99) <= promisedMs, `the 99th percentile is above ${promisedMs} ms`);
    await auditTasks(desk, { tasks: dispatched, deliveries: new Set() }, findings);
    return findings.end();
  } finally {
    await desk.stop();
  }
}
