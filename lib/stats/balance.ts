/** Owns the division of a whole into weights by expected gain and risk; refuses bounds that cannot add up to one. */

export type BalanceRequest = {
  /** Expected gain of each part. */
  returns: readonly number[];
  /** Covariance of the gains, row-major, positive semidefinite. */
  covariance: ArrayLike<number>;
  /** How much variance costs against gain; above 0. */
  riskAversion: number;
  /** Least and most weight of each part, within 0..1. */
  floors: readonly number[];
  caps: readonly number[];
};

const MOST_STEPS = 20_000;

/**
 * Weights w that maximise w·returns - riskAversion/2 · wᵀ·covariance·w with floors <= w <= caps and sum 1: the capped,
 * long-only mean-variance problem of Markowitz 1952, by accelerated projected gradient with restarts (Beck and Teboulle
 * 2009; O'Donoghue and Candès 2015). Deterministic; a millionth of the mean variance is added so that the answer is unique.
 * Throws RangeError when the bounds cannot be met.
 */
export function balanceWeights({ returns, covariance, riskAversion, floors, caps }: BalanceRequest): Float64Array {
  const size = returns.length;
  if (size === 0 || covariance.length !== size * size)
    throw new RangeError("covariance must be size × size, size above 0");
  if (!(riskAversion > 0)) throw new RangeError("riskAversion must be above 0");
  requireBounds(floors, caps, size);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance[i * size + i] as number;
  const ridge = 1e-6 * (trace / size) + 1e-12;
  // The largest absolute row sum bounds the largest eigenvalue, and with it the step.
  let steepness = 0;
  for (let i = 0; i < size; i++) {
    let row = ridge;
    for (let j = 0; j < size; j++) row += Math.abs(covariance[i * size + j] as number);
    steepness = Math.max(steepness, riskAversion * row);
  }
  const follow = (w: Float64Array) =>
    w.map((weight, i) => {
      let risk = ridge * weight;
      for (let j = 0; j < size; j++) risk += (covariance[i * size + j] as number) * (w[j] as number);
      return weight + ((returns[i] as number) - riskAversion * risk) / steepness;
    });
  let weights = projectWeights(new Float64Array(size), floors, caps);
  let ahead = weights;
  let momentum = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = projectWeights(follow(ahead), floors, caps);
    let turn = 0;
    let change = 0;
    for (let i = 0; i < size; i++) {
      const moved = (next[i] as number) - (weights[i] as number);
      turn += ((ahead[i] as number) - (next[i] as number)) * moved;
      change = Math.max(change, Math.abs((ahead[i] as number) - (next[i] as number)), Math.abs(moved));
    }
    const nextMomentum = turn > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const push = turn > 0 ? 0 : (momentum - 1) / nextMomentum;
    const last = weights;
    ahead = next.map((weight, i) => weight + push * (weight - (last[i] as number)));
    momentum = nextMomentum;
    weights = next;
    if (change < 1e-13) break;
  }
  return weights;
}

/** The nearest weights within the bounds that add up to one (Pardalos and Kovoor 1990), by bisection on the shift. */
function projectWeights(point: Float64Array, floors: readonly number[], caps: readonly number[]): Float64Array {
  const clip = (shift: number) =>
    point.map((value, i) => Math.min(caps[i] as number, Math.max(floors[i] as number, value - shift)));
  const total = (weights: Float64Array) => weights.reduce((sum, weight) => sum + weight, 0);
  let low = Math.min(...point) - 1;
  let high = Math.max(...point) + 1;
  for (let i = 0; i < 100 && high - low > 1e-16 * Math.max(1, Math.abs(low)); i++) {
    const middle = (low + high) / 2;
    if (total(clip(middle)) > 1) low = middle;
    else high = middle;
  }
  return clip((low + high) / 2);
}

function requireBounds(floors: readonly number[], caps: readonly number[], size: number): void {
  if (floors.length !== size || caps.length !== size) throw new RangeError("every part needs a floor and a cap");
  let least = 0;
  let most = 0;
  for (let i = 0; i < size; i++) {
    if (!((floors[i] as number) >= 0 && (floors[i] as number) <= (caps[i] as number))) {
      throw new RangeError("a floor must lie between 0 and its cap");
    }
    least += floors[i] as number;
    most += caps[i] as number;
  }
  if (least > 1 + 1e-9) throw new RangeError("the floors add up to more than one");
  if (most < 1 - 1e-9) throw new RangeError("the caps add up to less than one");
}

/**
 * Whole numbers nearest to `total` times the weights that add up to `total` and stay within `most` (Hamilton's largest
 * remainders; the earlier of equals first). Throws RangeError when `most` adds up to less than `total`.
 */
export function apportion(weights: ArrayLike<number>, total: number, most?: readonly number[]): number[] {
  const limits = most ?? Array.from(weights, () => total);
  if (limits.reduce((sum, limit) => sum + limit, 0) < total) throw new RangeError("most adds up to less than total");
  const sum = Array.from(weights).reduce((a, b) => a + b, 0) || 1;
  const exact = Array.from(weights, weight => (total * weight) / sum);
  const counts = exact.map((value, i) => Math.min(limits[i] as number, Math.floor(value + 1e-9)));
  let left = total - counts.reduce((a, b) => a + b, 0);
  while (left > 0) {
    let best = -1;
    for (let i = 0; i < counts.length; i++) {
      if ((counts[i] as number) >= (limits[i] as number)) continue;
      if (best < 0 || need(i) > need(best)) best = i;
    }
    counts[best] = (counts[best] as number) + 1;
    left -= 1;
  }
  return counts;

  function need(i: number): number {
    return (exact[i] as number) - (counts[i] as number);
  }
}
