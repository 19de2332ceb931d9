/** Owns what a workspace can set for the trends agent, with a default for everything. */
import { z } from "zod";

export const TrendsSettings = z.strictObject({
  max_niches: z.int().min(1).max(100).default(30).describe("How many niches to keep, strongest first"),
  max_posts: z.int().min(100).max(200_000).default(60_000).describe("How many posts to read at most, newest first"),
  ignored_words: z.array(z.string().trim().min(1)).default([]).describe("Words that never name a niche"),
  engagement_weight: z.number().min(0).max(1).default(0.4).describe("Share of the strength that engagement can give"),
  breadth_weight: z.number().min(0).max(1).default(0.3).describe("Share that presence on several platforms can give"),
  momentum_weight: z.number().min(0).max(1).default(0.3).describe("Share that growth over the time before can give"),
});
export type TrendsSettings = z.infer<typeof TrendsSettings>;
