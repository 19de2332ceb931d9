/** Owns the task that looks at running tests when they are due: the sweep's daily work and the end of every durable sleep. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { describeDecision, requireTest, TestDecision } from "./decided.ts";
import { type Inspection, inspectTest } from "./inspection.ts";
import { refuseParam } from "./proposing.ts";
import { AbTesterSettings } from "./settings.ts";
import { loadTests } from "./test-file.ts";

const number = (name: string) => z.int().min(0).max(1e12).optional().describe(`${name} of that post until now`);

const Params = z.strictObject({
  test_id: z.uuid("give the id of a test").optional().describe("Only this test; left out, every running one"),
  limit: z.int().min(1).max(500).default(100).describe("How many tests to look at, oldest first"),
  way: z
    .enum(["first", "second"])
    .optional()
    .describe("Which of the test's posts the numbers below are of, when you read them off yourself"),
  impressions: number("Impressions"),
  clicks: number("Clicks"),
  likes: number("Likes"),
  replies: number("Replies"),
  shares: number("Shares"),
});

const Noted = z.object({ test_id: z.string(), reason: z.string() });

const Result = z.object({
  running: z.int().describe("Tests that still run after this"),
  looked: z.int().describe("Tests whose numbers were compared now"),
  decided: z.array(TestDecision).describe("Tests that this run has decided"),
  stopped: z.array(Noted).describe("Tests that ended without a comparison, with the reason"),
  waiting: z.array(Noted).describe("Tests that wait for a post to be published"),
  unread: z.array(Noted).describe("Tests that are due but have no numbers"),
  reason: z.string().nullable().describe("Why nothing was compared"),
});

export const checkback = defineTask({
  name: "checkback",
  title: "Check back on A/B tests",
  purpose:
    "Reads the metrics of running tests at their hours, compares them, and decides those that have run their course.",
  settings: AbTesterSettings,
  params: Params,
  result: Result,
  takes: { "ab-test": { test_id: "id" } },
  timeoutMs: 300_000,
  promises: { outputs: result => result.decided.length },

  async run(ctx, params) {
    const { test_id, limit } = params;
    const entered = readEntered(params);
    const tests =
      test_id === undefined
        ? await ctx.query(session => loadTests(session, { isRunning: true, limit }))
        : [await requireTest(ctx, test_id)];
    const running = tests.filter(test => test.status === "running");
    if (running.length === 0) {
      const ended = tests[0] === undefined ? "" : ` ${tests[0].reason ?? ""}`;
      const reason = test_id === undefined ? "No A/B test is running." : `The test has ended.${ended}`;
      ctx.decide("complete", reason, { confidence: 1 });
      return { running: 0, looked: 0, decided: [], stopped: [], waiting: [], unread: [], reason };
    }
    ctx.decide("plan", `Look at ${writeCount(running.length, "running test")}.`);

    const inspections: Inspection[] = [];
    for (const test of running) {
      ctx.signal.throwIfAborted();
      const inspection = await inspectTest(ctx, test, { isAsked: false, isEnd: false, entered });
      const isTrouble = inspection.kind === "unread" || inspection.kind === "stopped";
      ctx.decide(isTrouble ? "escalate" : "tool-call", inspection.sentence, {
        data: { test_id: test.id, outcome: inspection.kind },
      });
      inspections.push(inspection);
    }
    const list = (kind: Inspection["kind"]) =>
      inspections
        .filter(found => found.kind === kind)
        .map(found => ({ test_id: found.testId, reason: found.sentence }));
    const decided = inspections.flatMap(found => describeDecision(found, running));
    const stopped = list("stopped");
    const looked = decided.length + list("looked").length;
    const left = running.length - decided.length - stopped.length;
    const summary = `${writeCount(left, "test")} still running, ${looked} compared, ${decided.length} decided, ${stopped.length} stopped.`;
    ctx.decide("complete", summary, { data: { running: left, looked, decided: decided.length } });
    return {
      running: left,
      looked,
      decided,
      stopped,
      waiting: list("waiting"),
      unread: list("unread"),
      reason: looked > 0 ? null : inspections.map(found => found.sentence).join(" "),
    };
  },
});

/** The numbers that a person enters with the task. Throws `invalid` when it is not said of which post they are. */
function readEntered({ test_id, way, impressions, clicks, likes, replies, shares }: z.infer<typeof Params>) {
  const given = { impressions, clicks, likes, replies, shares };
  const isGiven = Object.values(given).some(value => value !== undefined);
  if (!isGiven && way === undefined) return null;
  if (!isGiven) throw refuseParam("impressions", "enter at least one number, or leave the way out");
  if (test_id === undefined) throw refuseParam("test_id", "name the test that the numbers belong to");
  if (way === undefined) throw refuseParam("way", "say whether the numbers are of the first or the second post");
  const numbers = {
    impressions: impressions ?? null,
    clicks: clicks ?? null,
    likes: likes ?? null,
    replies: replies ?? null,
    shares: shares ?? null,
  };
  return { position: way === "first" ? (0 as const) : (1 as const), numbers };
}
