/** Owns the detection of bursts in counts over a known baseline; refuses counts without an expectation. */

/**
 * Bins start..end-1. weight: log-likelihood gained by calling the interval a burst, in nats; above 0.
 * ratio: count over expected.
 */
export type Burst = { start: number; end: number; count: number; expected: number; ratio: number; weight: number };

export type BurstOptions = {
  /** Rate of the burst state as a multiple of the baseline; above 1. */
  rateMultiple?: number;
  /** Cost of entering the burst state, in nats; default ln(number of bins). Leaving is free. */
  transitionCost?: number;
  /** Variance over mean of ordinary bins (at least 1); divides the evidence, as quasi-likelihood does. */
  dispersion?: number;
};

/**
 * Finds the cheapest path of a two-state automaton (ordinary rate, multiplied rate) by dynamic programming
 * and returns the intervals spent in the upper state, in time order.
 * Source: Kleinberg 2002, "Bursty and hierarchical structure in streams", section 4 with Poisson emissions
 * on a per-bin baseline. O(bins). Throws RangeError when lengths differ or an expectation is not above 0.
 */
export function detectBursts(
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rateMultiple = 2, transitionCost = Math.log(Math.max(2, counts.length)), dispersion = 1 }: BurstOptions = {},
): Burst[] {
  if (counts.length !== expected.length) throw new RangeError("counts and expected must have the same length");
  if (!(rateMultiple > 1)) throw new RangeError("rateMultiple must be above 1");
  if (!(dispersion >= 1)) throw new RangeError("dispersion must be at least 1");
  const length = counts.length;
  const logMultiple = Math.log(rateMultiple);
  const gains = new Float64Array(length);
  const stays = new Uint8Array(length);
  // Both path costs relative to always ordinary: score of ending ordinary, score of ending in a burst.
  let ordinary = 0;
  let bursting = Number.NEGATIVE_INFINITY;
  const fromBurst = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const count = counts[i] as number;
    const mean = expected[i] as number;
    if (!(mean > 0) || !(count >= 0)) throw new RangeError("expected must be above 0 and counts at least 0");
    const gain = (count * logMultiple - mean * (rateMultiple - 1)) / dispersion;
    gains[i] = gain;
    const entered = ordinary - transitionCost;
    stays[i] = bursting >= entered ? 1 : 0;
    fromBurst[i] = bursting > ordinary ? 1 : 0;
    const nextOrdinary = Math.max(ordinary, bursting);
    bursting = Math.max(bursting, entered) + gain;
    ordinary = nextOrdinary;
  }
  const isBurst = new Uint8Array(length);
  let state = bursting > ordinary;
  for (let i = length - 1; i >= 0; i--) {
    isBurst[i] = state ? 1 : 0;
    state = state ? stays[i] === 1 : fromBurst[i] === 1;
  }
  return collectBursts(counts, expected, gains, isBurst);
}

function collectBursts(
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  gains: Float64Array,
  isBurst: Uint8Array,
): Burst[] {
  const bursts: Burst[] = [];
  for (let start = 0; start < isBurst.length; start++) {
    if (!isBurst[start]) continue;
    let end = start;
    let count = 0;
    let mean = 0;
    let weight = 0;
    for (; end < isBurst.length && isBurst[end]; end++) {
      count += counts[end] as number;
      mean += expected[end] as number;
      weight += gains[end] as number;
    }
    bursts.push({ start, end, count, expected: mean, ratio: count / mean, weight });
    start = end;
  }
  return bursts;
}

/**
 * Counts events per bin from startMs (inclusive) to endMs (exclusive); events outside are ignored.
 * Times in ms since the epoch. Throws RangeError for an empty span or a bin that is not positive.
 */
export function countEvents(timesMs: Iterable<number>, startMs: number, endMs: number, binMs: number): Float64Array {
  if (!(binMs > 0) || !(endMs > startMs)) throw new RangeError("binMs must be above 0 and endMs after startMs");
  const counts = new Float64Array(Math.ceil((endMs - startMs) / binMs));
  for (const time of timesMs) {
    if (!(time >= startMs && time < endMs)) continue;
    const bin = Math.floor((time - startMs) / binMs);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
