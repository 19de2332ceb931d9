/** Owns the rows of render_jobs: taken up by compare-and-set, so that one task at a time works on each. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { Script } from "./script.ts";

/** A run that says nothing for longer than its time limit is dead; see the time limit of the task render. */
export const LEASE_MS = 660_000;

export type NewJob = { id: string; workspaceId: string; briefId: string; script: Script; isUntrusted: boolean };

/** Adds a job unless it is there already, as after a first attempt that died. */
export async function addJob(session: Session, { id, workspaceId, briefId, script, isUntrusted }: NewJob) {
  await session
    .insertInto("render_jobs")
    .values({
      id,
      workspace_id: workspaceId,
      brief_id: briefId,
      title: script.title,
      format: script.format,
      scenes: JSON.stringify(script.scenes),
      is_untrusted: isUntrusted,
    })
    .onConflict(conflict => conflict.column("id").doNothing())
    .execute();
}

/** Takes a job up: one that waits, one whose worker is dead, or one that this very task had taken up before it was cut off. */
export function takeUpJob(session: Session, jobId: string, { taskId, now }: { taskId: string; now: Date }) {
  return session
    .updateTable("render_jobs")
    .set({
      status: "rendering",
      attempts: sql`attempts + 1`,
      task_id: taskId,
      lease_until: new Date(now.getTime() + LEASE_MS),
      progress: 0,
      error: null,
    })
    .where("id", "=", jobId)
    .where(({ and, eb, or }) =>
      or([
        eb("status", "=", "queued"),
        and([eb("status", "=", "rendering"), or([eb("lease_until", "<", now), eb("task_id", "=", taskId)])]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Changes a job while this task still holds it; returns whether it did. */
export async function changeJob(
  session: Session,
  { jobId, taskId }: { jobId: string; taskId: string },
  change: {
    status?: "queued" | "completed" | "failed";
    progress?: number;
    error?: string;
    output_id?: string;
    finished_at?: Date;
  },
): Promise<boolean> {
  const { numUpdatedRows } = await session
    .updateTable("render_jobs")
    .set(change)
    .where("id", "=", jobId)
    .where("task_id", "=", taskId)
    .where("status", "=", "rendering")
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The newest finished video that nobody was asked about yet, or a given one. */
export function findVideo(session: Session, outputId?: string) {
  return session
    .selectFrom("render_jobs")
    .innerJoin("output_files", join =>
      join.onRef("output_files.output_id", "=", "render_jobs.output_id").on("output_files.mime_type", "=", "video/mp4"),
    )
    .select([
      "render_jobs.id",
      "title",
      "scenes",
      "is_untrusted",
      "task_id",
      "output_files.output_id",
      "output_files.name",
    ])
    .where("render_jobs.status", "=", "completed")
    .$if(outputId !== undefined, query => query.where("render_jobs.output_id", "=", outputId ?? ""))
    .$if(outputId === undefined, query => query.where("offered_at", "is", null))
    .orderBy("render_jobs.created_at", "desc")
    .orderBy("render_jobs.id", "desc")
    .executeTakeFirst();
}
export type Video = NonNullable<Awaited<ReturnType<typeof findVideo>>>;
