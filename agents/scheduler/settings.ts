/** Owns what a workspace can set for the scheduler agent, with a default for everything. */
import { z } from "zod";

export const SchedulerSettings = z.strictObject({
  measure: z
    .enum(["engagement", "views"])
    .default("engagement")
    .describe("What a good hour brings: engagement (likes, replies and shares) or views"),
  half_life_days: z
    .number()
    .min(7)
    .max(3650)
    .default(365)
    .describe("Days after which a post counts half, because habits change"),
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
    .describe("Own posts on a platform from which only they are learned from; below it, all observed posts are"),
  max_posts: z.int().min(100).max(200_000).default(60_000).describe("How many posts to read at most, newest first"),
  listed_windows: z.int().min(1).max(24).default(3).describe("How many of the best hours to name for each platform"),
  lead_minutes: z.int().min(0).max(10_080).default(60).describe("Minutes that a suggested time lies ahead at least"),
  gap_hours: z.int().min(1).max(72).default(4).describe("Hours between two suggested times on one platform"),
});
export type SchedulerSettings = z.infer<typeof SchedulerSettings>;
