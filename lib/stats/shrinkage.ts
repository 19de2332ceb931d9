/** Owns the pulling of group means and rates towards what all groups have in common; refuses to trust a mean of three posts. */
import { computeBetaInterval, type Interval } from "./intervals.ts";
import { computeLogBeta, computeNormalQuantile } from "./special-functions.ts";

/** values: at least one per group. */
export type GroupSample = { values: readonly number[] };
/** kept: share of the distance from the common mean that the group's own mean keeps, 0..1. */
export type ShrunkMean = { raw: number; count: number; estimate: number; sd: number; interval: Interval; kept: number };
export type ShrunkMeans = { commonMean: number; betweenSd: number; withinVariance: number; groups: ShrunkMean[] };

/** Spread of values when no group has two different ones; below the least, differences are rounding. */
const UNKNOWN_VARIANCE = 1;
const LEAST_VARIANCE = 1e-12;

/**
 * Empirical Bayes for group means: values ~ N(θ_g, s²) with one s², θ_g ~ N(µ, t²). t maximises the restricted marginal
 * likelihood times t, which keeps it off zero and thereby the intervals honest.
 * Sources: Efron and Morris 1975; Chung et al. 2013, "A nondegenerate penalized likelihood estimator for variance parameters
 * in multilevel models". One group alone is not pulled. Throws RangeError for an empty group.
 */
export function shrinkMeans(samples: readonly GroupSample[], confidence = 0.9): ShrunkMeans {
  const groups = samples.map(({ values }) => {
    if (values.length === 0) throw new RangeError("a group needs at least one value");
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, count: values.length, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
  });
  const freedom = groups.reduce((sum, group) => sum + group.count - 1, 0);
  const squares = groups.reduce((sum, group) => sum + group.squares, 0);
  const withinVariance = squares > LEAST_VARIANCE * freedom ? squares / freedom : UNKNOWN_VARIANCE;
  const means = groups.map(({ mean, count }) => ({ mean, variance: withinVariance / count }));
  const betweenSd = means.length < 2 ? 0 : findBetweenSd(means);
  const common = poolMeans(means, betweenSd ** 2);
  const z = computeNormalQuantile(1 - (1 - confidence) / 2);
  return {
    commonMean: common.mean,
    betweenSd,
    withinVariance,
    groups: means.map(({ mean, variance }, g) => {
      const kept = means.length < 2 ? 1 : betweenSd ** 2 / (betweenSd ** 2 + variance);
      const estimate = common.mean + kept * (mean - common.mean);
      const sd = Math.sqrt(kept * variance + (1 - kept) ** 2 * common.variance);
      const interval = { low: estimate - z * sd, estimate, high: estimate + z * sd };
      return { raw: mean, count: groups[g]?.count ?? 0, estimate, sd, interval, kept };
    }),
  };
}

type KnownMean = { mean: number; variance: number };

function poolMeans(means: readonly KnownMean[], between: number): { mean: number; variance: number } {
  let weight = 0;
  let sum = 0;
  for (const { mean, variance } of means) {
    weight += 1 / (variance + between);
    sum += mean / (variance + between);
  }
  return { mean: sum / weight, variance: 1 / weight };
}

/** Golden-section search over ln t between a hundredth of the smallest and ten times the largest plausible spread. */
function findBetweenSd(means: readonly KnownMean[]): number {
  const sds = means.map(({ variance }) => Math.sqrt(variance));
  const values = means.map(({ mean }) => mean);
  const range = Math.max(...values) - Math.min(...values);
  const low = Math.log(Math.min(...sds) / 100);
  const high = Math.log(10 * (range + Math.max(...sds)));
  return Math.exp(maximize(logT => logT + computeRestrictedLikelihood(means, Math.exp(2 * logT)), low, high));
}

function computeRestrictedLikelihood(means: readonly KnownMean[], between: number): number {
  const common = poolMeans(means, between);
  let likelihood = 0.5 * Math.log(common.variance);
  for (const { mean, variance } of means) {
    const total = variance + between;
    likelihood -= 0.5 * (Math.log(total) + (mean - common.mean) ** 2 / total);
  }
  return likelihood;
}

/** The argument of the largest value: a coarse scan, then golden section around its best point. */
function maximize(score: (x: number) => number, low: number, high: number): number {
  const steps = 48;
  const at = (k: number) => low + ((high - low) * k) / steps;
  let best = 0;
  let bestScore = score(low);
  for (let k = 1; k <= steps; k++) {
    const value = score(at(k));
    if (value > bestScore) {
      best = k;
      bestScore = value;
    }
  }
  let left = at(Math.max(0, best - 1));
  let right = at(Math.min(steps, best + 1));
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const a = right - ratio * (right - left);
    const b = left + ratio * (right - left);
    if (score(a) >= score(b)) right = b;
    else left = a;
  }
  return (left + right) / 2;
}

export type Tally = { successes: number; trials: number };
export type ShrunkRate = { raw: number | null; estimate: number; interval: Interval; kept: number };
/** strength: trials that the common rate weighs as much as. */
export type ShrunkRates = { commonRate: number; strength: number; groups: ShrunkRate[] };

const MOST_STRENGTH = 1e5;

/**
 * Empirical Bayes for rates: successes ~ Binomial(trials, p_g), p_g ~ Beta with a common mean and strength. The strength
 * maximises the beta-binomial marginal likelihood; the mean weighs each rate by its precision.
 * Sources: Kleinman 1973, "Proportions with extraneous variance"; Robbins 1956. With no trials at all the rate is one half.
 */
export function shrinkRates(tallies: readonly Tally[], confidence = 0.9): ShrunkRates {
  for (const { successes, trials } of tallies) {
    if (!(successes >= 0 && successes <= trials)) throw new RangeError("successes must lie between 0 and trials");
  }
  const likelihood = (logStrength: number) => {
    const strength = Math.exp(logStrength);
    const mean = poolRates(tallies, strength);
    const a = strength * mean;
    const b = strength - a;
    return tallies.reduce(
      (sum, { successes, trials }) =>
        sum + computeLogBeta(a + successes, b + trials - successes) - computeLogBeta(a, b),
      0,
    );
  };
  const strength = tallies.length < 2 ? 1 : Math.exp(maximize(likelihood, 0, Math.log(MOST_STRENGTH)));
  const commonRate = poolRates(tallies, strength);
  return {
    commonRate,
    strength,
    groups: tallies.map(({ successes, trials }) => {
      const a = strength * commonRate + successes;
      const b = strength * (1 - commonRate) + trials - successes;
      const interval = computeBetaInterval(a, b, confidence);
      return {
        raw: trials === 0 ? null : successes / trials,
        estimate: interval.estimate,
        interval,
        kept: trials / (trials + strength),
      };
    }),
  };
}

/** Half a success and half a failure keep the rate off 0 and 1. */
function poolRates(tallies: readonly Tally[], strength: number): number {
  let weight = 1;
  let sum = 0.5;
  for (const { successes, trials } of tallies) {
    if (trials === 0) continue;
    const precision = (trials * (strength + 1)) / (trials + strength);
    weight += precision;
    sum += (precision * successes) / trials;
  }
  return sum / weight;
}
