/** Owns the reading of a sweep as the report needs it: who ran, who did not, and who sends the summary. */
import { sql } from "kysely";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import type { Session } from "#lib/db/database.ts";
import type { TaskStatus } from "#lib/db/types.gen.ts";

export type SweptTask = {
  id: string;
  domain: string;
  status: TaskStatus;
  started_at: Date | null;
  finished_at: Date | null;
};

export type ReadSweep = {
  id: string;
  isScheduled: boolean;
  tasks: SweptTask[];
  skipped: { domain: string; reason: string }[];
  /** Whether this task is the one that sends the sweep's summary. */
  isSender: boolean;
};

const Skipped = z.array(z.object({ domain: z.string(), reason: z.string() }));

/** A sweep by its id, or the newest; null when there is none. Throws `not-found` for an id that is not there. */
export async function readSweep(session: Session, taskId: string, sweepId?: string): Promise<ReadSweep | null> {
  let query = session.selectFrom("sweeps").select(["id", "skipped", "scheduled_day"]);
  query = sweepId === undefined ? query.orderBy("id", "desc").limit(1) : query.where("id", "=", sweepId);
  const sweep = await query.executeTakeFirst();
  if (sweep === undefined) {
    if (sweepId === undefined) return null;
    throw new AppError("not-found", `params.sweep_id: there is no sweep ${sweepId} in this workspace`);
  }
  const tasks = await session
    .selectFrom("tasks")
    .select(["id", "domain", "status", "started_at", "finished_at"])
    .where("sweep_id", "=", sweep.id)
    .orderBy("id")
    .execute();
  return {
    id: sweep.id,
    isScheduled: sweep.scheduled_day !== null,
    tasks,
    skipped: Skipped.parse(sweep.skipped),
    isSender: await isSender(session, sweep.id, taskId),
  };
}

/** The task that the sweep's end has dispatched sends the summary; another does only when that one has failed. */
async function isSender(session: Session, sweepId: string, taskId: string): Promise<boolean> {
  const { rows } = await sql<{ is_sender: boolean }>`
    select s.task_id = ${taskId} or t.status = 'failed' as is_sender
    from sweep_summaries s join tasks t on t.id = s.task_id where s.sweep_id = ${sweepId}`.execute(session);
  return rows[0]?.is_sender ?? false;
}

/** Takes the summary over in the finishing transaction, so that one is sent. Throws `conflict` when another task came first. */
export async function claimSummary(session: Session, sweepId: string, taskId: string): Promise<void> {
  const { rows } = await sql`
    update sweep_summaries s set task_id = ${taskId}
    from tasks t
    where s.sweep_id = ${sweepId} and t.id = s.task_id and (s.task_id = ${taskId} or t.status = 'failed')
    returning s.sweep_id`.execute(session);
  if (rows.length === 0) throw new AppError("conflict", "another task has summed this sweep up in the meantime");
}
