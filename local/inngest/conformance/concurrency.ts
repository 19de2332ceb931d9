/** Owns how many steps are executed at once, by function and by key, and in which order waiting runs are begun. */
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveConcurrency(app: ConformanceApp): void {
  const { records } = app;
  /** The calls in progress, and the most there ever were, by label. */
  const occupancy = new Map<string, { now: number; most: number }>();
  const occupy = async (labels: string[], work: () => Promise<unknown>) => {
    for (const label of labels) {
      const { now, most } = occupancy.get(label) ?? { now: 0, most: 0 };
      occupancy.set(label, { now: now + 1, most: Math.max(most, now + 1) });
    }
    await work();
    for (const label of labels) {
      const { now, most } = occupancy.get(label) ?? { now: 0, most: 0 };
      occupancy.set(label, { now: now - 1, most });
    }
  };

  const limited = app.define(
    { id: "limited", concurrency: [{ limit: 4 }, { limit: 2, key: "event.data.workspace" }] },
    async ({ event, step }) => {
      const { token, workspace } = event.data;
      await step.run("occupy", () =>
        occupy(["all", workspace], async () => {
          records.note(token, "begin");
          await records.pass(token);
        }),
      );
    },
  );
  app.prove("executes as many steps at once as the limits in total and per key allow, and never more", async () => {
    const token = app.createToken();
    const sent = await Promise.all(
      Array.from({ length: 18 }, (_, index) => app.send(limited, { token, workspace: ["a", "b", "c"][index % 3] })),
    );
    await app.awaitNotes({ token }, "begin", 4);
    records.open(token);
    await Promise.all(sent.map(one => app.awaitEnd(one)));
    expect(occupancy.get("all")?.most).toBe(4);
    for (const workspace of ["a", "b", "c"]) expect(occupancy.get(workspace)?.most).toBeLessThanOrEqual(2);
  });

  const crossed = app.define(
    {
      id: "crossed",
      concurrency: [
        { limit: 2, key: "event.data.workspace" },
        { limit: 1, key: "event.data.agent" },
      ],
    },
    ({ event }) => {
      const { token, workspace, agent } = event.data;
      return occupy(["crossed", workspace, agent], async () => {
        records.note(token, "begin");
        await records.pass(token);
      });
    },
  );
  app.prove("keeps to the limits of two keys at once", async () => {
    const token = app.createToken();
    const pairs = ["red", "blue"].flatMap(workspace => ["x", "y", "z"].map(agent => ({ workspace, agent })));
    const sent = await Promise.all([...pairs, ...pairs].map(pair => app.send(crossed, { token, ...pair })));
    await app.awaitNotes({ token }, "begin", 3);
    records.open(token);
    await Promise.all(sent.map(one => app.awaitEnd(one)));
    expect(occupancy.get("crossed")?.most).toBe(3);
    for (const workspace of ["red", "blue"]) expect(occupancy.get(workspace)?.most).toBeLessThanOrEqual(2);
    for (const agent of ["x", "y", "z"]) expect(occupancy.get(agent)?.most).toBe(1);
  });

  const [left, right] = ["left", "right"].map(id =>
    app.define({ id, concurrency: { limit: 1, scope: "env", key: `"${app.id}"` } }, async ({ event, step }) => {
      await step.run("occupy", () =>
        occupy(["shared"], async () => {
          records.note(event.data.token, "begin");
          await records.pass(event.data.token);
        }),
      );
    }),
  );
  app.prove("lets functions share one limit by scope and key", async () => {
    if (!left || !right) throw new Error("two functions were defined");
    const token = app.createToken();
    const sent = [await app.send(left, { token }), await app.send(right, { token }), await app.send(right, { token })];
    await app.awaitNotes({ token }, "begin");
    records.open(token);
    await Promise.all(sent.map(one => app.awaitEnd(one)));
    expect(occupancy.get("shared")?.most).toBe(1);
  });

  const resting = app.define({ id: "resting", concurrency: 1 }, async ({ event, step }) => {
    await step.run("begin", () => records.note(event.data.token, "begin"));
    if (event.data.rests) await step.sleep("long", "1h");
  });
  app.prove("counts the steps in execution, so that a sleeping run takes up no place", async () => {
    const asleep = await app.send(resting, { rests: true });
    await app.awaitNotes(asleep, "begin");
    expect(await app.run(resting)).toMatchObject({ status: "Completed" });
    await app.discard(asleep);
  });

  const ranked = app.define(
    { id: "ranked", concurrency: 1, priority: { run: "event.data.rank" } },
    async ({ event }) => {
      records.note(event.data.group, "order", event.data.name);
      if (event.data.name === "first") await records.pass(event.data.group);
    },
  );
  app.prove("begins waiting runs of higher priority first", async () => {
    const group = app.createToken();
    const first = await app.send(ranked, { group, name: "first", rank: 0 });
    await app.awaitNotes({ token: group }, "order");
    const waiting = [];
    for (const [name, rank] of Object.entries({ low: -300, middle: 0, high: 300 })) {
      const sent = await app.send(ranked, { group, name, rank });
      await app.awaitRunId(sent);
      waiting.push(sent);
    }
    records.open(group);
    await Promise.all([first, ...waiting].map(sent => app.awaitEnd(sent)));
    expect(records.read(group, "order")).toEqual(["first", "high", "middle", "low"]);
  });
}
