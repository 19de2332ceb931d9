/**
 * Owns quantiles of many durations from counts in logarithmic buckets, which add up over days; refuses to keep single values.
 * Every quantile is within (ratio - 1) / (ratio + 1) of the true one (DDSketch: Masson, Rim, Lee 2019).
 */

/** Counts by bucket: bucket b holds durations above ratio^(b-1) and up to ratio^b; bucket 0 those of at most one unit. */
export type DurationSketch = Readonly<Record<string, number>>;

export type SketchedQuantile = { estimate: number; low: number; high: number };

/** One sketch of all durations in several. */
export function addSketches(sketches: readonly DurationSketch[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const sketch of sketches) {
    for (const [bucket, count] of Object.entries(sketch)) sum[bucket] = (sum[bucket] ?? 0) + count;
  }
  return sum;
}

/** How many durations a sketch holds. */
export function countSketch(sketch: DurationSketch): number {
  return Object.values(sketch).reduce((sum, count) => sum + count, 0);
}

/**
 * The quantile at `share` (0..1) of a sketch, with the interval between the two values whose ranks enclose it in 95 of 100
 * samples: binomial ranks by the normal approximation, free of any assumption on the distribution (David and Nagaraja 2003,
 * 7.1). Null for an empty sketch. In the unit of the durations.
 */
export function readSketch(sketch: DurationSketch, share: number, ratio: number): SketchedQuantile | null {
  if (!(share >= 0 && share <= 1)) throw new RangeError("share must lie in 0..1");
  if (!(ratio > 1)) throw new RangeError("ratio must be above 1");
  const total = countSketch(sketch);
  if (total === 0) return null;
  const buckets = Object.entries(sketch)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((one, other) => one.bucket - other.bucket);
  const valueAt = (rank: number) => {
    let seen = 0;
    for (const { bucket, count } of buckets) {
      seen += count;
      if (rank <= seen) return toValue(bucket, ratio);
    }
    return toValue(buckets.at(-1)?.bucket ?? 0, ratio);
  };
  const spread = 1.96 * Math.sqrt(total * share * (1 - share));
  return {
    estimate: valueAt(Math.max(1, Math.ceil(share * total))),
    low: valueAt(Math.max(1, Math.floor(share * total - spread))),
    high: valueAt(Math.min(total, Math.ceil(share * total + spread) + 1)),
  };
}

/** The value with the least relative distance to both ends of its bucket. */
function toValue(bucket: number, ratio: number): number {
  return bucket <= 0 ? 1 : (2 * ratio ** bucket) / (ratio + 1);
}
