/** Owns how strong a niche is across platforms; refuses to compare raw engagement between platforms. */
import type { Interval } from "./intervals.ts";
import { computeRateRatio } from "./intervals.ts";
import type { PercentileScale } from "./percentiles.ts";
import { createPercentileScale, getPercentile } from "./percentiles.ts";
import type { ScoredComponent } from "./weighted-score.ts";
import { combineScore } from "./weighted-score.ts";

/** engagement: any count of reactions, at least 0; compared only within its platform. A post may name several niches. */
export type TrendPost = { id: string; niche: string; platform: string; atMs: number; engagement: number };
export type TrendComponent = "engagement" | "breadth" | "momentum";
export type TrendWeights = Record<TrendComponent, number>;
export type NicheTrend = {
  niche: string;
  /** 0..100; the points of the components sum to it. */
  strength: number;
  components: ScoredComponent<TrendComponent>[];
  /** Platforms with a post of the niche in the recent window, most posts first. */
  platforms: { platform: string; posts: number; engagement: number; percentile: number }[];
  recentPosts: number;
  previousPosts: number;
  totalEngagement: number;
  averageEngagement: number;
  /** Share of posts now over share of posts before, shrunk towards 1, 95 % interval; null without a before. */
  momentum: Interval | null;
  topPosts: TrendPost[];
};
export type TrendOptions = {
  nowMs: number;
  /** The recent window is (now - windowMs, now]; the previous one has the same length before it. */
  windowMs: number;
  weights?: TrendWeights;
  topPostCount?: number;
};

export const DEFAULT_TREND_WEIGHTS: TrendWeights = { engagement: 0.4, breadth: 0.3, momentum: 0.3 };

/** Posts' worth of "average" that a niche's engagement starts with on each platform. */
const ENGAGEMENT_PRIOR_POSTS = 5;

/**
 * Measures every niche that has a post in the recent window, strongest first.
 * engagement: mean percentile of its posts within their platform (posts of both windows), shrunk towards one
 * half and averaged over platforms by posts; percentiles are the robust form of log-scaled engagement.
 * breadth: (effective number of platforms - 1) / (platforms in the data - 1), the exponential of Shannon's
 * entropy over the niche's share of each platform (Hill 1973); unknown with one platform.
 * momentum: ratio / (1 + ratio) of its share of all posts now over before, so steady is one half, with a
 * prior of two posts a window; unknown when nothing was posted before.
 */
export function measureTrends(posts: readonly TrendPost[], options: TrendOptions): NicheTrend[] {
  const { nowMs, windowMs, weights = DEFAULT_TREND_WEIGHTS, topPostCount = 3 } = options;
  if (!(windowMs > 0)) throw new RangeError("windowMs must be above 0");
  const inWindow = posts.filter(({ atMs }) => atMs <= nowMs && atMs > nowMs - 2 * windowMs);
  for (const { id, engagement } of inWindow) {
    if (!(engagement >= 0)) throw new RangeError(`engagement of post ${id} must be at least 0`);
  }
  const distinct = [...new Map(inWindow.map(post => [`${post.platform}\n${post.id}`, post])).values()];
  const scales = new Map<string, PercentileScale>();
  for (const [platform, group] of Map.groupBy(distinct, post => post.platform)) {
    scales.set(platform, createPercentileScale(group.map(post => post.engagement)));
  }
  const isRecent = (post: TrendPost) => post.atMs > nowMs - windowMs;
  const recentAll = distinct.filter(isRecent);
  const context: Context = {
    scales,
    recentTotal: recentAll.length,
    previousTotal: distinct.length - recentAll.length,
    platformTotals: new Map([...Map.groupBy(recentAll, post => post.platform)].map(([p, group]) => [p, group.length])),
    weights,
    topPostCount,
  };
  const trends: NicheTrend[] = [];
  for (const [niche, group] of Map.groupBy(inWindow, post => post.niche)) {
    const recent = group.filter(isRecent);
    if (recent.length > 0) trends.push(measureNiche(niche, recent, group.length - recent.length, context));
  }
  return trends.sort(
    (a, b) => b.strength - a.strength || b.recentPosts - a.recentPosts || (a.niche < b.niche ? -1 : 1),
  );
}

type Context = {
  scales: ReadonlyMap<string, PercentileScale>;
  recentTotal: number;
  previousTotal: number;
  platformTotals: ReadonlyMap<string, number>;
  weights: TrendWeights;
  topPostCount: number;
};

function measureNiche(
  niche: string,
  recent: readonly TrendPost[],
  previousPosts: number,
  context: Context,
): NicheTrend {
  const rank = (post: TrendPost) =>
    getPercentile(context.scales.get(post.platform) as PercentileScale, post.engagement);
  const platforms = [...Map.groupBy(recent, post => post.platform)].map(([platform, group]) => {
    const sum = group.reduce((total, post) => total + rank(post), 0);
    const percentile = (sum + 0.5 * ENGAGEMENT_PRIOR_POSTS) / (group.length + ENGAGEMENT_PRIOR_POSTS);
    return { platform, posts: group.length, engagement: sumEngagement(group), percentile };
  });
  platforms.sort((a, b) => b.posts - a.posts || (a.platform < b.platform ? -1 : 1));
  const engagement = platforms.reduce((sum, { posts, percentile }) => sum + posts * percentile, 0) / recent.length;
  const momentum =
    context.previousTotal > 0
      ? computeRateRatio(recent.length, context.recentTotal, previousPosts, context.previousTotal, { pseudoCount: 2 })
      : null;
  const values = {
    engagement,
    breadth: measureBreadth(
      platforms.map(({ platform, posts }) => posts / (context.platformTotals.get(platform) as number)),
      context.scales.size,
    ),
    momentum: momentum && momentum.estimate / (1 + momentum.estimate),
  };
  const names = ["engagement", "breadth", "momentum"] as const;
  const { score, components } = combineScore(
    names.map(name => ({ name, value: values[name], weight: context.weights[name] })),
  );
  const totalEngagement = sumEngagement(recent);
  const topPosts = recent.toSorted(
    (a, b) => rank(b) - rank(a) || b.engagement - a.engagement || (a.id < b.id ? -1 : 1),
  );
  return {
    niche,
    strength: score,
    components,
    platforms,
    recentPosts: recent.length,
    previousPosts,
    totalEngagement,
    averageEngagement: totalEngagement / recent.length,
    momentum,
    topPosts: topPosts.slice(0, context.topPostCount),
  };
}

/** 0 on one platform, 1 when equally present on all; null when there is only one platform to be on. */
export function measureBreadth(presences: readonly number[], platformCount: number): number | null {
  if (platformCount < 2) return null;
  const total = presences.reduce((sum, presence) => sum + presence, 0);
  if (total === 0) return 0;
  let entropy = 0;
  for (const presence of presences) if (presence > 0) entropy -= (presence / total) * Math.log(presence / total);
  return Math.min(1, Math.max(0, (Math.exp(entropy) - 1) / (platformCount - 1)));
}

function sumEngagement(posts: readonly TrendPost[]): number {
  return posts.reduce((sum, post) => sum + post.engagement, 0);
}
