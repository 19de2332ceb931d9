/** Owns what becomes of render jobs that stand still: found, begun again, or given up. */
import type { TaskContext } from "#lib/kernel/define.ts";
import type { RemotionSettings } from "./settings.ts";

export type StuckJob = { id: string; title: string; attempts: number; wasLost: boolean };

/** Jobs whose worker is dead, and waiting ones that no task is about to take up. */
export async function findStuckJobs(ctx: TaskContext<RemotionSettings>): Promise<StuckJob[]> {
  const rows = await ctx.query(session =>
    session
      .selectFrom("render_jobs")
      .leftJoin("tasks", "tasks.id", "render_jobs.task_id")
      .select([
        "render_jobs.id",
        "title",
        "render_jobs.attempts",
        "render_jobs.status",
        "lease_until",
        "tasks.status as task_status",
      ])
      .where("render_jobs.status", "in", ["queued", "rendering"])
      .orderBy("render_jobs.created_at")
      .limit(100)
      .execute(),
  );
  const now = ctx.clock.now();
  return rows
    .map(row => ({ ...row, wasLost: row.status === "rendering" }))
    .filter(row =>
      row.wasLost
        ? row.lease_until !== null && row.lease_until < now
        : !["queued", "planning", "running"].includes(row.task_status ?? ""),
    );
}

/** Stages that a job is begun again by a task of its own. */
export function restartJob(ctx: TaskContext<RemotionSettings>, { id, title, attempts, wasLost }: StuckJob): void {
  const why = wasLost ? `was cut off in attempt ${attempts}` : "was left waiting";
  ctx.decide("plan", `"${title}" ${why}: it is begun again.`, { data: { job_id: id } });
  ctx.apply(session =>
    session
      .updateTable("render_jobs")
      .set({ status: "queued" })
      .where("id", "=", id)
      .where("status", "=", "rendering")
      .execute(),
  );
  ctx.send({
    type: "request",
    topic: "render.requested",
    to: "remotion",
    body: `Film "${title}" again`,
    payload: { job_id: id },
  });
}

/** Stages that a job is failed for good, and turns to a person. */
export function giveJobUp(ctx: TaskContext<RemotionSettings>, { id, title, attempts }: StuckJob): void {
  ctx.decide("escalate", `"${title}" was begun ${attempts} times and never finished: it is given up.`, {
    data: { job_id: id },
  });
  ctx.apply(session =>
    session
      .updateTable("render_jobs")
      .set({ status: "failed", error: `cut off ${attempts} times`, finished_at: ctx.clock.now() })
      .where("id", "=", id)
      .where("status", "in", ["queued", "rendering"])
      .execute(),
  );
}
