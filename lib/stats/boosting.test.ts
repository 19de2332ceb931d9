import { describe, expect, it } from "vitest";
import { computeAuc } from "./auc.ts";
import { createLogitScorer, toProbability, trainBoosting } from "./boosting.ts";
import type { FeatureRow, FeatureSpec } from "./feature-table.ts";
import { createSeededRandom } from "./seeded-random.ts";

const FEATURES: FeatureSpec[] = [
  { name: "x", kind: "numeric" },
  { name: "noise", kind: "numeric" },
  { name: "city", kind: "categorical" },
];

/** An interaction (x matters only in two cities), a level effect and missing values that mean something. */
function simulate(count: number, seed: number): { rows: FeatureRow[]; labels: boolean[]; truth: number[] } {
  const random = createSeededRandom(seed);
  const rows: FeatureRow[] = [];
  const labels: boolean[] = [];
  const truth: number[] = [];
  for (let i = 0; i < count; i++) {
    const x = random() * 4 - 2;
    const city = ["cork", "galway", "dublin", "sligo"][Math.floor(random() * 4)] as string;
    const isMissing = random() < 0.1;
    const isSteep = city === "cork" || city === "sligo";
    const logit = isMissing ? 2 : isSteep ? 2 * x : -1;
    rows.push({ x: isMissing ? null : x, noise: random(), city });
    truth.push(logit);
    labels.push(random() < toProbability(logit));
  }
  return { rows, labels, truth };
}

const fresh = simulate(4000, 2);
const scoreAuc = (score: (row: FeatureRow) => number) => computeAuc(fresh.rows.map(score), fresh.labels);

describe("trainBoosting", () => {
  const { rows, labels } = simulate(4000, 1);

  it("comes within 0.01 AUC of the true model on fresh rows with interactions and missing values", () => {
    const score = createLogitScorer(trainBoosting(rows, labels, FEATURES, createSeededRandom(3)));
    expect(scoreAuc(score)).toBeGreaterThan(computeAuc(fresh.truth, fresh.labels) - 0.01);
  });

  it("gives the same model for the same seed and another for another", () => {
    const train = (seed: number) =>
      JSON.stringify(trainBoosting(rows, labels, FEATURES, createSeededRandom(seed), { maxRounds: 10 }));
    expect(train(5)).toBe(train(5));
    expect(train(5)).not.toBe(train(6));
  });

  it("survives JSON unchanged", () => {
    const model = trainBoosting(rows, labels, FEATURES, createSeededRandom(3), { maxRounds: 20 });
    const copy = JSON.parse(JSON.stringify(model)) as typeof model;
    for (const row of fresh.rows.slice(0, 50)) expect(createLogitScorer(copy)(row)).toBe(createLogitScorer(model)(row));
  });

  it("stops early on labels that nothing predicts", () => {
    const random = createSeededRandom(9);
    const coin = rows.map(() => random() < 0.5);
    const model = trainBoosting(rows, coin, FEATURES, createSeededRandom(3));
    expect(model.trees.length).toBeLessThan(30);
    expect(model.validationLogLoss).toBeGreaterThan(0.68);
  });

  it("predicts the overall rate when no feature varies", () => {
    const constant = rows.map(() => ({ x: 1 }));
    const model = trainBoosting(constant, labels, [{ name: "x", kind: "numeric" }], createSeededRandom(1));
    const rate = labels.filter(Boolean).length / labels.length;
    expect(toProbability(createLogitScorer(model)({ x: 1 }))).toBeCloseTo(rate, 2);
  });

  it("refuses one class, no feature and unequal lengths", () => {
    const random = createSeededRandom(1);
    expect(() =>
      trainBoosting(
        rows,
        rows.map(() => true),
        FEATURES,
        random,
      ),
    ).toThrow(/both yes and no/);
    expect(() => trainBoosting(rows, labels, [], random)).toThrow(/features/);
    expect(() => trainBoosting(rows, [true], FEATURES, random)).toThrow(/same length/);
  });
});
