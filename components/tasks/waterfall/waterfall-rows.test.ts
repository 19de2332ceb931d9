import { describe, expect, it } from "vitest";
import type { TaskDetail } from "../task-types.ts";
import { listTicks, writeTick } from "./axis.ts";
import { listRows, readWaterfall } from "./waterfall-rows.ts";

const startMs = Date.parse("2026-11-20T10:00:00.000Z");
const at = (ms: number) => new Date(startMs + ms).toISOString();

type Attempt = TaskDetail["attempts"][number];

function attempt(more: Partial<Attempt>): Attempt {
  return {
    number: 1,
    waited_ms: 10,
    claimed_at: at(10),
    ended_at: at(110),
    outcome: "completed",
    error: null,
    steps: [],
    more_steps: 0,
    more_ms: 0,
    ...more,
  };
}

function step(kind: Attempt["steps"][number]["kind"], name: string, at_ms: number, duration_ms: number) {
  return { id: `1-${kind}-${at_ms * 10}`, kind, name, at_ms, duration_ms, error: null, facts: {} };
}

function task(more: Partial<TaskDetail>): TaskDetail {
  const base = {
    status: "completed",
    created_at: at(0),
    run_at: null,
    waiting_for: null,
    attempts: [],
    model_calls: [],
    approvals: [],
    deliveries: [],
    children: [],
  };
  return { ...base, ...more } as unknown as TaskDetail;
}

describe("The bars of a task", () => {
  it("begin with the wait, follow each other from zero, and say in words what was done", () => {
    const steps = [step("claim", "", 0, 2), step("query", "contacts, posts", 2, 8), step("finish", "", 90, 10)];
    const [group] = readWaterfall(task({ attempts: [attempt({ steps })] }), startMs + 10_000);
    expect(group).toMatchObject({ title: "The run", note: "finished", spanMs: 110 });
    expect(group?.rows.map(row => [row.label, row.startMs, row.durationMs])).toEqual([
      ["Waited in the queue", 0, 10],
      ["Taken up", 10, 2],
      ["Read contacts and posts", 12, 8],
      ["Worked it out", 20, 80],
      ["Kept the result", 100, 10],
    ]);
  });

  it("draw a long wait cut, so that the work can be seen", () => {
    const [group] = readWaterfall(task({ attempts: [attempt({ waited_ms: 3_600_000 })] }), startMs);
    expect(group?.rows[0]).toMatchObject({ isCut: true, durationMs: 3_600_000 });
    expect(group?.spanMs).toBe(100);
  });

  it("grow while an attempt runs", () => {
    const running = task({ status: "running", attempts: [attempt({ outcome: "running", ended_at: null })] });
    const [early] = readWaterfall(running, startMs + 1_010);
    const [late] = readWaterfall(running, startMs + 5_010);
    expect([early?.spanMs, late?.spanMs]).toEqual([1_010, 5_010]);
    expect(late?.rows.at(-1)).toMatchObject({ label: "Working", isRunning: true, durationMs: 5_000 });
  });

  it("stand in a group for each attempt, with the error of each", () => {
    const groups = readWaterfall(
      task({
        attempts: [
          attempt({ outcome: "retried", error: { message: "the vendor is asleep" } }),
          attempt({ number: 2, waited_ms: 2_000 }),
        ],
      }),
      startMs,
    );
    expect(groups.map(group => [group.title, group.note, group.tone])).toEqual([
      ["Attempt 1", "failed, tried again: the vendor is asleep", "danger"],
      ["Attempt 2", "finished", "ok"],
    ]);
    expect(groups[1]?.rows[0]?.label).toBe("Waited to try again");
  });

  it("put what a durable step did inside it, and like things that follow each other into one", () => {
    const steps = [
      step("step", "read the channel", 0, 50),
      step("query", "videos", 10, 5),
      step("model", "a first e-mail", 60, 1),
      step("model", "a first e-mail", 62, 1),
      step("model", "a first e-mail", 64, 1),
    ];
    const rows = listRows(readWaterfall(task({ attempts: [attempt({ steps })] }), startMs));
    expect(rows.find(row => row.label === "Read videos")?.depth).toBe(1);
    expect(rows.find(row => row.label.startsWith("A first"))).toMatchObject({
      label: "A first e-mail × 3",
      durationMs: 5,
    });
  });

  it("give every step an address of its own", () => {
    const steps = Array.from({ length: 30 }, (_, index) => step("query", `table ${index}`, index * 3, 1));
    const ids = listRows(readWaterfall(task({ attempts: [attempt({ steps })] }), startMs)).map(row => row.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("say that a task waits when it has not begun", () => {
    const [group] = readWaterfall(task({ status: "queued", waiting_for: "the agent is paused" }), startMs + 4_000);
    expect(group).toMatchObject({ title: "Waiting", note: "the agent is paused" });
    expect(group?.rows[0]).toMatchObject({ durationMs: 4_000, isRunning: true });
  });
});

describe("The axis", () => {
  it("has few round ticks for any length", () => {
    for (const spanMs of [0.4, 7, 110, 999, 4_200, 65_000, 3_600_000, 90_000_000]) {
      const ticks = listTicks(spanMs);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }
  });

  it("is written without more digits than it means", () => {
    expect([0, 0.05, 0.42, 12.34, 1_500, 90_000, 7_200_000].map(writeTick)).toEqual([
      "0",
      "< 0.1 ms",
      "0.42 ms",
      "12.3 ms",
      "1.5 s",
      "1.5 min",
      "2 h",
    ]);
  });
});
