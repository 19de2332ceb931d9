/** Owns multinomial logistic regression on sparse rows; refuses rows and labels that do not match. */
import { shuffleIndices } from "./seeded-random.ts";

/** A row by its entries that are not 0. */
export type SparseRow = { indices: Int32Array; values: Float32Array };

/** weights: feature by feature, classCount numbers each. */
export type SoftmaxModel = { classCount: number; weights: Float32Array; biases: Float32Array };

/** The label of a row that belongs to no class: it is pulled towards equal chances for all. */
export const NO_CLASS = -1;

export type SoftmaxOptions = {
  /** How often every row is seen. */
  epochs: number;
  /** The first step; steps shrink to 0 over the epochs. */
  rate: number;
  /** Share of every label that is spread over all classes, 0..1. */
  smoothing: number;
};

export const DEFAULT_SOFTMAX_OPTIONS: SoftmaxOptions = { epochs: 20, rate: 0.5, smoothing: 0.1 };

/**
 * Trains by stochastic gradient descent, each feature with its own pace (AdaGrad, Duchi, Hazan and Singer 2011, one sum of squares
 * per feature), on smoothed labels (Szegedy et al. 2016). Few epochs and small steps regularise. Rows of NO_CLASS teach doubt
 * (outlier exposure, Hendrycks, Mazeika and Dietterich 2019). The same random source gives the same model.
 */
export function trainSoftmax(
  rows: readonly SparseRow[],
  labels: ArrayLike<number>,
  { featureCount, classCount }: { featureCount: number; classCount: number },
  random: () => number,
  { epochs, rate, smoothing }: SoftmaxOptions = DEFAULT_SOFTMAX_OPTIONS,
): SoftmaxModel {
  if (rows.length !== labels.length) throw new RangeError("every row needs a label");
  const weights = new Float32Array(featureCount * classCount);
  const biases = new Float32Array(classCount);
  const squares = new Float32Array(featureCount).fill(1e-8);
  let biasSquare = 1e-8;
  const model = { classCount, weights, biases };
  const errors = new Float64Array(classCount);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const step = rate * (1 - epoch / epochs);
    for (const at of shuffleIndices(rows.length, random)) {
      const row = rows[at] as SparseRow;
      const label = labels[at] as number;
      predictChances(model, row, 1, errors);
      const floor = label === NO_CLASS ? 1 / classCount : smoothing / classCount;
      let norm = 0;
      for (let k = 0; k < classCount; k++) {
        const error = (errors[k] as number) - floor - (k === label ? 1 - smoothing : 0);
        errors[k] = error;
        norm += error * error;
      }
      biasSquare += norm;
      const biasPace = step / Math.sqrt(biasSquare);
      for (let k = 0; k < classCount; k++) biases[k] = (biases[k] as number) - biasPace * (errors[k] as number);
      const { indices, values } = row;
      for (let i = 0; i < indices.length; i++) {
        const feature = indices[i] as number;
        const value = values[i] as number;
        const square = (squares[feature] as number) + value * value * norm;
        squares[feature] = square;
        const pace = (step * value) / Math.sqrt(square);
        const from = feature * classCount;
        for (let k = 0; k < classCount; k++) {
          weights[from + k] = (weights[from + k] as number) - pace * (errors[k] as number);
        }
      }
    }
  }
  return model;
}

/** Writes the chance of every class into `out` and returns it. A higher temperature evens the chances out. */
export function predictChances(
  { classCount, weights, biases }: SoftmaxModel,
  { indices, values }: SparseRow,
  temperature: number,
  out: Float64Array,
): Float64Array {
  for (let k = 0; k < classCount; k++) out[k] = biases[k] as number;
  for (let i = 0; i < indices.length; i++) {
    const value = values[i] as number;
    const from = (indices[i] as number) * classCount;
    for (let k = 0; k < classCount; k++) out[k] = (out[k] as number) + value * (weights[from + k] as number);
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classCount; k++) top = Math.max(top, out[k] as number);
  let sum = 0;
  for (let k = 0; k < classCount; k++) {
    const power = Math.exp(((out[k] as number) - top) / temperature);
    out[k] = power;
    sum += power;
  }
  for (let k = 0; k < classCount; k++) out[k] = (out[k] as number) / sum;
  return out;
}
