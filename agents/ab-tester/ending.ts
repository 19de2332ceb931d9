/** Owns what a test keeps of a look and of its one end, by compare-and-set: whoever comes second changes nothing. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import type { LookJudgement } from "#lib/stats/sequential-look.ts";
import { countEvents, type Pair } from "./metric.ts";
import type { TestFile } from "./test-file.ts";
import { turnUplift } from "./wording.ts";

type Origin = { taskId: string; now: Date };

/** Notes from when the hours of a test count: both posts are out. */
export async function noteStart(session: Session, test: TestFile, startedAt: Date): Promise<void> {
  await session
    .updateTable("ab_tests")
    .set({ started_at: startedAt })
    .where("id", "=", test.id)
    .where("started_at", "is", null)
    .execute();
}

/** Keeps a look. Throws `conflict` when the test has ended or was looked at meanwhile. */
export async function keepLook(
  session: Session,
  test: TestFile,
  {
    taskId,
    now,
    pair,
    hours,
    judged,
    z,
  }: Origin & { pair: Pair; hours: number | null; judged: LookJudgement; z: number },
): Promise<void> {
  const held = await session
    .selectFrom("ab_tests")
    .select("id")
    .where("id", "=", test.id)
    .where("status", "=", "running")
    .forNoKeyUpdate()
    .executeTakeFirst();
  const seen = await session
    .selectFrom("ab_looks")
    .select(eb => eb.fn.countAll<number>().as("looks"))
    .where("test_id", "=", test.id)
    .executeTakeFirstOrThrow();
  if (held === undefined || Number(seen.looks) !== test.looks.length) throw refuseSecond();
  await session
    .insertInto("ab_looks")
    .values({
      id: createId(),
      workspace_id: test.workspace_id,
      test_id: test.id,
      seq: test.looks.length + 1,
      hours,
      looked_at: now,
      task_id: taskId,
      metrics_a: pair.a.id,
      metrics_b: pair.b.id,
      size_a: pair.a.impressions ?? 0,
      size_b: pair.b.impressions ?? 0,
      events_a: countEvents(test.metric, pair.a),
      events_b: countEvents(test.metric, pair.b),
      z,
      boundary: judged.boundary,
      information: judged.fraction,
      spent_alpha: judged.spent,
      sample_ratio_p: judged.sampleRatio?.pValue ?? null,
      ...listUplift(judged),
      state: judged.state,
    })
    .execute();
}

/** Decides a running test, once. Throws `conflict` when it has ended. */
export async function decideTest(
  session: Session,
  test: TestFile,
  {
    taskId,
    now,
    outcome,
    judged,
    reason,
  }: Origin & { outcome: "winner" | "inconclusive" | "mismatch"; judged: LookJudgement; reason: string },
): Promise<void> {
  await end(session, test, {
    status: "decided",
    outcome,
    winner_variant_id: judged.winner === null ? null : test.variants[judged.winner].id,
    ...listUplift(judged),
    lead: judged.winner === null ? null : (turnUplift(judged.uplift, judged.winner)?.estimate ?? null),
    reason,
    decided_by_task_id: taskId,
    ended_at: now,
  });
}

/** Stops a running test for a reason that is not in its numbers. Throws `conflict` when it has ended. */
export async function stopTest(
  session: Session,
  test: TestFile,
  { taskId, now, reason }: Origin & { reason: string },
): Promise<void> {
  await end(session, test, { status: "stopped", reason, decided_by_task_id: taskId, ended_at: now });
}

async function end(
  session: Session,
  test: TestFile,
  ending: {
    status: "decided" | "stopped";
    outcome?: "winner" | "inconclusive" | "mismatch";
    winner_variant_id?: string | null;
    uplift?: number | null;
    uplift_low?: number | null;
    uplift_high?: number | null;
    lead?: number | null;
    reason: string;
    decided_by_task_id: string;
    ended_at: Date;
  },
): Promise<void> {
  const ended = await session
    .updateTable("ab_tests")
    .set(ending)
    .where("id", "=", test.id)
    .where("status", "=", "running")
    .returning("id")
    .executeTakeFirst();
  if (ended === undefined) throw refuseSecond();
}

/** The second way over the first, as the table keeps it; an interval without an upper end has none there either. */
function listUplift({ uplift }: LookJudgement) {
  return {
    uplift: uplift?.estimate ?? null,
    uplift_low: uplift?.low ?? null,
    uplift_high: uplift !== null && Number.isFinite(uplift.high) ? uplift.high : null,
  };
}

function refuseSecond(): AppError {
  return new AppError("conflict", "another run has looked at this test or ended it meanwhile");
}
