/** Owns how a week's posts are divided between niches, with a reason for each; refuses to jump or to bet all on one. */
import { apportion, balanceWeights } from "#lib/stats/balance.ts";
import type { NicheRow } from "./performance.ts";
import type { ContentMixSettings } from "./settings.ts";

export type PlanRow = {
  niche: string;
  posts: number;
  explore_posts: number;
  current_share: number;
  /** What held the share where it is, if anything. */
  bound: "most" | "rise" | "fall" | null;
};
export type Plan = {
  rows: PlanRow[];
  /** Expected lift of the planned week and of the mix so far. */
  expected: number;
  current: number;
};
type PlanSettings = Pick<ContentMixSettings, "max_share" | "max_shift" | "exploration_share" | "risk_aversion">;

const NEAR = 1e-3;

/**
 * Divides `total` posts; most first. The risk of a niche is what is not known of it and how its luck shifts from week to week. A week of four posts or more keeps at least one to learn from, unless nothing shall be explored.
 */
export function planWeek(
  { niches, weekSd }: { niches: readonly NicheRow[]; weekSd: number },
  total: number,
  settings: PlanSettings,
): Plan {
  const counted = niches.reduce((sum, niche) => sum + niche.posts, 0);
  const shares = niches.map(niche => niche.posts / counted);
  const { floors, caps } = setBounds(shares, settings);
  const size = niches.length;
  const weights = balanceWeights({
    returns: niches.map(niche => niche.lift),
    covariance: Float64Array.from({ length: size * size }, (_, at) =>
      at % (size + 1) === 0 ? (niches[at / (size + 1)] as NicheRow).lift_sd ** 2 + weekSd ** 2 : 0,
    ),
    riskAversion: settings.risk_aversion,
    floors,
    caps,
  });
  const isExploring = settings.exploration_share > 0 && size > 1 && total >= 4;
  const exploring = isExploring ? Math.max(1, Math.round(total * settings.exploration_share)) : 0;
  const posts = apportion(weights, total - exploring);
  const explore = spreadExploration(niches, posts, exploring);
  const rows = niches.map(({ niche }, i): PlanRow => {
    const [weight, cap, floor] = [weights[i] as number, caps[i] as number, floors[i] as number];
    const isCapped = weight > cap - NEAR;
    const isFloored = floor > 0 && weight < floor + NEAR;
    const bound = isCapped ? (cap > settings.max_share - NEAR ? "most" : "rise") : isFloored ? "fall" : null;
    return {
      niche,
      posts: (posts[i] as number) + (explore[i] as number),
      explore_posts: explore[i] as number,
      current_share: shares[i] as number,
      bound: size === 1 ? null : bound,
    };
  });
  const gain = (of: (i: number) => number) => niches.reduce((sum, niche, i) => sum + niche.lift * of(i), 0);
  return {
    rows: rows.sort((a, b) => b.posts - a.posts || b.current_share - a.current_share || (a.niche < b.niche ? -1 : 1)),
    expected: gain(i => ((posts[i] as number) + (explore[i] as number)) / total),
    current: gain(i => shares[i] as number),
  };
}

/** Shares move by `max_shift` at most and stay below `max_share`, as far as both can be met with what there is. */
function setBounds(shares: readonly number[], { max_share, max_shift }: PlanSettings) {
  const most = Math.max(max_share, 1 / shares.length);
  const reachable = shares.map(share => Math.min(most, share + max_shift));
  const caps = reachable.reduce((sum, cap) => sum + cap, 0) >= 1 ? reachable : shares.map(() => most);
  const floors = shares.map((share, i) => Math.min(caps[i] as number, Math.max(0, share - max_shift)));
  return { floors: floors.reduce((sum, floor) => sum + floor, 0) <= 1 ? floors : shares.map(() => 0), caps };
}

/** One post at a time to the niche that could be best by its interval, those without a post first. */
function spreadExploration(niches: readonly NicheRow[], posts: readonly number[], count: number): number[] {
  const explore = niches.map(() => 0);
  for (let left = count; left > 0; left--) {
    let best = 0;
    for (let i = 1; i < niches.length; i++) {
      const given = (k: number) => (posts[k] as number) + 2 * (explore[k] as number);
      const isFewer = given(i) < given(best);
      const isSame = given(i) === given(best);
      if (isFewer || (isSame && (niches[i] as NicheRow).lift_high > (niches[best] as NicheRow).lift_high)) best = i;
    }
    explore[best] = (explore[best] as number) + 1;
  }
  return explore;
}
