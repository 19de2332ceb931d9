/** Owns the task that proposes to publish a finished video. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { findVideo } from "./jobs.ts";
import { proposePosts, writePost } from "./posting.ts";
import { RemotionSettings } from "./settings.ts";

const Params = z.strictObject({
  video_id: z.uuid("give the id of a video").optional().describe("The video; left out, the newest not yet proposed"),
  accounts: RemotionSettings.shape.accounts.describe(
    "Where to, each like youtube:@yourbrand; empty, as the settings say",
  ),
  text: z
    .string()
    .trim()
    .max(5_000, "shorten the text to 5,000 characters")
    .default("")
    .describe("What is written with it; empty takes its title and first sentence"),
});

const Result = z.object({
  video_id: z.string().nullable(),
  title: z.string().nullable(),
  proposed: z.int(),
  by_hand: z.boolean().describe("Whether people must publish it themselves, because no platform could fetch the file"),
  reason: z.string().nullable().describe("Why nothing was proposed"),
});

export const distribute = defineTask({
  name: "distribute",
  title: "Publish a video",
  purpose: "Proposes to publish a finished video on the accounts that you name.",
  settings: RemotionSettings,
  params: Params,
  result: Result,
  takes: { "render-job": { video_id: "output_id" } },
  effects: ["post.publish"],
  promises: { proposals: result => result.proposed },

  async run(ctx, { video_id, accounts, text }) {
    const video = await ctx.query(session => findVideo(session, video_id));
    if (video === undefined && video_id !== undefined) {
      const message = "there is no finished video of that id: run remotion.render first";
      throw new AppError("not-found", message, { details: { errors: [{ path: "params.video_id", message }] } });
    }
    const by_hand = ctx.settings.public_media_url === "";
    const where = accounts.length > 0 ? accounts : ctx.settings.accounts;
    if (video === undefined || where.length === 0) {
      const reason =
        video === undefined
          ? "There is no finished video that was not proposed yet: run remotion.render first."
          : "No account is named: add one like youtube:@yourbrand to the settings, or give accounts.";
      ctx.decide("complete", reason, { confidence: 1 });
      return { video_id: video?.output_id ?? null, title: video?.title ?? null, proposed: 0, by_hand, reason };
    }
    proposePosts(ctx, video, { accounts: where, text: text === "" ? writePost(ctx, video) : text });
    return { video_id: video.output_id, title: video.title, proposed: where.length, by_hand, reason: null };
  },
});
