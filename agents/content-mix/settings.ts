/** Owns what a workspace can set for the content-mix agent, with a default for everything. */
import { z } from "zod";

export const ContentMixSettings = z.strictObject({
  measure: z
    .enum(["engagement", "views"])
    .default("engagement")
    .describe("What a good post brings: engagement (likes, replies and shares) or views"),
  posts_per_week: z.int().min(1).max(500).default(7).describe("Posts to plan while your own pace is not known"),
  min_posts: z.int().min(1).max(1000).default(5).describe("Posts that a niche needs within the period to be compared"),
  max_niches: z.int().min(2).max(40).default(12).describe("How many niches to compare, those with most posts first"),
  max_share: z.number().min(0.05).max(1).default(0.4).describe("Largest share of a week that one niche may take"),
  max_shift: z.number().min(0.01).max(1).default(0.15).describe("How far a niche's share may move in one week"),
  exploration_share: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.15)
    .describe("Share of a week kept for niches of which little is known"),
  risk_aversion: z
    .number()
    .min(0.1)
    .max(10_000)
    .default(100)
    .describe("How much uncertainty counts against expected gain; higher spreads the posts wider"),
  settle_hours: z
    .number()
    .min(0)
    .max(720)
    .default(24)
    .describe("Hours before a post's numbers count, because they still grow"),
  own_posts_needed: z
    .int()
    .min(1)
    .max(100_000)
    .default(50)
    .describe("Own posts on a platform from which only they are compared; below it, all observed posts are"),
  max_posts: z.int().min(100).max(200_000).default(30_000).describe("How many posts to read at most, newest first"),
  ignored_words: z.array(z.string().trim().min(1)).default([]).describe("Words that never name a niche"),
});
export type ContentMixSettings = z.infer<typeof ContentMixSettings>;
