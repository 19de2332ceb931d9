/** Owns the proof of which job is called next where functions share limits, without a database and an app. */
import { expect, test } from "vitest";
import { Throttles } from "./flow-control/throttles.ts";
import type { LaneLimits } from "./lanes.ts";
import { type Lease, Queue } from "./queue.ts";
import type { Job } from "./rows.ts";

interface Scene {
  queue: Queue;
  /** The calls under way, by lane. */
  active: Map<string, Lease[]>;
  /** The most that were ever under way at once, in all. */
  readMost: () => number;
  end: (lane: string) => Promise<void>;
  count: (lane: string) => number;
}

/** A queue over lanes with these limits and so many waiting jobs each. */
async function openScene(lanes: Record<string, { limits: LaneLimits["keys"]; waiting: number }>): Promise<Scene> {
  const waiting = new Map(Object.entries(lanes).map(([lane, { waiting: count }]) => [lane, count]));
  const active = new Map<string, Lease[]>();
  let most = 0;
  let nextId = 0;
  const createJob = (lane: string): Job => {
    nextId += 1;
    return { runId: `run-${nextId}`, key: "d0", kind: "discover", stepId: "step", attempt: 0, lane, parallel: false };
  };
  const queue = new Queue(
    {
      readLane: lane => ({ functionId: lane, appId: "app", keys: lanes[lane]?.limits ?? [] }),
      throttles: new Throttles(),
      isAppUp: () => true,
      takeJobs: async wanted =>
        wanted.flatMap(({ lane, count }) => {
          const taken = Math.min(count, waiting.get(lane) ?? 0);
          waiting.set(lane, (waiting.get(lane) ?? 0) - taken);
          return Array.from({ length: taken }, () => createJob(lane));
        }),
      start: lease => {
        active.set(lease.job.lane, [...(active.get(lease.job.lane) ?? []), lease]);
        most = Math.max(most, [...active.values()].flat().length);
      },
      reportTrouble: (_, error) => {
        throw error;
      },
    },
    100,
    1,
  );
  for (const [lane, { waiting: count }] of Object.entries(lanes)) queue.noteReady(lane, count);
  const settle = () => new Promise<void>(resolve => setTimeout(resolve, 5));
  await settle();
  const end = async (lane: string) => {
    const [lease, ...others] = active.get(lane) ?? [];
    if (!lease) throw new Error(`nothing of ${lane} is under way`);
    active.set(lane, others);
    queue.release(lease);
    await settle();
  };
  return { queue, active, readMost: () => most, end, count: lane => active.get(lane)?.length ?? 0 };
}

test("a lane with a higher limit goes on under a shared key where one with a lower limit must wait", async () => {
  const key = '["env","shared"]';
  const scene = await openScene({
    low: { limits: [{ name: key, limit: 1 }], waiting: 3 },
    high: { limits: [{ name: key, limit: 3 }], waiting: 6 },
  });
  expect(scene.count("low") + scene.count("high")).toBe(3);
  expect(scene.count("low")).toBeLessThanOrEqual(1);
  if (scene.count("low") === 1) await scene.end("low");
  else await scene.end("high");
  expect(scene.count("high")).toBe(3);
  for (let index = 0; index < 8; index++) await scene.end(scene.count("high") > 0 ? "high" : "low");
  expect(scene.count("low") + scene.count("high")).toBe(0);
  expect(scene.readMost()).toBe(3);
});

test("two keys hold a lane back each on its own", async () => {
  const total = { name: '["fn","f",0,""]', limit: 3 };
  const keyed = (value: string) => ({ name: `["fn","f",1,"${value}"]`, limit: 2 });
  const scene = await openScene({
    a: { limits: [total, keyed("a")], waiting: 4 },
    b: { limits: [total, keyed("b")], waiting: 4 },
  });
  expect([scene.count("a"), scene.count("b")].toSorted()).toEqual([1, 2]);
  const full = scene.count("a") === 2 ? "a" : "b";
  const other = full === "a" ? "b" : "a";
  await scene.end(full);
  expect([scene.count(full), scene.count(other)]).toEqual([1, 2]);
  expect(scene.readMost()).toBe(3);
});
