/** Owns what a workspace can set for the youtube agent, with a default for everything. */
import { z } from "zod";

const Rule = z.strictObject({
  tag: z.string().trim().toLowerCase().min(1).max(80).describe("The tag to give"),
  keywords: z
    .array(z.string().trim().min(1).max(80))
    .min(1)
    .max(100)
    .describe("Words or phrases, any of which gives it"),
});
export type Rule = z.infer<typeof Rule>;

const rules = (usual: Rule[]) => z.array(Rule).max(200).default(usual);

export const YouTubeSettings = z.strictObject({
  channels: z
    .array(z.string().trim().min(2).max(100))
    .max(50)
    .default([])
    .describe("Channels to read: ids (UC…) or handles (@name)"),
  pages_per_channel: z.int().min(1).max(200).default(4).describe("How many pages of 50 videos to read of a channel"),
  pages_per_run: z.int().min(1).max(300).default(60).describe("How many pages to read in one run, in all"),
  niche_rules: rules([]).describe("Niches by keyword: they decide before anything learned does"),
  offer_rules: rules([
    { tag: "discount", keywords: ["discount code", "promo code", "coupon", "use code", "off your first order"] },
    { tag: "course", keywords: ["online course", "masterclass", "webinar", "enroll now", "bootcamp"] },
    { tag: "merchandise", keywords: ["merch", "merchandise", "our store", "official store"] },
    { tag: "free trial", keywords: ["free trial", "sign up for free", "try it free"] },
    { tag: "newsletter", keywords: ["newsletter", "mailing list"] },
  ]).describe("Offers by keyword, also looked for in descriptions"),
  type_rules: rules([
    { tag: "music video", keywords: ["official video", "official music video", "lyric video", "official audio"] },
    { tag: "trailer", keywords: ["official trailer", "trailer", "teaser"] },
    { tag: "tutorial", keywords: ["how to", "tutorial", "step by step", "beginner's guide"] },
    { tag: "review", keywords: ["review", "unboxing", "hands on", "first look", "first impressions"] },
    { tag: "interview", keywords: ["interview", "talks about", "q&a"] },
    { tag: "reaction", keywords: ["reaction", "reacts to", "reacting to"] },
    { tag: "challenge", keywords: ["challenge"] },
    { tag: "highlights", keywords: ["highlights", "recap"] },
    { tag: "vlog", keywords: ["vlog", "day in the life"] },
    { tag: "live", keywords: ["live stream", "livestream", "live performance"] },
  ]).describe("Types of video by keyword"),
  learn_from_category: z
    .boolean()
    .default(true)
    .describe("Take a video's category for its niche, and learn from it, where people gave too few labels"),
  min_accuracy: z
    .number()
    .min(0.5)
    .max(0.99)
    .default(0.75)
    .describe("Share of learned tags that shall be right; where that is not reached, nothing is said"),
  min_examples: z.int().min(20).max(10_000).default(60).describe("How many labelled videos learning needs"),
  min_per_label: z.int().min(3).max(1_000).default(8).describe("How many of them a label needs to be learned"),
  max_videos: z.int().min(100).max(100_000).default(20_000).describe("How many videos to look at in one run at most"),
});
export type YouTubeSettings = z.infer<typeof YouTubeSettings>;
