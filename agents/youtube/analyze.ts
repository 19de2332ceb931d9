/** Owns the task that tags videos with niche, offer and type, and says nothing where it is not sure. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import type { TextModel } from "#lib/stats/text-model.ts";
import { runOnThread } from "../thread-pool.ts";
import { planReading } from "./daily-reading.ts";
import { describeKind, writeTagFinding } from "./finding.ts";
import { type LearnedTag, learnTag } from "./learned.ts";
import { countVideos, keepTags, readTaggable } from "./observations.ts";
import { YouTubeSettings } from "./settings.ts";
import work, { TAGGING_MODULE, type Tagging, type TaggingWork, type TagKind, tagKinds } from "./tagging.ts";

const Params = z.strictObject({
  again: z.boolean().default(false).describe("Look again at videos that were tagged before; a person's tags stay"),
});

const Count = z.object({
  kind: z.enum(tagKinds),
  by_rule: z.int(),
  by_classifier: z.int(),
  by_person: z.int(),
  unsure: z.int().describe("Videos for which the learned tag was not sure enough"),
  accuracy: z.number().nullable().describe("Held-out accuracy of what was learned if it always answered"),
  coverage: z.number().nullable().describe("Share of held-out videos for which it was sure enough"),
});

const Result = z.object({
  videos: z.int().describe("Videos looked at"),
  known: z.int().describe("Videos in the workspace"),
  counts: z.array(Count),
  top_niches: z.array(z.object({ niche: z.string(), videos: z.int() })),
  reason: z.string().nullable().describe("Why there was nothing to do"),
});

export const analyze = defineTask({
  name: "analyze",
  title: "Tag videos",
  purpose:
    "Tags new videos with their niche, offer and type, with the words that decided, and leaves out what is unsure.",
  settings: YouTubeSettings,
  params: Params,
  result: Result,
  timeoutMs: 300_000,
  promises: { outputs: result => (result.videos > 0 ? 1 : 0) },

  async run(ctx, params) {
    const { settings } = ctx;
    await planReading(ctx);
    const { videos: known, untagged } = await ctx.query(countVideos);
    if (known === 0) {
      const reason = "There are no videos yet: connect YouTube and run ingest, or import a file of videos.";
      ctx.decide("complete", `Nothing to tag. ${reason}`, { confidence: 1, data: { known } });
      return { videos: 0, known, counts: [], top_niches: [], reason };
    }
    const learned: LearnedTag[] = [];
    for (const kind of tagKinds) learned.push(await learnTag(ctx, kind));
    const renewed = learned.filter(({ model, isRetrained }) => model !== null && isRetrained).map(({ kind }) => kind);
    const { videos, count } = await ctx.query(session =>
      readTaggable(session, { limit: settings.max_videos, again: params.again, renewed }),
    );
    for (const { kind, said, quality, isRetrained } of learned) {
      ctx.decide("tool-call", said, {
        ...(quality === null ? {} : { confidence: quality.precision }),
        data: { kind, ...quality, is_retrained: isRetrained },
      });
    }
    if (count === 0) {
      const reason = `All ${writeCount(known, "video")} were tagged before, and nothing new was learned since.`;
      ctx.decide("complete", `Nothing to tag. ${reason}`, { confidence: 1, data: { known } });
      return { videos: 0, known, counts: [], top_niches: [], reason };
    }
    const anew = renewed.length === 0 ? "" : ` Those without a ${renewed.join(" or ")} are looked at again.`;
    ctx.decide(
      "plan",
      `Tag ${writeCount(count, "video")}, ${untagged.toLocaleString("en")} of the workspace's for the first time: keywords first, then a video's own category for its niche, then what was learned.${anew}`,
      { data: { known, untagged, again: params.again, renewed } },
    );
    const models: Partial<Record<TagKind, TextModel>> = {};
    for (const { kind, model } of learned) if (model !== null) models[kind] = model;
    const usesCategory = settings.learn_from_category && learned[0]?.source === "category";
    const input: TaggingWork = { kind: "tag", videos, settings, models, usesCategory };
    const tagging = await runOnThread<TaggingWork, Tagging>(TAGGING_MODULE, input, {
      signal: ctx.signal,
      inline: given => work(given) as Tagging,
    });
    const now = ctx.clock.now();
    for (const update of tagging.updates) ctx.apply(session => keepTags(session, update, now));
    ctx.output(writeTagFinding(tagging, learned));
    ctx.decide("complete", tagKinds.map(kind => describeKind(kind, tagging)).join(" "), {
      data: { videos: tagging.videos },
    });
    return {
      videos: tagging.videos,
      known,
      counts: learned.map(({ kind, quality }) => {
        const { rule, classifier, person, unsure } = tagging.counts[kind];
        const { accuracy, coverage } = quality ?? { accuracy: null, coverage: null };
        return { kind, by_rule: rule, by_classifier: classifier, by_person: person, unsure, accuracy, coverage };
      }),
      top_niches: Object.entries(tagging.counts.niche.tags)
        .map(([niche, count]) => ({ niche, videos: count }))
        .sort((a, b) => b.videos - a.videos)
        .slice(0, 10),
      reason: null,
    };
  },
});
