/** Owns how well scores rank what is true; refuses lists of different lengths. */

/**
 * Spearman's rank correlation, -1 to 1, ties with their mean rank (Spearman 1904). 0 when one list is constant.
 * Throws RangeError when the lengths differ or fewer than two values are given.
 */
export function computeRankCorrelation(scores: readonly number[], truths: readonly number[]): number {
  if (scores.length !== truths.length || scores.length < 2)
    throw new RangeError("scores and truths must have the same length, at least 2");
  const a = rankWithTies(scores);
  const b = rankWithTies(truths);
  const mean = (scores.length + 1) / 2;
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = (a[i] as number) - mean;
    const y = (b[i] as number) - mean;
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
}

/**
 * Share of the `top` highest scores that are among the `top` highest truths, 0 to 1. Of equal scores the earlier comes first.
 * Throws RangeError when the lengths differ or `top` is not between 1 and their length.
 */
export function measurePrecisionAt(scores: readonly number[], truths: readonly number[], top: number): number {
  if (scores.length !== truths.length) throw new RangeError("scores and truths must have the same length");
  if (!(top >= 1 && top <= scores.length)) throw new RangeError("top must lie between 1 and the number of scores");
  const best = new Set(pickTop(truths, top));
  return pickTop(scores, top).filter(index => best.has(index)).length / top;
}

function pickTop(values: readonly number[], top: number): number[] {
  return order(values).reverse().slice(0, top);
}

/** Indices from the lowest to the highest value; of equal ones the later first, so that reversed the earlier leads. */
function order(values: readonly number[]): number[] {
  return values.map((_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number) || j - i);
}

/** Ranks from 1; equal values share the mean of theirs. */
function rankWithTies(values: readonly number[]): Float64Array {
  const sorted = order(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to + 1 < sorted.length && values[sorted[to + 1] as number] === values[sorted[from] as number]) to++;
    for (let i = from; i <= to; i++) ranks[sorted[i] as number] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}
