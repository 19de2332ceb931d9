/** Owns additive explanations of boosted predictions; refuses approximations that do not sum to the prediction. */
import type { BoostingModel } from "./boosting.ts";
import type { DecisionTree } from "./decision-tree.ts";
import { isLeft } from "./decision-tree.ts";
import type { FeatureRow } from "./feature-table.ts";
import { createRowBinner } from "./feature-table.ts";

/** baselineLogit + sum of contributions = logit (up to rounding error of floating point, below 1e-9). */
export type LogitExplanation = {
  logit: number;
  /** The model's expected log-odds over its training rows. */
  baselineLogit: number;
  /** One entry per feature of the model, in the model's order; log-odds. */
  contributions: { name: string; contribution: number }[];
};

type PathStep = { feature: number; zero: number; one: number; weight: number };

/**
 * Creates an explainer whose contributions are the Shapley values of the tree ensemble, conditioning along
 * tree paths. Cost per row: trees x leaves x depth squared. Source: Lundberg, Erion, Lee 2018,
 * "Consistent individualized feature attribution for tree ensembles", algorithm 2.
 */
export function createLogitExplainer(model: BoostingModel): (row: FeatureRow) => LogitExplanation {
  const binRow = createRowBinner(model.binnings);
  const baselineLogit = model.trees.reduce((sum, tree) => sum + averageOutput(tree, 0), model.baseLogit);
  return row => {
    const bins = binRow(row);
    const totals = new Float64Array(model.binnings.length);
    for (const tree of model.trees) addShapleyValues(tree, bins, totals);
    const logit = totals.reduce((sum, value) => sum + value, baselineLogit);
    const contributions = model.binnings.map(({ name }, f) => ({ name, contribution: totals[f] as number }));
    return { logit, baselineLogit, contributions };
  };
}

/** Cover-weighted mean output below a node, on the logit scale. */
function averageOutput(tree: DecisionTree, node: number): number {
  if ((tree.feature[node] as number) < 0) return tree.value[node] as number;
  const left = tree.left[node] as number;
  const right = tree.right[node] as number;
  const leftSum = averageOutput(tree, left) * (tree.cover[left] as number);
  const rightSum = averageOutput(tree, right) * (tree.cover[right] as number);
  return (leftSum + rightSum) / (tree.cover[node] as number);
}

function addShapleyValues(tree: DecisionTree, bins: Uint8Array, totals: Float64Array): void {
  const visit = (node: number, parentPath: readonly PathStep[], zero: number, one: number, from: number): void => {
    let path = extend(parentPath, zero, one, from);
    const feature = tree.feature[node] as number;
    if (feature < 0) {
      for (let i = 1; i < path.length; i++) {
        const step = path[i] as PathStep;
        const weight = unwind(path, i).reduce((sum, entry) => sum + entry.weight, 0);
        const share = weight * (step.one - step.zero) * (tree.value[node] as number);
        totals[step.feature] = (totals[step.feature] as number) + share;
      }
      return;
    }
    const left = tree.left[node] as number;
    const right = tree.right[node] as number;
    const [hot, cold] = isLeft(tree, node, bins[feature] as number) ? [left, right] : [right, left];
    let seenZero = 1;
    let seenOne = 1;
    const seen = path.findIndex((step, i) => i > 0 && step.feature === feature);
    if (seen > 0) {
      ({ zero: seenZero, one: seenOne } = path[seen] as PathStep);
      path = unwind(path, seen);
    }
    const cover = tree.cover[node] as number;
    visit(hot, path, (seenZero * (tree.cover[hot] as number)) / cover, seenOne, feature);
    visit(cold, path, (seenZero * (tree.cover[cold] as number)) / cover, 0, feature);
  };
  visit(0, [], 1, 1, -1);
}

function extend(path: readonly PathStep[], zero: number, one: number, feature: number): PathStep[] {
  const next = path.map(step => ({ ...step }));
  const last = next.length;
  next.push({ feature, zero, one, weight: last === 0 ? 1 : 0 });
  for (let i = last - 1; i >= 0; i--) {
    const here = next[i] as PathStep;
    const above = next[i + 1] as PathStep;
    above.weight += (one * here.weight * (i + 1)) / (last + 1);
    here.weight = (zero * here.weight * (last - i)) / (last + 1);
  }
  return next;
}

function unwind(path: readonly PathStep[], index: number): PathStep[] {
  const next = path.map(step => ({ ...step }));
  const last = next.length - 1;
  const { one, zero } = next[index] as PathStep;
  let carried = (next[last] as PathStep).weight;
  for (let j = last - 1; j >= 0; j--) {
    const step = next[j] as PathStep;
    if (one !== 0) {
      const before = step.weight;
      step.weight = (carried * (last + 1)) / ((j + 1) * one);
      carried = before - (step.weight * zero * (last - j)) / (last + 1);
    } else step.weight = (step.weight * (last + 1)) / (zero * (last - j));
  }
  for (let j = index; j < last; j++) {
    const step = next[j] as PathStep;
    const { feature, zero: nextZero, one: nextOne } = next[j + 1] as PathStep;
    Object.assign(step, { feature, zero: nextZero, one: nextOne });
  }
  next.pop();
  return next;
}
