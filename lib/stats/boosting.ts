/** Owns gradient boosting of histogram trees for yes/no outcomes; refuses to train on one class only. */
import type { DecisionTree, TreeOptions } from "./decision-tree.ts";
import { evaluateTree, growTree } from "./decision-tree.ts";
import type { BinnedTable, FeatureBinning, FeatureRow, FeatureSpec } from "./feature-table.ts";
import { binRows, createRowBinner, fitBinning } from "./feature-table.ts";
import { shuffleIndices } from "./seeded-random.ts";

export type BoostingOptions = TreeOptions & {
  maxRounds: number;
  /** Share of rows held out to choose the number of rounds, then refit on all; 0 trains all maxRounds. */
  validationShare: number;
  /** Rounds without a better validation log-loss before stopping. */
  patienceRounds: number;
  /** Share of features and of rows each tree may see. */
  featureShare: number;
  rowShare: number;
  maxBins: number;
  minLevelRows: number;
};

/** A trained model; plain data, safe to store as JSON. */
export type BoostingModel = {
  binnings: FeatureBinning[];
  /** Log-odds of a "yes" before any tree. */
  baseLogit: number;
  trees: DecisionTree[];
  rowCount: number;
  positiveCount: number;
  /** Mean hold-out log-loss at the chosen number of rounds, before the refit; null without a hold-out. */
  validationLogLoss: number | null;
};

export const DEFAULT_BOOSTING_OPTIONS: BoostingOptions = {
  maxRounds: 250,
  maxLeaves: 12,
  maxDepth: 6,
  minLeafRows: 60,
  minLeafHessian: 1,
  l2: 5,
  categoricalL2: 50,
  minGain: 0.1,
  learningRate: 0.06,
  validationShare: 0.1,
  patienceRounds: 25,
  featureShare: 0.5,
  rowShare: 0.6,
  maxBins: 127,
  minLevelRows: 5,
};

/** Maps log-odds to a probability in (0, 1). */
export function toProbability(logit: number): number {
  return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
}

/**
 * Trains P(label) on attribute rows. The same rows, options and random sequence give the same model.
 * Throws RangeError when lengths differ, when there is no feature, or when labels are all yes or all no.
 * Source: Friedman 2001 (gradient boosting) and 2002 (row sampling); second-order leaf values and l2 of
 * Chen and Guestrin 2016; histograms, leaf-wise growth and sibling subtraction of Ke et al. 2017.
 */
export function trainBoosting(
  rows: readonly FeatureRow[],
  labels: readonly boolean[],
  features: readonly FeatureSpec[],
  random: () => number,
  overrides: Partial<BoostingOptions> = {},
): BoostingModel {
  const options = { ...DEFAULT_BOOSTING_OPTIONS, ...overrides };
  if (rows.length !== labels.length) throw new RangeError("rows and labels must have the same length");
  if (features.length === 0) throw new RangeError("features must name at least one attribute");
  const { training, validation } = holdOut(labels, options.validationShare, random);
  const positiveCount = labels.reduce((sum, label) => sum + (label ? 1 : 0), 0);
  if (positiveCount === 0 || positiveCount === labels.length) {
    throw new RangeError("labels must contain both yes and no outcomes");
  }
  const binnings = fitBinning(rows, features, options);
  const table = binRows(rows, binnings);
  const isCategorical = binnings.map(binning => binning.kind === "categorical");
  const targets = Float64Array.from(labels, label => (label ? 1 : 0));
  const baseLogit = Math.log(positiveCount / (labels.length - positiveCount));
  const logits = new Float64Array(rows.length).fill(baseLogit);
  const gradients = new Float64Array(rows.length);
  const hessians = new Float64Array(rows.length);
  const useful = features.map((_, f) => f).filter(f => (table.binCounts[f] as number) > 1);

  const trees: DecisionTree[] = [];
  let best = { rounds: 0, loss: validation.length > 0 ? meanLogLoss(logits, targets, validation) : null };
  for (let round = 1; round <= options.maxRounds; round++) {
    for (const row of training) {
      const p = toProbability(logits[row] as number);
      gradients[row] = p - (targets[row] as number);
      hessians[row] = p * (1 - p);
    }
    const sampledRows = sampleRows(training, options.rowShare, random);
    const sampledFeatures = sampleFeatures(useful, options.featureShare, random);
    const tree = growTree(table, isCategorical, sampledFeatures, gradients, hessians, sampledRows, options);
    trees.push(tree);
    addTree(tree, table, logits);
    if (best.loss === null) continue;
    const loss = meanLogLoss(logits, targets, validation);
    if (loss < best.loss - 1e-7) best = { rounds: round, loss };
    else if (round - best.rounds >= options.patienceRounds) break;
  }
  if (best.loss !== null) {
    const refit = { ...options, validationShare: 0, maxRounds: best.rounds };
    return { ...trainBoosting(rows, labels, features, random, refit), validationLogLoss: best.loss };
  }
  return { binnings, baseLogit, trees, rowCount: rows.length, positiveCount, validationLogLoss: null };
}

/** Creates a scorer of rows in log-odds; unknown categories and absent attributes count as missing. */
export function createLogitScorer(model: BoostingModel): (row: FeatureRow) => number {
  const binRow = createRowBinner(model.binnings);
  return row => {
    const bins = binRow(row);
    let logit = model.baseLogit;
    for (const tree of model.trees) logit += evaluateTree(tree, feature => bins[feature] as number);
    return logit;
  };
}

function addTree(tree: DecisionTree, table: BinnedTable, logits: Float64Array): void {
  let row = 0;
  const readBin = (feature: number) => (table.columns[feature] as Uint8Array)[row] as number;
  for (; row < table.rowCount; row++) logits[row] = (logits[row] as number) + evaluateTree(tree, readBin);
}

function holdOut(labels: readonly boolean[], share: number, random: () => number) {
  const order = shuffleIndices(labels.length, random);
  const quota = { yes: 0, no: 0 };
  for (const label of labels) quota[label ? "yes" : "no"]++;
  const left = { yes: Math.floor(quota.yes * share), no: Math.floor(quota.no * share) };
  const training: number[] = [];
  const validation: number[] = [];
  const isLargeEnough = left.yes >= 5 && left.no >= 5;
  for (const row of order) {
    const kind = labels[row] ? "yes" : "no";
    if (isLargeEnough && left[kind] > 0) {
      left[kind]--;
      validation.push(row);
    } else training.push(row);
  }
  return { training: Uint32Array.from(training).sort(), validation: Uint32Array.from(validation).sort() };
}

function sampleRows(rows: Uint32Array, share: number, random: () => number): Uint32Array {
  if (share >= 1) return rows.slice();
  const kept = rows.filter(() => random() < share);
  return kept.length > 1 ? kept : rows.slice();
}

function sampleFeatures(features: readonly number[], share: number, random: () => number): number[] {
  const count = Math.max(1, Math.round(features.length * share));
  const order = shuffleIndices(features.length, random);
  return [...order.slice(0, count)].map(index => features[index] as number).sort((a, b) => a - b);
}

function meanLogLoss(logits: Float64Array, targets: Float64Array, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) {
    const logit = logits[row] as number;
    sum += Math.max(logit, 0) - logit * (targets[row] as number) + Math.log1p(Math.exp(-Math.abs(logit)));
  }
  return sum / rows.length;
}
