/** Owns what a learning comes to: the best hours by platform, and what kind of data it rests on. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import type { WindowRow } from "./entries.ts";
import { estimateLift, rankWindows, writeWhose } from "./finding.ts";
import type { Learning } from "./learning.ts";

const DAY_MS = 86_400_000;
const HISTORICAL_DAYS = 30;

const Window = z.object({
  day_of_week: z.int().describe("1 is Monday"),
  hour: z.int(),
  percent: z.number().describe("Expected percent over usual"),
  low: z.number(),
  high: z.number(),
  better_chance: z.number().describe("Probability that it beats the usual"),
  best_share: z.number().describe("Probability that it is the best hour of the week"),
  posts: z.int(),
});
export const PlatformSummary = z.object({ platform: z.string(), posts: z.int(), best: z.array(Window) });
export type PlatformSummary = z.infer<typeof PlatformSummary>;

/** The best hours of each platform, the busiest platform first. */
export function summarizePlatforms(windows: readonly WindowRow[], listed: number): PlatformSummary[] {
  const platforms = [...new Set(windows.map(row => row.platform))].map(platform => {
    const ranked = rankWindows(windows, platform);
    const best = ranked.slice(0, listed).map(row => ({
      day_of_week: row.day_of_week,
      hour: row.hour,
      ...estimateLift(row.lift, row.lift_sd),
      best_share: row.best_share,
      posts: row.posts,
    }));
    return { platform, posts: ranked.reduce((sum, row) => sum + row.posts, 0), best };
  });
  return platforms.sort((a, b) => b.posts - a.posts);
}

/** How old the data is, whose it is, and what was left out. */
export function describeData(
  learning: Learning,
  { now, unmeasured, isCut }: { now: Date; unmeasured: number; isCut: boolean },
): { isHistorical: boolean; when: string; reason: string } {
  const asOf = learning.learned.as_of;
  const isHistorical = now.getTime() - Date.parse(asOf) > HISTORICAL_DAYS * DAY_MS;
  const newest = `The newest post is from ${asOf.slice(0, 10)}`;
  const when = isHistorical ? `${newest}, so the data is historical: this is what worked then.` : `${newest}.`;
  const parts = [
    when,
    writeWhose(learning),
    unmeasured > 0 ? `${writeCount(unmeasured, "post")} without numbers left out.` : "",
    learning.incomparable > 0 ? `${writeCount(learning.incomparable, "post")} of accounts with one post left out.` : "",
    learning.dateOnly > 0
      ? `${writeCount(learning.dateOnly, "post")} left out of which only the date is known: import them with the time of day.`
      : "",
    isCut ? "That is the most that is read." : "",
  ];
  return { isHistorical, when, reason: parts.filter(part => part !== "").join(" ") };
}
