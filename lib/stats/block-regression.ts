/** Owns the normal linear model whose coefficients come in exchangeable blocks; refuses data that is not finite. */
import { factorize, invertFactor, multiplyLower, multiplyLowerTransposed } from "./cholesky.ts";

/** One block of coefficients with one prior variance. `fixedVariance` is kept as it is; otherwise it is learned. */
export type Block = { name: string; size: number; fixedVariance?: number };
/** Features that are not 0, as pairs of column and value. */
export type SparseRow = { columns: readonly number[]; values: readonly number[] };
/** XᵀX (row-major, both triangles), Xᵀy, yᵀy and the weight of all observations. */
export type Moments = { xtx: Float64Array; xty: Float64Array; yty: number; weight: number; size: number };
/** What was learned about spreads: of the noise, and of each block's coefficients by the block's name. */
export type Variances = { noise: number; blocks: Record<string, number> };
export type BlockPosterior = {
  size: number;
  mean: Float64Array;
  /** K, lower triangular, with covariance = Kᵀ·K. */
  root: Float64Array;
  variances: Variances;
  /** How many coefficients of each block the data determines, by the block's name. */
  effective: Record<string, number>;
};
export type BlockOptions = {
  /** Prior guess of a learned block's variance as a share of the noise, and how many coefficients the guess weighs. */
  priorShare?: number;
  priorWeight?: number;
  /** Prior guess of the noise variance, and how many observations it weighs. */
  priorNoise?: number;
  priorNoiseWeight?: number;
  /** Where learning starts; blocks that are not named start at the prior guess. */
  start?: Variances;
  /** Most re-estimations of the variances; 0 keeps the starting ones. */
  rounds?: number;
};

export function createMoments(size: number): Moments {
  return { xtx: new Float64Array(size * size), xty: new Float64Array(size), yty: 0, weight: 0, size };
}

/** Adds observations that share one row of features: their weight, weighted sum and weighted sum of squares. */
export function addToMoments(moments: Moments, row: SparseRow, weight: number, sum: number, sumSquares: number): void {
  if (!(weight > 0) || !Number.isFinite(sum) || !Number.isFinite(sumSquares)) {
    throw new RangeError("observations need a weight above 0 and finite sums");
  }
  const { columns, values } = row;
  for (let a = 0; a < columns.length; a++) {
    const column = columns[a] as number;
    const value = values[a] as number;
    moments.xty[column] = (moments.xty[column] as number) + value * sum;
    for (let b = 0; b < columns.length; b++) {
      const at = column * moments.size + (columns[b] as number);
      moments.xtx[at] = (moments.xtx[at] as number) + weight * value * (values[b] as number);
    }
  }
  moments.yty += sumSquares;
  moments.weight += weight;
}

/**
 * Posterior of the coefficients under y ~ N(Xβ, s²), β_j ~ N(0, v_block). The block variances and s² are the fixed point of
 * MacKay's evidence re-estimation (MacKay 1992, "Bayesian interpolation", section 4), each with a scaled inverse chi-squared
 * prior so that blocks with little data keep a sensible spread. Deterministic. Throws RangeError when blocks and columns differ.
 */
export function fitBlocks(moments: Moments, blocks: readonly Block[], options: BlockOptions = {}): BlockPosterior {
  const { priorShare = 0.01, priorWeight = 4, priorNoise = 1, priorNoiseWeight = 2, start, rounds = 60 } = options;
  const { size, weight } = moments;
  if (blocks.reduce((sum, block) => sum + block.size, 0) !== size)
    throw new RangeError("blocks must cover all columns");
  let noise = start?.noise ?? priorNoise;
  let variances = blocks.map(block => block.fixedVariance ?? start?.blocks[block.name] ?? priorShare * noise);
  for (let round = 0; ; round++) {
    const { mean, root } = solve(moments, blocks, variances, noise);
    const effective = countEffective(root, size, blocks, variances);
    const next = round === rounds ? null : reestimate(mean, effective);
    if (next === null || next.change < 1e-3) {
      const byName = (values: readonly number[]) =>
        Object.fromEntries(blocks.map((block, b) => [block.name, values[b] as number]));
      return { size, mean, root, variances: { noise, blocks: byName(variances) }, effective: byName(effective) };
    }
    noise = next.noise;
    variances = next.variances;
  }

  function reestimate(mean: Float64Array, effective: readonly number[]) {
    const used = effective.reduce((sum, value) => sum + value, 0);
    const residual = Math.max(0, computeResidual(mean, moments));
    const nextNoise = (residual + priorNoiseWeight * priorNoise) / (Math.max(0, weight - used) + priorNoiseWeight);
    let column = 0;
    const next = blocks.map((block, b) => {
      let squares = 0;
      for (let j = column; j < column + block.size; j++) squares += (mean[j] as number) ** 2;
      column += block.size;
      return (
        block.fixedVariance ?? (squares + priorWeight * priorShare * noise) / ((effective[b] as number) + priorWeight)
      );
    });
    const ratios = next.map((value, b) => Math.abs(Math.log(value / (variances[b] as number))));
    return { noise: nextNoise, variances: next, change: Math.max(Math.abs(Math.log(nextNoise / noise)), ...ratios) };
  }
}

/** The expected value of one row of features. */
export function predictRow(posterior: BlockPosterior, row: SparseRow): number {
  let sum = 0;
  for (let a = 0; a < row.columns.length; a++) {
    sum += (posterior.mean[row.columns[a] as number] as number) * (row.values[a] as number);
  }
  return sum;
}

function solve(
  { xtx, xty, size }: Moments,
  blocks: readonly Block[],
  variances: readonly number[],
  noise: number,
): { mean: Float64Array; root: Float64Array } {
  const precision = xtx.map(value => value / noise);
  let column = 0;
  blocks.forEach((block, b) => {
    for (let j = column; j < column + block.size; j++) {
      precision[j * size + j] = (precision[j * size + j] as number) + 1 / (variances[b] as number);
    }
    column += block.size;
  });
  const root = invertFactor(factorize(precision, size), size);
  const half = multiplyLower(
    root,
    size,
    xty.map(value => value / noise),
  );
  return { mean: multiplyLowerTransposed(root, size, half), root };
}

/** MacKay's gamma of each block. */
function countEffective(root: Float64Array, size: number, blocks: readonly Block[], variances: readonly number[]) {
  const diagonal = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) diagonal[j] = (diagonal[j] as number) + (root[i * size + j] as number) ** 2;
  }
  let column = 0;
  return blocks.map((block, b) => {
    let trace = 0;
    for (let j = column; j < column + block.size; j++) trace += diagonal[j] as number;
    column += block.size;
    return Math.max(0, block.size - trace / (variances[b] as number));
  });
}

function computeResidual(mean: Float64Array, { xtx, xty, yty, size }: Moments): number {
  let residual = yty;
  for (let i = 0; i < size; i++) {
    let product = 0;
    for (let j = 0; j < size; j++) product += (xtx[i * size + j] as number) * (mean[j] as number);
    residual += (mean[i] as number) * (product - 2 * (xty[i] as number));
  }
  return residual;
}
