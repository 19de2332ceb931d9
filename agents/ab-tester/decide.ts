/** Owns the task that decides a test now if its numbers allow it, once, and safely however often it is asked. */
import { z } from "zod";
import { defineTask } from "#lib/kernel/define.ts";
import { describeDecision, recallDecision, requireTest, TestDecision } from "./decided.ts";
import { inspectTest } from "./inspection.ts";
import { AbTesterSettings } from "./settings.ts";
import type { TestFile } from "./test-file.ts";

const Params = z.strictObject({
  test_id: z.uuid("give the id of a test").describe("Which test"),
  end: z.boolean().default(false).describe("End it now, also without a winner"),
});

const Result = z.object({
  test_id: z.string(),
  status: z.enum(["running", "decided", "stopped"]),
  is_new: z.boolean().describe("Whether this run has decided it"),
  decision: TestDecision.nullable(),
  reason: z.string(),
});

export const decide = defineTask({
  name: "decide",
  title: "Decide an A/B test",
  purpose: "Looks at a test now and names the winner if the difference is large enough for so early a look.",
  settings: AbTesterSettings,
  params: Params,
  result: Result,
  takes: { "ab-test": { test_id: "id" } },
  timeoutMs: 120_000,
  promises: { outputs: result => (result.is_new ? 1 : 0) },

  async run(ctx, { test_id, end }) {
    const test = await requireTest(ctx, test_id);
    if (test.status !== "running") {
      const reason = test.reason ?? "The test has ended.";
      ctx.decide("complete", `Decided before, and decided once: ${reason}`, { confidence: 1, data: { test_id } });
      return { test_id, status: test.status, is_new: false, decision: recallDecision(test), reason };
    }
    const how = end ? " It ends with this look, and spends no more of the allowed error than the look may." : "";
    ctx.decide("plan", `Look at "${test.hypothesis}" now; looking oftener makes no winner likelier by chance.${how}`);
    const inspection = await inspectTest(ctx, test, { isAsked: true, isEnd: end, entered: null });
    const decision = describeDecision(inspection, [test])[0] ?? null;
    const isTrouble = inspection.kind === "unread" || inspection.kind === "stopped";
    ctx.decide(isTrouble ? "escalate" : "complete", inspection.sentence, {
      data: { test_id, outcome: inspection.kind },
    });
    const { kind } = inspection;
    const status: TestFile["status"] = kind === "decided" || kind === "stopped" ? kind : "running";
    return { test_id, status, is_new: decision !== null, decision, reason: inspection.sentence };
  },
});
