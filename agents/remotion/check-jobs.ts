/** Owns the task that looks after render jobs: what was lost is begun again, what is finished is proposed to be published. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { findVideo } from "./jobs.ts";
import { proposePosts, writePost } from "./posting.ts";
import { RemotionSettings } from "./settings.ts";
import { findStuckJobs, giveJobUp, restartJob } from "./stuck-jobs.ts";

const Params = z.strictObject({
  propose: z.boolean().default(true).describe("Whether to propose publishing the newest finished video"),
});

const Result = z.object({
  queued: z.int(),
  rendering: z.int(),
  completed: z.int(),
  failed: z.int(),
  restarted: z.int().describe("Jobs that were lost or left waiting, and are begun again"),
  given_up: z.int().describe("Jobs that were cut off too often"),
  distributing: z.int().describe("Proposals to publish that were made now"),
  summary: z.string(),
});

export const checkJobs = defineTask({
  name: "check-jobs",
  title: "Check render jobs",
  purpose: "Begins lost videos again, and proposes to publish what is finished.",
  settings: RemotionSettings,
  params: Params,
  result: Result,
  effects: ["post.publish"],
  promises: { proposals: result => result.distributing },

  async run(ctx, { propose }) {
    const counts = await ctx.query(session =>
      session
        .selectFrom("render_jobs")
        .select(({ fn }) => ["status", fn.countAll<number>().as("count")])
        .groupBy("status")
        .execute(),
    );
    const count = (status: string) => Number(counts.find(row => row.status === status)?.count ?? 0);
    const stuck = await findStuckJobs(ctx);
    const hopeless = stuck.filter(job => job.attempts >= ctx.settings.max_attempts);
    for (const job of hopeless) giveJobUp(ctx, job);
    const hopeful = stuck.filter(job => job.attempts < ctx.settings.max_attempts);
    const canRender = hopeful.length === 0 || (await ctx.capability("render")) !== null;
    if (!canRender) ctx.decide("escalate", `${writeCount(hopeful.length, "video")} wait: no renderer is connected.`);
    else for (const job of hopeful) restartJob(ctx, job);

    const video = propose ? await ctx.query(session => findVideo(session)) : undefined;
    const { accounts } = ctx.settings;
    if (video !== undefined && accounts.length > 0) proposePosts(ctx, video, { accounts, text: writePost(ctx, video) });
    else if (video !== undefined)
      ctx.decide("plan", `"${video.title}" could be published: name accounts in the settings to have it proposed.`);
    const distributing = video === undefined ? 0 : accounts.length;

    const restarted = canRender ? hopeful.length : 0;
    const lost = stuck.filter(job => job.wasLost).length;
    const summary = [
      `${writeCount(count("completed"), "render")} complete`,
      `${count("rendering") - lost} rendering`,
      `${count("queued") + lost - hopeless.length} waiting`,
      `${count("failed") + hopeless.length} failed`,
      `${distributing} distributing`,
    ].join(", ");
    ctx.decide("complete", `${summary}.`, { data: { restarted, given_up: hopeless.length } });
    return {
      queued: count("queued") + lost - hopeless.length,
      rendering: count("rendering") - lost,
      completed: count("completed"),
      failed: count("failed") + hopeless.length,
      restarted,
      given_up: hopeless.length,
      distributing,
      summary,
    };
  },
});
