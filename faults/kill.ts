/** The fault `kill`: parts of the product are ended at once, at random moments under load, again and again. */
import { auditDeliveries, auditTasks, awaitQuiet } from "./audit.ts";
import { type Chance, createChance } from "./chance.ts";
import { type Desk, openDesk } from "./desk.ts";
import { startLoad } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { killNow, listDescendants } from "./processes.ts";
import { startSteps } from "./steps.ts";
import { pause } from "./wait.ts";

const defaultCycles = 200;
/** How often each is the victim, against the others. */
const victims = { engine: 22, worker: 22, next: 10, gateway: 8, backend: 12, postgres: 10, steps: 10, tree: 6 };
type Victim = keyof typeof victims;
/** A message whose sender died waits for its connector's time limit before it is called unknown. */
const quietWithinMs = 240_000;

export const kill: Fault = {
  name: "kill",
  promise:
    "no acknowledged task is lost or stuck, no completed step runs again, no delivery is made twice, whatever is killed",
  run: runKillCycles,
};

/** Kills, waits until all is quiet, and compares what was acknowledged, the ledger and the vendor's own record. */
export async function runKillCycles({ cycles = defaultCycles, seed, say }: FaultOptions): Promise<Outcome> {
  const chance = createChance(seed);
  const findings = new Findings();
  const desk = await openDesk({ contacts: 80, answerAfterMs: () => Math.random() * 60 });
  try {
    const steps = await startSteps(desk, 120);
    const load = startLoad(desk, { lanes: 2, everyMs: 100, mails: 4 });
    const killed = Object.fromEntries(Object.keys(victims).map(name => [name, 0])) as Record<Victim, number>;
    const startedAt = performance.now();
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      await pause(chance.between(100, 2_200));
      const victim = await killOne(desk, steps.kill, chance);
      killed[victim] += 1;
      if (cycle % 20 === 0) say(`${cycle} kills, ${load.readAcknowledged().tasks.size} tasks acknowledged`);
    }
    findings.count("cycles", cycles);
    for (const [name, times] of Object.entries(killed)) findings.count(`cycles_${name}`, times);
    findings.count("cycles_seconds", Math.round((performance.now() - startedAt) / 1000));

    await Promise.all([load.stop(), steps.stopSending()]);
    const quietAt = performance.now();
    await awaitQuiet(desk, quietWithinMs);
    await steps.awaitEnd(30_000);
    findings.count("quiet_after_seconds", Math.round((performance.now() - quietAt) / 1000));
    const acknowledged = load.readAcknowledged();
    await auditTasks(desk, acknowledged, findings);
    await auditDeliveries(desk, acknowledged, findings);
    steps.audit(findings);
    for (const [status, times] of load.answers) findings.count(`answers_${status}`, times);
    for (const [status, text] of load.refusals) say(`an answer of ${status}: ${text}`);
    // The gateway has no part in tasks: that people can still sign in is its own proof.
    await desk.openWorkspace("After the kills");
    return findings.end("kill_");
  } finally {
    await desk.stop();
  }
}

/** Kills one victim; another one when the chosen one is just being started again. */
async function killOne(desk: Desk, killSteps: () => void, chance: Chance): Promise<Victim> {
  for (;;) {
    const victim = chance.pick(victims);
    if (victim === "tree") {
      await desk.cutPower();
      return victim;
    }
    if (victim === "steps") {
      killSteps();
      return victim;
    }
    const pid = victim === "backend" ? pickBackend(desk, chance) : desk.parts()[victim];
    if (pid !== undefined && killNow(pid)) return victim;
    await pause(50);
  }
}

/** One of the processes that serve a connection or keep PostgreSQL going: its end makes the whole server recover. */
function pickBackend(desk: Desk, chance: Chance): number | undefined {
  const { postgres } = desk.parts();
  const backends = postgres === undefined ? [] : listDescendants(postgres);
  return backends[Math.floor(chance.next() * backends.length)];
}
