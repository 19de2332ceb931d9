import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAgent, defineTask } from "./define.ts";
import { pauseAgent, resumeAgent } from "./pause.ts";
import { startDueSweeps, startSweep } from "./sweep.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const work = defineTask({
  name: "work",
  title: "Work",
  purpose: "Does a day's work, or fails when told to.",
  settings: z.object({}),
  params: z.object({ fails: z.boolean().default(false).describe("Whether to fail") }),
  result: z.object({}),
  run: async (ctx, { fails }) => {
    if (fails) throw new TypeError("the fixture broke");
    ctx.decide("complete", "Worked.");
    return {};
  },
});
const createWorker = (domain: string, params: { fails: boolean } | { fails: string }) =>
  defineAgent({
    domain,
    name: domain,
    pack: "marketing",
    purpose: "Works every day.",
    autonomy: "manual",
    settings: work.settings,
    capabilities: [],
    tables: [],
    tasks: [work],
    sweep: { task: "work", params },
    limits: { concurrency: 1, retries: 0 },
  });

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig({
    agents: [
      createWorker("steady", { fails: false }),
      createWorker("broken", { fails: true }),
      createWorker("resting", { fails: false }),
      createWorker("misdeclared", { fails: "often" }),
    ],
  });
  // The clock of the rig runs ahead from now: the sweep's hour lies behind it on every simulated day.
  const hour = new Date(Date.now() - 2 * hourMs).toISOString().slice(11, 16);
  await rig.asPerson(session => sql`update workspaces set sweep_at = ${hour}::time`.execute(session));
  await rig.asPerson(session => pauseAgent(rig.kernel, session, rig.scope, "resting"));
});
afterAll(() => rig.close());

const readSweeps = () =>
  rig.asPerson(session =>
    session.selectFrom("sweeps").selectAll().where("scheduled_day", "is not", null).orderBy("id").execute(),
  );

describe("The daily sweep", () => {
  it("does not begin in a workspace that is younger than its moment", async () => {
    expect(await startDueSweeps(rig.kernel)).toBe(0);
  });

  it("begins once on each day, however many workers come by at once and how often", async () => {
    for (let day = 1; day <= 3; day += 1) {
      rig.advance(dayMs);
      const started = await Promise.all([1, 2, 3].map(() => startDueSweeps(rig.kernel)));
      expect(started.reduce((sum, count) => sum + count, 0)).toBe(1);
      rig.advance(hourMs);
      expect(await startDueSweeps(rig.kernel)).toBe(0);
      rig.advance(-hourMs);
      expect(await readSweeps()).toHaveLength(day);
    }
  });

  it("is caught up once after a week of downtime, for the latest day alone", async () => {
    const before = await readSweeps();
    rig.advance(7 * dayMs);
    expect(await startDueSweeps(rig.kernel)).toBe(1);
    expect(await startDueSweeps(rig.kernel)).toBe(0);
    const after = await readSweeps();
    expect(after).toHaveLength(before.length + 1);
    rig.advance(dayMs);
    expect(await startDueSweeps(rig.kernel)).toBe(1);
  });

  it("starts every agent that can, skips the others with the reason, and one that fails stops none", async () => {
    const sweep = (await readSweeps()).at(-1);
    expect(sweep).toMatchObject({ total: 2, agents: 4, trigger: "schedule" });
    expect(sweep?.skipped).toEqual([
      { domain: "resting", reason: "paused" },
      { domain: "misdeclared", reason: expect.stringContaining("parameters that it refuses") },
    ]);
    const tasks = await rig.asPerson(session =>
      session
        .selectFrom("tasks")
        .selectAll()
        .where("sweep_id", "=", sweep?.id ?? "")
        .orderBy("id")
        .execute(),
    );
    const outcomes = await Promise.all(tasks.map(task => rig.run(task.id)));
    expect(tasks.map((task, index) => [task.domain, outcomes[index]?.status])).toEqual([
      ["steady", "completed"],
      ["broken", "failed"],
    ]);
  });

  it("is not there when it is switched off, and beside it anybody may ask for one at any time", async () => {
    await rig.asPerson(session => sql`update workspaces set sweep_enabled = false`.execute(session));
    rig.advance(dayMs);
    expect(await startDueSweeps(rig.kernel)).toBe(0);
    await rig.asPerson(session => resumeAgent(rig.kernel, session, rig.scope, "resting"));
    const first = await rig.asPerson(session => startSweep(rig.kernel, session, rig.scope));
    const second = await rig.asPerson(session => startSweep(rig.kernel, session, rig.scope));
    expect(first).not.toBe(second);
    expect([first, second]).not.toContain(null);
  });
});
