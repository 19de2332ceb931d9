/** Owns how videos in production look in answers. */
import { z } from "zod";
import type { RenderJobRow } from "#lib/db/render-jobs.ts";
import { Moment, toMoment, toMomentOrNull } from "./fields.ts";

export const RenderStatusSchema = z.enum(["queued", "rendering", "completed", "failed"]).meta({ id: "RenderStatus" });

export const RenderJob = z
  .object({
    id: z.string(),
    title: z.string(),
    format: z.enum(["vertical", "square", "landscape"]),
    scene_count: z.number().int(),
    status: RenderStatusSchema,
    progress: z.number().describe("0 to 1"),
    attempts: z.number().int(),
    error: z.string().nullable(),
    is_untrusted: z.boolean().describe("Words from outside went into it"),
    brief_id: z.string().describe("The output it is made from"),
    output_id: z.string().nullable().describe("The finished video"),
    task_id: z.string().nullable().describe("The task that works on it, or last did"),
    offered_at: Moment.nullable().describe("When publishing it was proposed"),
    created_at: Moment,
    finished_at: Moment.nullable(),
  })
  .meta({ id: "RenderJob" });
export type RenderJob = z.infer<typeof RenderJob>;

export function describeRenderJob(row: RenderJobRow): RenderJob {
  return {
    id: row.id,
    title: row.title,
    format: z.enum(["vertical", "square", "landscape"]).parse(row.format),
    scene_count: Array.isArray(row.scenes) ? row.scenes.length : 0,
    status: row.status,
    progress: row.progress,
    attempts: row.attempts,
    error: row.error,
    is_untrusted: row.is_untrusted,
    brief_id: row.brief_id,
    output_id: row.output_id,
    task_id: row.task_id,
    offered_at: toMomentOrNull(row.offered_at),
    created_at: toMoment(row.created_at),
    finished_at: toMomentOrNull(row.finished_at),
  };
}
