/** Owns the place of a value among its peers; refuses an empty peer group. */

/** Sorted peers, prepared once for many look-ups. */
export type PercentileScale = { sorted: Float64Array };

/** Prepares peers; throws RangeError when there are none or one is NaN. */
export function createPercentileScale(peers: ArrayLike<number>): PercentileScale {
  if (peers.length === 0) throw new RangeError("peers must not be empty");
  const sorted = Float64Array.from(peers).sort();
  if (Number.isNaN(sorted.at(-1))) throw new RangeError("peers must not contain NaN");
  return { sorted };
}

/** Mid-rank percentile in 0..1: peers below plus half of the ties, over all peers. */
export function getPercentile(scale: PercentileScale, value: number): number {
  const below = countBelow(scale.sorted, value, false);
  const upTo = countBelow(scale.sorted, value, true);
  return (below + upTo) / (2 * scale.sorted.length);
}

function countBelow(sorted: Float64Array, value: number, includeEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] as number;
    if (at < value || (includeEqual && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
