/** Owns how interactions become one engagement value; refuses to take one lucky answer for a habit. */
import { scoreRecency } from "./recency.ts";

/** One interaction: kind is looked up in the weights, count defaults to 1. */
export type Interaction = { kind: string; atMs: number; count?: number };
/** Weight by interaction kind, at least 0; unknown kinds weigh `fallback`. Kinds in `answers` have occasions to compare their number with. */
export type InteractionWeights = {
  kinds: Readonly<Record<string, number>>;
  fallback: number;
  answers: readonly string[];
};
/** The points per occasion at which engagement reaches one half. */
export type EngagementScale = { halfPoint: number };

export const DEFAULT_INTERACTION_WEIGHTS: InteractionWeights = {
  kinds: {
    meeting: 8,
    reply: 6,
    "email-reply": 6,
    message: 4,
    call: 4,
    comment: 3,
    share: 3,
    click: 2,
    open: 0.5,
    like: 1,
    view: 0.3,
  },
  fallback: 1,
  answers: ["meeting", "reply", "email-reply"],
};

/**
 * Weighted points by kind of interaction, each fading with the half-life. Answers count one by one; repeated ones of any other
 * kind grow with the square root of their number, so that forty opens are not worth forty times one.
 */
export function weighInteractions(
  interactions: readonly Interaction[],
  nowMs: number,
  halfLifeDays: number,
  weights: InteractionWeights = DEFAULT_INTERACTION_WEIGHTS,
): Map<string, number> {
  const faded = new Map<string, number>();
  for (const { kind, atMs, count = 1 } of interactions) {
    if (!(count >= 0)) throw new RangeError("count must be at least 0");
    faded.set(kind, (faded.get(kind) ?? 0) + count * scoreRecency(atMs, nowMs, halfLifeDays));
  }
  const points = new Map<string, number>();
  for (const [kind, amount] of faded) {
    const weight = Object.hasOwn(weights.kinds, kind) ? (weights.kinds[kind] as number) : weights.fallback;
    const isLinear = amount <= 1 || weights.answers.includes(kind);
    points.set(kind, weight * (isLinear ? amount : Math.sqrt(amount)));
  }
  return points;
}

/** What one contact did, beside the occasions it had: our messages to it, or one when it came by itself. */
export type EngagementTally = { points: number; occasions: number };
/** What contacts do per occasion on average, and how many occasions that knowledge weighs as much as. */
export type EngagementPrior = { pointsPerOccasion: number; occasions: number };

/** Too few contacts say nothing about the others. */
const MIN_TALLIES = 10;
/** Contacts that differ no more than by chance are told apart hardly, but still: never more prior than this. */
const MAX_PRIOR_OCCASIONS = 50;

/**
 * The prior from the contacts that had an occasion. Points are taken as quasi-Poisson with the variance of `pointsPerEvent` for
 * each; how much contacts differ beyond that is estimated by moments. Null when fewer than ten contacts had an occasion.
 * Source: empirical Bayes for Poisson rates with exposure (Robbins 1956; Clayton and Kaldor 1987); moments as in DerSimonian
 * and Laird 1986.
 */
export function fitEngagementPrior(tallies: readonly EngagementTally[], pointsPerEvent = 6): EngagementPrior | null {
  const seen = tallies.filter(({ occasions }) => occasions > 0);
  if (seen.length < MIN_TALLIES) return null;
  const occasions = seen.reduce((sum, tally) => sum + tally.occasions, 0);
  const mean = seen.reduce((sum, tally) => sum + tally.points, 0) / occasions;
  if (mean === 0) return { pointsPerOccasion: 0, occasions: 1 };
  const squares = seen.reduce((sum, { points, occasions: n }) => sum + n * (points / n - mean) ** 2, 0);
  const byChance = (seen.length - 1) * mean * pointsPerEvent;
  const spread = occasions - seen.reduce((sum, { occasions: n }) => sum + n * n, 0) / occasions;
  const between = Math.max(0, squares - byChance) / spread;
  const strength = between === 0 ? MAX_PRIOR_OCCASIONS : (mean * pointsPerEvent) / between;
  return { pointsPerOccasion: mean, occasions: Math.min(MAX_PRIOR_OCCASIONS, strength) };
}

/** Points per occasion, pulled towards what others do by as much as little is known: the posterior mean. Without a prior, the plain ratio. */
export function shrinkEngagement({ points, occasions }: EngagementTally, prior: EngagementPrior | null): number {
  if (!(points >= 0) || !(occasions >= 0)) throw new RangeError("points and occasions must be at least 0");
  const known = prior ?? { pointsPerOccasion: 0, occasions: 0 };
  const total = occasions + known.occasions;
  return total === 0 ? 0 : (points + known.pointsPerOccasion * known.occasions) / total;
}

/** 0..1, saturating: 0 for no points, one half at the half point, never quite 1. */
export function scoreEngagement(total: number, scale: EngagementScale): number {
  if (!(total >= 0)) throw new RangeError("total must be at least 0");
  return 1 - 2 ** (-total / scale.halfPoint);
}
