/** Owns intervals for shares and for ratios of rates; refuses impossible counts and never resamples. */
import { computeBetaQuantile, computeNormalQuantile } from "./special-functions.ts";

/** low <= estimate <= high; shares in 0..1, ratios from 0 upwards. */
export type Interval = { low: number; estimate: number; high: number };

/** Wilson 1927 score interval of a share; with no trials it is 0..1 around one half. */
export function computeWilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  requireCounts(successes, trials, confidence);
  if (trials === 0) return { low: 0, estimate: 0.5, high: 1 };
  const z = computeNormalQuantile(1 - (1 - confidence) / 2);
  const share = successes / trials;
  const centre = (share + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half =
    (z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))) / (1 + (z * z) / trials);
  const low = successes === 0 ? 0 : Math.max(0, centre - half);
  const high = successes === trials ? 1 : Math.min(1, centre + half);
  return { low, estimate: share, high };
}

/** Equal-tailed Jeffreys interval of a share, closed at 0 and at 1 as Brown, Cai, DasGupta 2001 advise. */
export function computeJeffreysInterval(successes: number, trials: number, confidence = 0.95): Interval {
  requireCounts(successes, trials, confidence);
  if (trials === 0) return { low: 0, estimate: 0.5, high: 1 };
  const { low, high } = computeBetaInterval(successes + 0.5, trials - successes + 0.5, confidence);
  return {
    low: successes === 0 ? 0 : low,
    estimate: successes / trials,
    high: successes === trials ? 1 : high,
  };
}

/** Equal-tailed credible interval and mean of Beta(a, b). */
export function computeBetaInterval(a: number, b: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return { low: computeBetaQuantile(tail, a, b), estimate: a / (a + b), high: computeBetaQuantile(1 - tail, a, b) };
}

/**
 * Ratio of two Poisson rates, (countA / exposureA) / (countB / exposureB), shrunk towards 1 by
 * `pseudoCount` events in each arm. Exact conditional argument (Przyborowski and Wilenski 1940): given the
 * total, countA is binomial; here with a Beta prior. Exposures in any one unit, above 0.
 */
export function computeRateRatio(
  countA: number,
  exposureA: number,
  countB: number,
  exposureB: number,
  { pseudoCount = 1, confidence = 0.95 }: { pseudoCount?: number; confidence?: number } = {},
): Interval {
  if (!(exposureA > 0) || !(exposureB > 0)) throw new RangeError("exposures must be above 0");
  if (!(countA >= 0) || !(countB >= 0)) throw new RangeError("counts must be at least 0");
  if (!(pseudoCount > 0)) throw new RangeError("pseudoCount must be above 0");
  const scale = 2 / (exposureA + exposureB);
  const a = countA + pseudoCount * exposureA * scale;
  const b = countB + pseudoCount * exposureB * scale;
  const toRatio = (share: number) => (share / Math.max(1 - share, 1e-12)) * (exposureB / exposureA);
  const share = computeBetaInterval(a, b, confidence);
  return { low: toRatio(share.low), estimate: toRatio(share.estimate), high: toRatio(share.high) };
}

function requireCounts(successes: number, trials: number, confidence: number): void {
  if (!(trials >= 0) || !(successes >= 0) || successes > trials) {
    throw new RangeError("counts must satisfy 0 <= successes <= trials");
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError("confidence must lie strictly between 0 and 1");
}
