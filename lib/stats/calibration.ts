/** Owns the honesty of probabilities: isotonic calibration, Brier score and reliability; refuses empty samples. */

/** Increasing step-free map from score to probability: linear between knots, flat outside. */
export type Calibration = { scores: number[]; probabilities: number[] };
export type ReliabilityBin = { predicted: number; observed: number; count: number };

/**
 * Fits the non-decreasing map from score to outcome rate that minimises squared error (pool adjacent
 * violators: Ayer et al. 1955; for classifiers: Zadrozny and Elkan 2002). Every block is pulled towards the
 * overall rate by one pseudo-observation, so no score is ever called certain. Throws RangeError when empty.
 */
export function fitIsotonicCalibration(scores: ArrayLike<number>, labels: ArrayLike<boolean>): Calibration {
  requirePairs(scores, labels);
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => (scores[a] as number) - (scores[b] as number));
  type Block = { sum: number; count: number; scoreSum: number; last: number };
  const blocks: Block[] = [];
  let yes = 0;
  for (const row of order) {
    const score = scores[row] as number;
    const label = labels[row] ? 1 : 0;
    yes += label;
    const tied = blocks.at(-1);
    let block: Block = { sum: label, count: 1, scoreSum: score, last: score };
    if (tied && tied.last === score) block = mergeBlocks(blocks.pop() as Block, block);
    for (let below = blocks.at(-1); below; below = blocks.at(-1)) {
      if (below.sum / below.count < block.sum / block.count) break;
      block = mergeBlocks(blocks.pop() as Block, block);
    }
    blocks.push(block);
  }
  const overall = (yes + 0.5) / (order.length + 1);
  const knots = blocks.map(block => ({
    score: block.scoreSum / block.count,
    probability: (block.sum + overall) / (block.count + 1),
  }));
  let floor = 0;
  return {
    scores: knots.map(knot => knot.score),
    // Smoothing small blocks can break the order by a hair; the running maximum restores it.
    probabilities: knots.map(knot => {
      floor = Math.max(floor, knot.probability);
      return floor;
    }),
  };
}

function mergeBlocks<T extends { sum: number; count: number; scoreSum: number; last: number }>(a: T, b: T) {
  return { sum: a.sum + b.sum, count: a.count + b.count, scoreSum: a.scoreSum + b.scoreSum, last: b.last };
}

/** Reads a calibrated probability for a score. */
export function applyCalibration(calibration: Calibration, score: number): number {
  return interpolate(calibration.scores, calibration.probabilities, score);
}

/** Linear interpolation over ascending xs, flat outside; throws RangeError when there is no knot. */
export function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  if (xs.length === 0 || xs.length !== ys.length)
    throw new RangeError("xs and ys must be non-empty and equal in length");
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return ys[0] as number;
  if (low === xs.length) return ys[low - 1] as number;
  const x0 = xs[low - 1] as number;
  const x1 = xs[low] as number;
  const y0 = ys[low - 1] as number;
  const y1 = ys[low] as number;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Mean squared error of probabilities, 0 best (Brier 1950). */
export function computeBrierScore(probabilities: ArrayLike<number>, labels: ArrayLike<boolean>): number {
  requirePairs(probabilities, labels);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += ((probabilities[i] as number) - (labels[i] ? 1 : 0)) ** 2;
  return sum / labels.length;
}

/** Predicted against observed rate in up to binCount groups of equal size, lowest predictions first. */
export function measureReliability(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<boolean>,
  binCount = 10,
): ReliabilityBin[] {
  requirePairs(probabilities, labels);
  if (!Number.isInteger(binCount) || binCount < 1) throw new RangeError("binCount must be a positive integer");
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i);
  order.sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number));
  const bins: ReliabilityBin[] = [];
  for (let bin = 0; bin < binCount; bin++) {
    const rows = order.slice(
      Math.floor((bin * order.length) / binCount),
      Math.floor(((bin + 1) * order.length) / binCount),
    );
    if (rows.length === 0) continue;
    let predicted = 0;
    let observed = 0;
    for (const row of rows) {
      predicted += probabilities[row] as number;
      observed += labels[row] ? 1 : 0;
    }
    bins.push({ predicted: predicted / rows.length, observed: observed / rows.length, count: rows.length });
  }
  return bins;
}

/** Expected calibration error: count-weighted mean gap of the reliability bins, 0..1. */
export function computeCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  if (total === 0) throw new RangeError("bins must hold at least one observation");
  return bins.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.predicted - bin.observed), 0);
}

function requirePairs(values: ArrayLike<number>, labels: ArrayLike<boolean>): void {
  if (values.length === 0) throw new RangeError("the sample must not be empty");
  if (values.length !== labels.length) throw new RangeError("values and labels must have the same length");
}
