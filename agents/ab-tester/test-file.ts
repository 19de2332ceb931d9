/** Owns the reading of tests with all that belongs to them: variants, what became of their posts, earlier looks. */
import type { Selectable } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { AbLooks, AbTests, AbVariants, Approvals, Deliveries } from "#lib/db/types.gen.ts";
import type { Metric } from "./metric.ts";

export type Variant = Selectable<AbVariants> & {
  approval: Pick<Selectable<Approvals>, "id" | "status" | "mode" | "decided_at" | "decision_reason" | "payload"> | null;
  delivery: Pick<
    Selectable<Deliveries>,
    "id" | "status" | "connector" | "vendor_id" | "evidence" | "error" | "finished_at"
  > | null;
};
export type Look = Selectable<AbLooks>;

/** A test as everything that is done with it needs it. Variants are in the order of their position. */
export type TestFile = Omit<Selectable<AbTests>, "metric"> & {
  metric: Metric;
  variants: readonly [Variant, Variant];
  looks: readonly Look[];
};

/** The tests asked for, oldest first. */
export async function loadTests(
  session: Session,
  { id, isRunning, limit }: { id?: string; isRunning?: boolean; limit: number },
): Promise<TestFile[]> {
  let query = session
    .selectFrom("ab_tests")
    .selectAll()
    .orderBy("id", isRunning === true ? "asc" : "desc")
    .limit(limit);
  if (id !== undefined) query = query.where("id", "=", id);
  if (isRunning === true) query = query.where("status", "=", "running");
  const tests = await query.execute();
  if (tests.length === 0) return [];
  const ids = tests.map(test => test.id);
  const variants = await session
    .selectFrom("ab_variants")
    .selectAll()
    .where("test_id", "in", ids)
    .orderBy("position")
    .execute();
  const looks = await session.selectFrom("ab_looks").selectAll().where("test_id", "in", ids).orderBy("seq").execute();
  const outputs = variants.flatMap(variant => (variant.output_id === null ? [] : [variant.output_id]));
  const approvals =
    outputs.length === 0
      ? []
      : await session
          .selectFrom("approvals")
          .select(["id", "output_id", "status", "mode", "decided_at", "decision_reason", "payload"])
          .where("output_id", "in", outputs)
          .orderBy("id", "desc")
          .execute();
  const deliveries =
    approvals.length === 0
      ? []
      : await session
          .selectFrom("deliveries")
          .select(["id", "approval_id", "status", "connector", "vendor_id", "evidence", "error", "finished_at"])
          .where(
            "approval_id",
            "in",
            approvals.map(approval => approval.id),
          )
          .orderBy("id", "desc")
          .execute();
  const complete = variants.map((variant): Variant => {
    const approval = approvals.find(row => row.output_id === variant.output_id && row.output_id !== null) ?? null;
    return { ...variant, approval, delivery: deliveries.find(row => row.approval_id === approval?.id) ?? null };
  });
  return tests.flatMap(test => {
    const [first, second] = complete.filter(variant => variant.test_id === test.id);
    if (first === undefined || second === undefined) return [];
    return [
      {
        ...test,
        metric: test.metric as Metric,
        variants: [first, second] as const,
        looks: looks.filter(look => look.test_id === test.id),
      },
    ];
  });
}
