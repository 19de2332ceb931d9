/** Owns the task that says how tests stand, from what is kept: it reads no vendor and spends nothing. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { recallDecision, requireTest, TestDecision } from "./decided.ts";
import { writeMetric } from "./metric.ts";
import { describePublication } from "./publication.ts";
import { AbTesterSettings } from "./settings.ts";
import { loadTests, type TestFile } from "./test-file.ts";
import { findNextLook } from "./wake-up.ts";

const Params = z.strictObject({
  test_id: z.uuid("give the id of a test").optional().describe("Only this test; left out, the newest"),
  limit: z.int().min(1).max(100).default(20).describe("How many tests to list, newest first"),
});

const Standing = z.object({
  test_id: z.string(),
  hypothesis: z.string(),
  status: z.enum(["running", "decided", "stopped"]),
  state: z.string().describe("In one word: waiting, watching, open, winner, inconclusive, mismatch or stopped"),
  ways: z.array(z.string()),
  looks: z.int(),
  next_look_at: z.string().nullable(),
  decision: TestDecision.nullable(),
  explanation: z.string(),
});

const Result = z.object({ running: z.int(), decided: z.int(), stopped: z.int(), tests: z.array(Standing) });

export const status = defineTask({
  name: "status",
  title: "A/B tests at a glance",
  purpose: "Says how each test stands: what it waits for, what its last look showed, or what was decided.",
  settings: AbTesterSettings,
  params: Params,
  result: Result,
  takes: { "ab-test": { test_id: "id" } },

  async run(ctx, { test_id, limit }) {
    const now = ctx.clock.now();
    const tests =
      test_id === undefined
        ? await ctx.query(session => loadTests(session, { limit }))
        : [await requireTest(ctx, test_id)];
    const standings = tests.map(test => describeStanding(test, now));
    const count = (wanted: TestFile["status"]) => tests.filter(test => test.status === wanted).length;
    const counts = { running: count("running"), decided: count("decided"), stopped: count("stopped") };
    for (const { hypothesis, explanation, test_id: id } of standings)
      ctx.decide("tool-call", `"${hypothesis}": ${explanation}`, { data: { test_id: id } });
    const summary =
      tests.length === 0
        ? "There is no A/B test yet: start one with ab-tester.start."
        : `${writeCount(tests.length, "test")}: ${counts.running} running, ${counts.decided} decided, ${counts.stopped} stopped.`;
    ctx.decide("complete", summary, { data: counts });
    return { ...counts, tests: standings };
  },
});

function describeStanding(test: TestFile, now: Date): z.infer<typeof Standing> {
  const last = test.looks.at(-1);
  const common = {
    test_id: test.id,
    hypothesis: test.hypothesis,
    status: test.status,
    ways: test.variants.map(variant => variant.label),
    looks: test.looks.length,
    decision: recallDecision(test),
  };
  if (test.status !== "running") {
    const state = test.outcome ?? "stopped";
    return { ...common, state, next_look_at: null, explanation: test.reason ?? "" };
  }
  const publications = test.variants.map(variant => describePublication(variant, now));
  const unpublished = publications.flatMap(found => (found.state === "published" ? [] : [found.why]));
  if (unpublished.length > 0)
    return { ...common, state: "waiting", next_look_at: null, explanation: `${unpublished.join("; ")}.` };
  const startedAt = new Date(
    Math.max(...publications.map(found => (found.state === "published" ? found.at.getTime() : 0))),
  );
  const next = findNextLook(startedAt, test.checkback_hours, now);
  const explanation =
    last === undefined
      ? "Both posts are out; nothing has been compared yet."
      : `At the last look: ${writeMetric(test.metric)} ${last.events_a} of ${last.size_a} against ${last.events_b} of ${last.size_b}, z ${last.z.toFixed(2)}, ${last.boundary === null ? "nothing may be decided yet" : `boundary ${last.boundary.toFixed(2)}`}.`;
  return { ...common, state: last?.state ?? "watching", next_look_at: next?.toISOString() ?? null, explanation };
}
