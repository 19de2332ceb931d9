/** Owns the finding of niches, bursts and strengths in posts; runs on a thread, refuses I/O. */
import { countEvents } from "#lib/stats/burst.ts";
import { detectSeasonalBursts } from "#lib/stats/seasonal-bursts.ts";
import { discoverTerms } from "#lib/stats/terms.ts";
import { measureTrends, type NicheTrend, type TrendPost } from "#lib/stats/trend-strength.ts";
import type { TrendsSettings } from "./settings.ts";

/** A post as the database writes it; time in ms since the epoch, engagement the sum of its reactions. */
type ObservedPost = {
  id: string;
  platform: string;
  account: string | null;
  at_ms: number;
  body: string;
  niche: string | null;
  engagement: number;
};

export type DetectionWork = {
  /** JSON text of ObservedPost[]. */
  posts: string;
  asOfMs: number;
  windowMs: number;
  minPosts: number;
  settings: TrendsSettings;
};

export type NicheBurst = { from: string; to: string; posts: number; expected: number; ratio: number };
export type TrendRow = {
  niche: string;
  platforms: string[];
  post_count: number;
  previous_posts: number;
  total_engagement: number;
  avg_engagement: number;
  trend_strength: number;
  /** Points that add up to the strength. */
  parts: Record<string, number>;
  momentum: number | null;
  bursts: NicheBurst[];
  top_posts: {
    id: string;
    platform: string;
    account: string | null;
    posted_at: string;
    engagement: number;
    body: string;
  }[];
};
export type Detection = { rows: TrendRow[]; recentPosts: number; discoveredNiches: number; labelledNiches: number };

const BINS_MS = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 10_080].map(minutes => minutes * 60_000);
const MAX_BINS = 400;
const MAX_BURSTS = 5;
const NO_NICHE = "";
const EXCERPT_LENGTH = 280;

/** Finds the trends of posts, strongest first. A post without a label counts for every niche its words name. */
export default function detectTrends({ posts: text, asOfMs, windowMs, minPosts, settings }: DetectionWork): Detection {
  const posts = JSON.parse(text) as ObservedPost[];
  const byId = new Map(posts.map(post => [post.id, post]));
  const compared = posts.filter(post => post.at_ms > asOfMs - 2 * windowMs && post.at_ms <= asOfMs);
  const { members, labelled, discovered } = assignNiches(compared, asOfMs - windowMs, minPosts, settings);
  // Posts of no niche still count towards the totals that shares are measured against.
  const placed = new Set([...members.values()].flat());
  members.set(
    NO_NICHE,
    compared.filter(post => !placed.has(post)),
  );
  const trendPosts: TrendPost[] = [];
  for (const [niche, group] of members) {
    for (const { id, platform, at_ms, engagement } of group) {
      trendPosts.push({ id, niche, platform, atMs: at_ms, engagement });
    }
  }
  const trends = measureTrends(trendPosts, {
    nowMs: asOfMs,
    windowMs,
    weights: {
      engagement: settings.engagement_weight,
      breadth: settings.breadth_weight,
      momentum: settings.momentum_weight,
    },
  });
  const rows = trends
    .filter(trend => trend.niche !== NO_NICHE && trend.recentPosts >= minPosts)
    .slice(0, settings.max_niches)
    .map(trend => toRow(trend, members.get(trend.niche) ?? [], byId, asOfMs, windowMs));
  const recentPosts = compared.filter(post => post.at_ms > asOfMs - windowMs).length;
  return { rows, recentPosts, labelledNiches: labelled, discoveredNiches: discovered };
}

/** Posts by niche: their own label where they have one, the discovered terms of their text otherwise. */
function assignNiches(
  posts: readonly ObservedPost[],
  recentFromMs: number,
  minPosts: number,
  settings: TrendsSettings,
) {
  const members = new Map<string, ObservedPost[]>();
  const unlabelled: ObservedPost[] = [];
  for (const post of posts) {
    const label = post.niche?.trim().toLowerCase();
    if (label === undefined || label === "") unlabelled.push(post);
    else members.set(label, [...(members.get(label) ?? []), post]);
  }
  const labelled = members.size;
  const terms = discoverTerms(
    unlabelled.map(post => ({ text: post.body, atMs: post.at_ms })),
    recentFromMs,
    {
      minPosts: Math.max(minPosts, Math.ceil(unlabelled.length * 0.002)),
      maxTerms: settings.max_niches,
      extraStopWords: settings.ignored_words,
    },
  );
  for (const term of terms) {
    const found = term.postIndices.map(index => unlabelled[index] as ObservedPost);
    members.set(term.label, [...(members.get(term.label) ?? []), ...found]);
  }
  return { members, labelled, discovered: terms.length };
}

function toRow(
  trend: NicheTrend,
  posts: readonly ObservedPost[],
  byId: ReadonlyMap<string, ObservedPost>,
  asOfMs: number,
  windowMs: number,
): TrendRow {
  const known = trend.components.filter(part => part.value !== null);
  return {
    niche: trend.niche,
    platforms: trend.platforms.map(({ platform }) => platform),
    post_count: trend.recentPosts,
    previous_posts: trend.previousPosts,
    total_engagement: Math.round(trend.totalEngagement),
    avg_engagement: trend.averageEngagement,
    trend_strength: trend.strength,
    parts: Object.fromEntries(known.map(part => [part.name, part.points])),
    momentum: trend.momentum === null ? null : Math.round(trend.momentum.estimate * 100) / 100,
    bursts: findBursts(posts, asOfMs - 2 * windowMs, asOfMs),
    top_posts: trend.topPosts.map(({ id, platform, atMs, engagement }) => {
      const post = byId.get(id);
      const body = (post?.body ?? "").slice(0, EXCERPT_LENGTH);
      return {
        id,
        platform,
        account: post?.account ?? null,
        posted_at: new Date(atMs).toISOString(),
        engagement,
        body,
      };
    }),
  };
}

/** Bursts of a niche's own posts over its own baseline, heaviest first. */
export function findBursts(posts: readonly { at_ms: number }[], fromMs: number, toMs: number): NicheBurst[] {
  const binMs = BINS_MS.find(size => (toMs - fromMs) / size <= MAX_BINS) ?? (BINS_MS.at(-1) as number);
  const startMs = Math.floor(fromMs / binMs) * binMs;
  const times = posts.map(post => post.at_ms);
  const counts = countEvents(times, startMs, toMs + 1, binMs);
  return detectSeasonalBursts(counts, { startMs, binMs })
    .bursts.sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_BURSTS)
    .map(burst => ({
      from: new Date(startMs + burst.start * binMs).toISOString(),
      to: new Date(Math.min(toMs, startMs + burst.end * binMs)).toISOString(),
      posts: burst.count,
      expected: Math.round(burst.expected * 10) / 10,
      ratio: Math.round(burst.ratio * 10) / 10,
    }));
}
