/** Owns how niches do, and what balance follows; runs on a thread, refuses I/O. */
import type { EngagedPostRow } from "#lib/db/engaged-posts.ts";
import { preferOwn } from "#lib/stats/own-first.ts";
import { shrinkMeans, shrinkRates } from "#lib/stats/shrinkage.ts";
import { discoverTerms } from "#lib/stats/terms.ts";
import { measureLifts } from "#lib/stats/usual-engagement.ts";
import type { ContentMixSettings } from "./settings.ts";

/** Where a thread finds this module. */
export const PERFORMANCE_MODULE = "content-mix/performance.ts";
const CONFIDENCE = 0.8;
const WEEK_MS = 7 * 86_400_000;

export type PerformanceWork = {
  /** JSON text of EngagedPostRow[] with text. */
  posts: string;
  settings: Pick<ContentMixSettings, "own_posts_needed" | "min_posts" | "max_niches" | "ignored_words">;
};
/** A row of niche_performance. */
export type NicheRow = {
  niche: string;
  is_discovered: boolean;
  posts: number;
  engagement: number;
  raw_lift: number;
  lift: number;
  lift_sd: number;
  lift_low: number;
  lift_high: number;
  kept: number;
  above_usual: number;
};
export type Performance = {
  niches: NicheRow[];
  /** How far a niche's luck shifts from one week to the next, as a standard deviation of lifts. */
  weekSd: number;
  /** Posts that could be compared, and those of them in no niche that is listed. */
  posts: number;
  unplaced: number;
  ownPosts: number;
  own: string[];
  observed: string[];
  fromMs: number | null;
  toMs: number | null;
};

type Observation = { post: EngagedPostRow; lift: number };
type Group = { niche: string; isDiscovered: boolean; observations: Observation[] };

/** Niches by their expected lift, best first. A niche is a post's label, or a term discovered in posts without one. */
export default function measurePerformance({ posts: text, settings }: PerformanceWork): Performance {
  const { posts, own, observed } = preferOwn(JSON.parse(text) as EngagedPostRow[], settings.own_posts_needed);
  const lifts = measureLifts(posts);
  const observations = posts.flatMap((post, index) => {
    const lift = lifts[index]?.lift;
    return lift === undefined ? [] : [{ post, lift }];
  });
  const groups = [...groupLabelled(observations), ...groupDiscovered(observations, settings)]
    .filter(group => group.observations.length >= settings.min_posts)
    .sort((a, b) => b.observations.length - a.observations.length || (a.niche < b.niche ? -1 : 1))
    .slice(0, settings.max_niches);
  const means = shrinkMeans(
    groups.map(group => ({ values: group.observations.map(({ lift }) => lift) })),
    CONFIDENCE,
  );
  const rates = shrinkRates(
    groups.map(group => ({
      successes: group.observations.filter(({ lift }) => lift > 0).length,
      trials: group.observations.length,
    })),
  );
  const niches = groups.map(({ niche, isDiscovered, observations: members }, index): NicheRow => {
    const mean = means.groups[index] as (typeof means.groups)[number];
    return {
      niche,
      is_discovered: isDiscovered,
      posts: members.length,
      engagement: members.reduce((sum, { post }) => sum + post.engagement, 0),
      raw_lift: mean.raw,
      lift: mean.estimate,
      lift_sd: mean.sd,
      lift_low: mean.interval.low,
      lift_high: mean.interval.high,
      kept: mean.kept,
      above_usual: rates.groups[index]?.estimate ?? 0.5,
    };
  });
  niches.sort((a, b) => b.lift - a.lift || (a.niche < b.niche ? -1 : 1));
  const placed = groups.reduce((sum, group) => sum + group.observations.length, 0);
  const ownPosts = observations.filter(({ post }) => own.includes(post.platform)).length;
  return {
    niches,
    weekSd: measureWeekSd(groups),
    posts: observations.length,
    unplaced: observations.length - placed,
    ownPosts,
    own,
    observed,
    fromMs: posts[0]?.atMs ?? null,
    toMs: posts.at(-1)?.atMs ?? null,
  };
}

/** Spread of the weekly means of each niche around its own mean, beyond what single posts explain. */
function measureWeekSd(groups: readonly Group[]): number {
  const weeks = groups.flatMap(({ observations }) => {
    const mean = observations.reduce((sum, { lift }) => sum + lift, 0) / observations.length;
    const byWeek = new Map<number, number[]>();
    for (const { post, lift } of observations) {
      const week = Math.floor(post.atMs / WEEK_MS);
      byWeek.set(week, [...(byWeek.get(week) ?? []), lift - mean]);
    }
    return [...byWeek.values()].map(values => ({ values }));
  });
  return shrinkMeans(weeks).betweenSd;
}

const toLabel = (post: EngagedPostRow) => (post.niche ?? "").trim().toLowerCase().slice(0, 200);

function groupLabelled(observations: readonly Observation[]): Group[] {
  const groups = new Map<string, Observation[]>();
  for (const observation of observations) {
    const label = toLabel(observation.post);
    if (label !== "") groups.set(label, [...(groups.get(label) ?? []), observation]);
  }
  return [...groups].map(([niche, members]) => ({ niche, isDiscovered: false, observations: members }));
}

/** Each post counts for the first listed term that its words name, so that no post counts twice. */
function groupDiscovered(observations: readonly Observation[], settings: PerformanceWork["settings"]): Group[] {
  const unlabelled = observations.filter(({ post }) => toLabel(post) === "");
  const [first, last] = [unlabelled[0], unlabelled.at(-1)];
  if (first === undefined || last === undefined) return [];
  const terms = discoverTerms(
    unlabelled.map(({ post }) => ({ text: post.body ?? "", atMs: post.atMs })),
    (first.post.atMs + last.post.atMs) / 2,
    {
      minPosts: Math.max(settings.min_posts, Math.ceil(unlabelled.length * 0.005)),
      maxTerms: 2 * settings.max_niches,
      extraStopWords: settings.ignored_words,
    },
  );
  const taken = new Set<number>();
  return terms.map(({ label, postIndices }) => {
    const members = postIndices.filter(index => !taken.has(index));
    for (const index of members) taken.add(index);
    return {
      niche: label.slice(0, 200),
      isDiscovered: true,
      observations: members.map(index => unlabelled[index] as Observation),
    };
  });
}
