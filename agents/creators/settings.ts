/** Owns what a workspace can set for the creators agent, with a default for everything. */
import { z } from "zod";

const Watched = z.strictObject({
  platform: z.string().trim().toLowerCase().min(1).max(40).describe("Such as tiktok, youtube or x"),
  niche: z.string().trim().min(1).max(200).describe("The niche as the research service names it"),
});

export const CreatorsSettings = z.strictObject({
  watch: z
    .array(Watched)
    .max(50)
    .default([])
    .describe("Platforms and niches to follow; empty, those that posts and trends are about"),
  pages_per_niche: z
    .int()
    .min(1)
    .max(50)
    .default(3)
    .describe("How many pages of creators, and of posts, to read of one niche on one platform"),
  pages_per_run: z.int().min(2).max(500).default(60).describe("How many pages to read in one run, in all"),
  min_posts: z.int().min(1).max(1_000).default(3).describe("How many posts an account needs to be taken for a creator"),
  posts_per_creator: z
    .int()
    .min(5)
    .max(1_000)
    .default(200)
    .describe("How many of a creator's newest posts are looked at"),
});
export type CreatorsSettings = z.infer<typeof CreatorsSettings>;
