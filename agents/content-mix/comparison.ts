/** Owns the step that both tasks begin with: the posts of the period, compared niche by niche. */
import { DateTime } from "luxon";
import { writeCount } from "#lib/core/count.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { runOnThread } from "../thread-pool.ts";
import measurePerformance, { PERFORMANCE_MODULE, type Performance, type PerformanceWork } from "./performance.ts";
import { readPeriod } from "./reading.ts";
import type { ContentMixSettings } from "./settings.ts";

export type Comparison =
  | { performance: null; reason: string }
  | {
      performance: Performance;
      reason: string;
      isHistorical: boolean;
      /** Days in the workspace's zone. */
      period: { start: string; end: string };
    };

/** Reads and compares, and leaves what it did in the trace. Without posts that can be compared it says why. */
export async function comparePosts(ctx: TaskContext<ContentMixSettings>, days: number): Promise<Comparison> {
  const { settings } = ctx;
  const timeZone = ctx.workspace.timeZone;
  const query = {
    measure: settings.measure,
    timeZone,
    days,
    now: ctx.clock.now(),
    settleHours: settings.settle_hours,
    maxPosts: settings.max_posts,
  };
  const read = await ctx.query(session => readPeriod(session, query));
  if (read === null)
    return {
      performance: null,
      reason: `There are no posts older than ${settings.settle_hours} hours yet: import some first.`,
    };
  if (read.count === 0) {
    const reason = `None of ${writeCount(read.unmeasured, "post")} has numbers for ${settings.measure}: import them with their likes, replies, shares or views.`;
    return { performance: null, reason };
  }
  const input: PerformanceWork = { posts: read.posts, settings };
  const performance = await runOnThread<PerformanceWork, Performance>(PERFORMANCE_MODULE, input, {
    signal: ctx.signal,
    inline: measurePerformance,
  });
  const left = read.unmeasured === 0 ? "" : ` ${writeCount(read.unmeasured, "post")} without numbers left out.`;
  const reason = `${read.reason}${left}`;
  ctx.decide(
    "tool-call",
    `Compared ${writeCount(performance.posts, "post")} in ${writeCount(performance.niches.length, "niche")}. ${reason}`,
    { data: { posts: performance.posts, unplaced: performance.unplaced, unmeasured: read.unmeasured } },
  );
  const toDay = (ms: number) => DateTime.fromMillis(ms, { zone: timeZone }).toISODate() ?? "";
  const end = toDay(read.until.getTime());
  const period = { start: toDay(performance.fromMs ?? read.until.getTime()), end };
  return { performance, reason, isHistorical: read.isHistorical, period };
}
