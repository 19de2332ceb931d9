/** Owns the task that makes the video of a brief, and that takes up again what a dead worker left. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { keepJobTrue, nameFile, queueJob } from "./job-work.ts";
import { changeJob, takeUpJob } from "./jobs.ts";
import { Script } from "./script.ts";
import { Format, measureFormat, RemotionSettings } from "./settings.ts";

const Params = z.strictObject({
  brief_id: z.uuid("give the id of a brief").optional().describe("The brief; left out, the newest without a video"),
  format: Format.optional().describe("Shape, where it shall be another than the brief's"),
  job_id: z.uuid("give the id of a render job").optional().describe("Or a job that was queued before"),
});

const Result = z.object({
  job_id: z.string().nullable(),
  status: z.enum(["completed", "queued", "taken", "nothing"]),
  video_id: z.string().nullable().describe("The output that holds the video"),
  seconds: z.number(),
  frames: z.int(),
  bytes: z.int(),
  reason: z.string().nullable().describe("Why there is no video"),
});

const nothing = { video_id: null, seconds: 0, frames: 0, bytes: 0 };

export const render = defineTask({
  name: "render",
  title: "Render a video",
  purpose: "Makes the video of a brief, with captions, as a file that plays in a browser.",
  settings: RemotionSettings,
  params: Params,
  result: Result,
  takes: { "render-job": { job_id: "id" } },
  handles: ["render.requested"],
  refusesDryRun: "filming takes minutes, and its job must say meanwhile that it is taken",
  promises: { outputs: result => (result.status === "completed" ? 1 : 0) },
  timeoutMs: 600_000,

  async run(ctx, params) {
    const jobId = params.job_id ?? (await queueJob(ctx, params));
    if (jobId === null) {
      const reason = "There is no brief without a video: run remotion.brief first.";
      ctx.decide("complete", reason, { confidence: 1 });
      return { ...nothing, job_id: null, status: "nothing" as const, reason };
    }
    const renderer = await ctx.capability("render");
    if (renderer === null) {
      const reason = "No renderer is connected: the job waits until there is one.";
      ctx.decide("escalate", reason);
      return { ...nothing, job_id: jobId, status: "queued" as const, reason };
    }
    const holder = { taskId: ctx.task.id, now: ctx.clock.now() };
    // At once and not with the result: another run must see that the job is taken.
    const job = await ctx.query(session => takeUpJob(session, jobId, holder));
    if (job === undefined) {
      const reason = "Another task works on it, it is finished, or it is not there.";
      ctx.decide("complete", reason);
      return { ...nothing, job_id: jobId, status: "taken" as const, reason };
    }
    if (job.attempts > 1) ctx.decide("plan", `Taken up again: attempt ${job.attempts}, the last one was cut off.`);
    const script = Script.parse({ title: job.title, format: job.format, scenes: job.scenes });
    const size = measureFormat(script.format, ctx.settings.short_side);
    const film = {
      title: script.title,
      ...size,
      framesPerSecond: ctx.settings.frames_per_second,
      theme: { background: ctx.settings.background, foreground: ctx.settings.foreground, accent: ctx.settings.accent },
      scenes: script.scenes.map(({ duration_ms, ...scene }) => ({ ...scene, durationMs: duration_ms })),
    };
    const held = { jobId, taskId: ctx.task.id };
    const video = await keepJobTrue(ctx, held, onProgress => renderer.render(film, { signal: ctx.signal, onProgress }));

    const seconds = video.durationMs / 1_000;
    const videoId = ctx.output({
      kind: "video",
      title: script.title,
      content: {
        format: "markdown",
        text: `${seconds.toFixed(1)} s, ${size.width} × ${size.height}, ${film.framesPerSecond} pictures a second.`,
        ...size,
        seconds,
        frames: video.frames,
        brief_id: job.brief_id,
        job_id: jobId,
      },
      author: { kind: "engine", name: "video renderer" },
      isUntrusted: job.is_untrusted,
    });
    const name = nameFile(script.title, videoId);
    ctx.file({ outputId: videoId, name: `${name}.mp4`, mimeType: video.mimeType, bytes: video.bytes });
    if (video.captions.includes("-->"))
      ctx.file({ outputId: videoId, name: `${name}.vtt`, mimeType: "text/vtt", bytes: Buffer.from(video.captions) });
    const finished_at = ctx.clock.now();
    ctx.apply(async session => {
      const isMine = await changeJob(session, held, {
        status: "completed",
        progress: 1,
        output_id: videoId,
        finished_at,
      });
      if (!isMine) throw new AppError("conflict", "another task has taken this video up meanwhile");
    });
    const bytes = video.bytes.byteLength;
    ctx.decide("complete", `${seconds.toFixed(1)} s in ${video.frames} pictures, ${(bytes / 1e6).toFixed(1)} MB.`, {
      data: { ...size, frames: video.frames, bytes },
    });
    return {
      job_id: jobId,
      status: "completed" as const,
      video_id: videoId,
      seconds,
      frames: video.frames,
      bytes,
      reason: null,
    };
  },
});
