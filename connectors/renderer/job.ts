/** Owns what a film may be: refuses, by field, what could not be drawn or would take more time and memory than one film may. */
import { z } from "zod";
import { listFieldErrors, refuseFields } from "#lib/core/fields.ts";
import type { RenderJob } from "#lib/kernel/readings.ts";

const MAX_DURATION_MS = 180_000;
const Side = z
  .int()
  .min(180, "make it at least 180 pixels")
  .max(1_920, "make it at most 1,920 pixels")
  .multipleOf(2, "give an even number of pixels, which encoders need");
const Colour = z.string().regex(/^#[0-9a-f]{6}$/i, "give a colour like #1d4ed8");

const Job = z.object({
  title: z.string().trim().min(1, "give the video a title").max(300),
  width: Side,
  height: Side,
  framesPerSecond: z.int().min(1).max(60, "give at most 60 frames a second"),
  theme: z.object({ background: Colour, foreground: Colour, accent: Colour }),
  scenes: z
    .array(
      z.object({
        durationMs: z.number().min(200, "let every scene stand for 0.2 s at least").max(60_000),
        headline: z.string().max(400, "shorten the headline to 400 characters"),
        body: z.string().max(1_200, "shorten the text to 1,200 characters"),
        caption: z.string().max(1_200, "shorten the caption to 1,200 characters"),
      }),
    )
    .min(1, "give at least one scene")
    .max(60, "give at most 60 scenes")
    .refine(
      scenes => scenes.reduce((sum, scene) => sum + scene.durationMs, 0) <= MAX_DURATION_MS,
      "shorten the video to three minutes",
    ),
});

/** The job as it may be rendered. Throws `invalid` naming every field that must change. */
export function checkJob(job: RenderJob): RenderJob {
  const parsed = Job.safeParse(job);
  if (parsed.success) return parsed.data;
  throw refuseFields(listFieldErrors(parsed.error), parsed.error);
}
