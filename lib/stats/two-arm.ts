/**
 * Owns the comparison of two arms, by shares or by means, with the relative uplift; refuses impossible counts. An interval is
 * the set of ratios that the same test would not reject, so that it never contradicts the decision.
 */
import type { Interval } from "./intervals.ts";

/** What an arm showed: trials and how many of them succeeded. */
export type ShareArm = { trials: number; successes: number };
/** What an arm showed: how many measurements, their mean and their variance (per measurement). */
export type MeanArm = { count: number; mean: number; variance: number };

export type Comparison = {
  /** The share or mean of each arm; 0 for an arm without data. */
  estimates: readonly [number, number];
  /** Standard normal under no difference; above 0 when the second arm is better. 0 while nothing can be compared. */
  z: number;
  /** Observations of each arm. */
  sizes: readonly [number, number];
  /** Whether there is enough for z to be close to normal: ten successes and ten failures in all, or thirty of each mean. */
  isSufficient: boolean;
  /**
   * Relative uplift of the second arm over the first: 0.34 is +34 %. `critical` is the |z| that decides. Null where the
   * first arm shows too little to be divided by; its high end may be infinite.
   */
  computeUplift(critical: number): Interval | null;
};

const HALVINGS = 80;
const FEWEST_EVENTS = 10;
const FEWEST_MEASUREMENTS = 30;

/**
 * Compares two shares: z with the pooled variance, uplift by inverting the score test for a ratio (Koopman 1984;
 * Miettinen and Nurminen 1985 without their small-sample factor), which at no uplift is the same z.
 */
export function compareShares(a: ShareArm, b: ShareArm): Comparison {
  requireShares(a);
  requireShares(b);
  const successes = a.successes + b.successes;
  return {
    estimates: [divide(a.successes, a.trials), divide(b.successes, b.trials)],
    sizes: [a.trials, b.trials],
    isSufficient: Math.min(successes, a.trials + b.trials - successes) >= FEWEST_EVENTS,
    z: computeScore(a, b, 1),
    computeUplift: critical => toUplift(computeScoreInterval(a, b, critical)),
  };
}

/**
 * Compares two means: z with each arm's own variance (Welch 1938, normal for the sizes seen here), uplift by Fieller's
 * theorem (Fieller 1954), which is that test turned round.
 */
export function compareMeans(a: MeanArm, b: MeanArm): Comparison {
  requireMeans(a);
  requireMeans(b);
  const isEmpty = a.count === 0 || b.count === 0;
  const errorA = divide(a.variance, a.count);
  const errorB = divide(b.variance, b.count);
  return {
    estimates: [a.count === 0 ? 0 : a.mean, b.count === 0 ? 0 : b.mean],
    sizes: [a.count, b.count],
    isSufficient: Math.min(a.count, b.count) >= FEWEST_MEASUREMENTS,
    z: isEmpty || errorA + errorB === 0 ? 0 : (b.mean - a.mean) / Math.sqrt(errorA + errorB),
    computeUplift: critical =>
      isEmpty ? null : toUplift(computeFieller([a.mean, errorA], [b.mean, errorB], critical)),
  };
}

/** How far the shares lie from share(b) = ratio * share(a), in deviations under the likeliest shares that obey it. */
function computeScore(a: ShareArm, b: ShareArm, ratio: number): number {
  if (a.trials === 0 || b.trials === 0) return 0;
  const successes = a.successes + b.successes;
  const linear = a.trials + b.successes + ratio * (b.trials + a.successes);
  const square = ratio * (a.trials + b.trials);
  const share = (linear - Math.sqrt(Math.max(0, linear * linear - 4 * square * successes))) / (2 * square);
  const other = Math.min(1, ratio * share);
  const variance = (other * (1 - other)) / b.trials + (ratio * ratio * share * (1 - share)) / a.trials;
  const difference = b.successes / b.trials - (ratio * a.successes) / a.trials;
  return variance > 0 ? difference / Math.sqrt(variance) : 0;
}

function computeScoreInterval(a: ShareArm, b: ShareArm, critical: number): Interval | null {
  if (a.trials === 0 || b.trials === 0 || a.successes === 0 || !Number.isFinite(critical)) return null;
  const estimate = b.successes / b.trials / (a.successes / a.trials);
  const solve = (target: number, from: number, to: number) => {
    let [low, high] = [from, to];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      if (computeScore(a, b, Math.exp(middle)) > target) low = middle;
      else high = middle;
    }
    return Math.exp((low + high) / 2);
  };
  const span = Math.log(1e9);
  const centre = Math.log(estimate === 0 ? 1 / b.trials : estimate);
  return {
    low: estimate === 0 ? 0 : solve(critical, centre - span, centre),
    estimate,
    high: solve(-critical, estimate === 0 ? centre - span : centre, centre + span),
  };
}

function computeFieller(
  [meanA, errorA]: readonly [number, number],
  [meanB, errorB]: readonly [number, number],
  critical: number,
): Interval | null {
  const square = critical * critical;
  const leading = meanA * meanA - square * errorA;
  // The first arm's own mean cannot be told from 0: any ratio could be the true one.
  if (!(meanA > 0) || !(leading > 0)) return null;
  const product = meanA * meanB;
  const root = Math.sqrt(Math.max(0, product * product - leading * (meanB * meanB - square * errorB)));
  return { low: (product - root) / leading, estimate: meanB / meanA, high: (product + root) / leading };
}

function toUplift(ratio: Interval | null): Interval | null {
  return ratio === null ? null : { low: ratio.low - 1, estimate: ratio.estimate - 1, high: ratio.high - 1 };
}

function divide(top: number, bottom: number): number {
  return bottom === 0 ? 0 : top / bottom;
}

function requireShares({ trials, successes }: ShareArm): void {
  if (!(trials >= 0) || !(successes >= 0) || successes > trials)
    throw new RangeError("counts must satisfy 0 <= successes <= trials");
}

function requireMeans({ count, mean, variance }: MeanArm): void {
  if (!(count >= 0) || !(variance >= 0) || !Number.isFinite(mean))
    throw new RangeError("a mean needs a count of at least 0, a finite mean and a variance of at least 0");
}
