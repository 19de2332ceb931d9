/** Owns plain and robust summaries of a sample; refuses an empty one. */

/** Arithmetic mean. */
export function computeMean(values: ArrayLike<number>): number {
  requireValues(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Unbiased variance; 0 for one value. */
export function computeVariance(values: ArrayLike<number>): number {
  const mean = computeMean(values);
  if (values.length === 1) return 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - mean) ** 2;
  return sum / (values.length - 1);
}

/** Quantile with linear interpolation (type 7 of Hyndman and Fan 1996); share in 0..1. */
export function computeQuantile(values: ArrayLike<number>, share: number): number {
  requireValues(values);
  return readQuantile(Float64Array.from(values).sort(), share);
}

/** The same for values already in ascending order, without copying. */
export function readQuantile(sorted: ArrayLike<number>, share: number): number {
  requireValues(sorted);
  if (!(share >= 0 && share <= 1)) throw new RangeError("share must lie in 0..1");
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (at - below);
}

/** Median. */
export function computeMedian(values: ArrayLike<number>): number {
  return computeQuantile(values, 0.5);
}

/** Median absolute deviation, times 1.4826 so that it estimates a normal sample's standard deviation. */
export function computeMad(values: ArrayLike<number>): number {
  const median = computeMedian(values);
  return 1.4826 * computeMedian(Float64Array.from(values, value => Math.abs(value - median)));
}

function requireValues(values: ArrayLike<number>): void {
  if (values.length === 0) throw new RangeError("values must not be empty");
}
