/** Owns the shape of a decision in results, and finding the test that a task was asked about. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import type { Ctx, Inspection } from "./inspection.ts";
import { loadTests, type TestFile } from "./test-file.ts";

export const TestDecision = z.object({
  test_id: z.string(),
  hypothesis: z.string(),
  outcome: z.enum(["winner", "inconclusive", "mismatch"]),
  winner: z.string().nullable(),
  uplift: z.number().nullable().describe("0.34 is +34 %: the winner over the other, or the second over the first"),
  uplift_low: z.number().nullable(),
  uplift_high: z.number().nullable(),
  reason: z.string(),
  output_id: z.string().nullable().describe("The finding; null when an earlier run has written it"),
});
export type TestDecision = z.infer<typeof TestDecision>;

/** The test of an id. Throws `not-found` with what to do. */
export async function requireTest(ctx: Ctx, id: string): Promise<TestFile> {
  const [test] = await ctx.query(session => loadTests(session, { id, limit: 1 }));
  if (test !== undefined) return test;
  const message = "there is no such test: ab-tester.status lists them";
  throw new AppError("not-found", message, { details: { errors: [{ path: "params.test_id", message }] } });
}

/** The decision that an inspection came to, if it did. */
export function describeDecision(inspection: Inspection, tests: readonly TestFile[]): TestDecision[] {
  if (inspection.kind !== "decided") return [];
  const { decision, testId } = inspection;
  return [
    {
      test_id: testId,
      hypothesis: tests.find(test => test.id === testId)?.hypothesis ?? "",
      outcome: decision.outcome,
      winner: decision.winner,
      uplift: decision.uplift,
      uplift_low: decision.low,
      uplift_high: decision.high,
      reason: decision.reason,
      output_id: decision.outputId,
    },
  ];
}

/** The decision that a test keeps from an earlier run. */
export function recallDecision(test: TestFile): TestDecision | null {
  if (test.status !== "decided" || test.outcome === null) return null;
  const winner = test.variants.findIndex(variant => variant.id === test.winner_variant_id);
  const turn = (value: number | null) => (value === null || winner !== 0 ? value : 1 / (1 + value) - 1);
  const [low, high] = winner === 0 ? [test.uplift_high, test.uplift_low] : [test.uplift_low, test.uplift_high];
  return {
    test_id: test.id,
    hypothesis: test.hypothesis,
    outcome: test.outcome,
    winner: test.variants[winner]?.label ?? null,
    uplift: turn(test.uplift),
    uplift_low: turn(low),
    uplift_high: turn(high),
    reason: test.reason ?? "",
    output_id: null,
  };
}
