/** Owns how interactions become one engagement value; refuses to let one very busy contact set the scale. */
import { scoreRecency } from "./recency.ts";
import { computeMedian } from "./summary.ts";

/** One interaction: kind is looked up in the weights, count defaults to 1. */
export type Interaction = { kind: string; atMs: number; count?: number };
/** Weight by interaction kind, at least 0; unknown kinds weigh `fallback`. */
export type InteractionWeights = { kinds: Readonly<Record<string, number>>; fallback: number };
/** The raw total at which engagement reaches one half. */
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
};

/**
 * Weighted total of interactions, each fading with the half-life and repeated ones of a kind growing with
 * the square root of their number, so that forty opens are not worth forty times one.
 */
export function totalInteractions(
  interactions: readonly Interaction[],
  nowMs: number,
  halfLifeDays: number,
  weights: InteractionWeights = DEFAULT_INTERACTION_WEIGHTS,
): number {
  const faded = new Map<string, number>();
  for (const { kind, atMs, count = 1 } of interactions) {
    if (!(count >= 0)) throw new RangeError("count must be at least 0");
    faded.set(kind, (faded.get(kind) ?? 0) + count * scoreRecency(atMs, nowMs, halfLifeDays));
  }
  let total = 0;
  for (const [kind, amount] of faded) {
    const weight = Object.hasOwn(weights.kinds, kind) ? (weights.kinds[kind] as number) : weights.fallback;
    total += weight * (amount <= 1 ? amount : Math.sqrt(amount));
  }
  return total;
}

/**
 * Sets the half point to the median total of the contacts that interacted at all, pulled towards
 * `priorHalfPoint` by as much as five contacts would. The median resists outliers.
 */
export function fitEngagementScale(totals: readonly number[], priorHalfPoint = 4): EngagementScale {
  if (!(priorHalfPoint > 0)) throw new RangeError("priorHalfPoint must be above 0");
  const active = totals.filter(total => total > 0);
  if (active.length === 0) return { halfPoint: priorHalfPoint };
  const pull = 5;
  return { halfPoint: (computeMedian(active) * active.length + priorHalfPoint * pull) / (active.length + pull) };
}

/** 0..1, saturating: 0 for no interaction, one half at the half point, never quite 1. */
export function scoreEngagement(total: number, scale: EngagementScale): number {
  if (!(total >= 0)) throw new RangeError("total must be at least 0");
  return 1 - 2 ** (-total / scale.halfPoint);
}
