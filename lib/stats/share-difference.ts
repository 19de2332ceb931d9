/** Owns the difference of two independent shares with its interval; refuses impossible counts. */
import { computeWilsonInterval, type Interval } from "./intervals.ts";

export type CountedShare = { part: number; whole: number };

/**
 * How much higher the second share is than the first, in -1..1, with the hybrid score interval (method 10 of Newcombe 1998:
 * Statistics in Medicine 17, 873-890). Null while either has no trials.
 */
export function computeShareDifference(first: CountedShare, second: CountedShare, confidence = 0.95): Interval | null {
  if (first.whole === 0 || second.whole === 0) return null;
  const a = computeWilsonInterval(second.part, second.whole, confidence);
  const b = computeWilsonInterval(first.part, first.whole, confidence);
  const estimate = a.estimate - b.estimate;
  return {
    low: estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    estimate,
    high: estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  };
}
