/** Owns the check that two arms were shown as often as planned; refuses to call a comparison fair that was not split as meant. */
import { computeBetaCdf, computeNormalTail } from "./special-functions.ts";

export type SampleRatio = {
  /** How likely a split this uneven is when the plan was kept. */
  pValue: number;
  /** The first arm's share as it was. */
  share: number;
  isMismatch: boolean;
};

/** Below this chance a split is called a mismatch: the custom of online experiments (Fabijan et al. 2019). */
export const mismatchBelow = 0.001;
const SMALLEST_EXPECTED = 5;

/**
 * Tests observed sizes against a planned share of the first arm: Pearson's chi-square with one degree of freedom, or the
 * exact binomial test (twice the smaller tail) where an arm expects fewer than five. Sizes are counts of independent units.
 */
export function checkSampleRatio(sizeA: number, sizeB: number, plannedShare = 0.5): SampleRatio {
  if (!(sizeA >= 0) || !(sizeB >= 0)) throw new RangeError("sizes must be at least 0");
  if (!(plannedShare > 0 && plannedShare < 1)) throw new RangeError("plannedShare must lie strictly between 0 and 1");
  const total = sizeA + sizeB;
  if (total === 0) return { pValue: 1, share: plannedShare, isMismatch: false };
  const expectedA = total * plannedShare;
  const isLarge = Math.min(expectedA, total - expectedA) >= SMALLEST_EXPECTED;
  const pValue = isLarge ? testByChiSquare(sizeA, expectedA, total) : testExactly(sizeA, total, plannedShare);
  return { pValue, share: sizeA / total, isMismatch: pValue < mismatchBelow };
}

function testByChiSquare(sizeA: number, expectedA: number, total: number): number {
  const distance = Math.abs(sizeA - expectedA);
  // Chi-square with one degree of freedom is the square of a standard normal.
  return 2 * computeNormalTail(distance * Math.sqrt(1 / expectedA + 1 / (total - expectedA)));
}

function testExactly(successes: number, trials: number, share: number): number {
  const atLeast = successes === 0 ? 1 : computeBetaCdf(share, successes, trials - successes + 1);
  const atMost = successes === trials ? 1 : 1 - computeBetaCdf(share, successes + 1, trials - successes);
  return Math.min(1, 2 * Math.min(atLeast, atMost));
}
