import { describe, expect, it } from "vitest";
import type { BoostingModel } from "./boosting.ts";
import { createLogitScorer, trainBoosting } from "./boosting.ts";
import type { DecisionTree } from "./decision-tree.ts";
import { isLeft } from "./decision-tree.ts";
import type { FeatureRow, FeatureSpec } from "./feature-table.ts";
import { createRowBinner } from "./feature-table.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { createLogitExplainer } from "./tree-shap.ts";

const NAMES = ["a", "b", "c"];
const FEATURES: FeatureSpec[] = [
  { name: "a", kind: "numeric" },
  { name: "b", kind: "numeric" },
  { name: "c", kind: "categorical" },
];

function trainSmall(): { model: BoostingModel; rows: FeatureRow[] } {
  const random = createSeededRandom(11);
  const rows = Array.from({ length: 600 }, () => ({
    a: random() < 0.1 ? null : random(),
    b: random(),
    c: ["x", "y", "z"][Math.floor(random() * 3)] as string,
  }));
  const labels = rows.map(({ a, b, c }) => random() < ((a ?? 0) > 0.5 && c !== "x" ? 0.8 : 0.2 + 0.3 * b));
  const options = { maxRounds: 15, minLeafRows: 10, categoricalL2: 1, featureShare: 1, validationShare: 0 };
  return { model: trainBoosting(rows, labels, FEATURES, createSeededRandom(2), options), rows };
}

/** Expected output when only the features of the coalition are known, by the definition of the path-dependent game. */
function expectOutput(tree: DecisionTree, bins: Uint8Array, known: ReadonlySet<number>, node = 0): number {
  const feature = tree.feature[node] as number;
  if (feature < 0) return tree.value[node] as number;
  const left = tree.left[node] as number;
  const right = tree.right[node] as number;
  if (known.has(feature)) {
    return expectOutput(tree, bins, known, isLeft(tree, node, bins[feature] as number) ? left : right);
  }
  const leftCover = tree.cover[left] as number;
  const rightCover = tree.cover[right] as number;
  const sum = leftCover * expectOutput(tree, bins, known, left) + rightCover * expectOutput(tree, bins, known, right);
  return sum / (leftCover + rightCover);
}

function computeShapleyByDefinition(model: BoostingModel, bins: Uint8Array, feature: number): number {
  const others = NAMES.map((_, i) => i).filter(i => i !== feature);
  const weights = [1 / 3, 1 / 6, 1 / 3];
  let sum = 0;
  for (let mask = 0; mask < 4; mask++) {
    const coalition = new Set(others.filter((_, i) => mask & (1 << i)));
    for (const tree of model.trees) {
      const gain = expectOutput(tree, bins, new Set([...coalition, feature])) - expectOutput(tree, bins, coalition);
      sum += (weights[coalition.size] as number) * gain;
    }
  }
  return sum;
}

describe("createLogitExplainer", () => {
  const { model, rows } = trainSmall();
  const explain = createLogitExplainer(model);

  it("adds up to the predicted log-odds for every row, missing and unseen values included", () => {
    const score = createLogitScorer(model);
    for (const row of [...rows.slice(0, 100), {}, { c: "never seen" }]) {
      const { logit, baselineLogit, contributions } = explain(row);
      expect(logit).toBeCloseTo(score(row), 9);
      expect(contributions.reduce((sum, { contribution }) => sum + contribution, baselineLogit)).toBeCloseTo(logit, 12);
    }
  });

  it("equals Shapley values computed from their definition", () => {
    const binRow = createRowBinner(model.binnings);
    for (const row of rows.slice(0, 40)) {
      const { contributions } = explain(row);
      NAMES.forEach((_, f) => {
        expect(contributions[f]?.contribution).toBeCloseTo(computeShapleyByDefinition(model, binRow(row), f), 9);
      });
    }
  });

  it("explains a model without trees by its baseline alone", () => {
    const { logit, baselineLogit, contributions } = createLogitExplainer({ ...model, trees: [] })({});
    expect(logit).toBe(baselineLogit);
    expect(contributions.every(({ contribution }) => contribution === 0)).toBe(true);
  });
});
