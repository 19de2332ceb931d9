/** Owns how well a contact fits: learned from outcomes where that works, else by profile; refuses to guess. */
import { computeAuc, computeAucStandardError } from "./auc.ts";
import type { BoostingModel, BoostingOptions } from "./boosting.ts";
import { createLogitScorer, DEFAULT_BOOSTING_OPTIONS, trainBoosting } from "./boosting.ts";
import type { Calibration } from "./calibration.ts";
import {
  applyCalibration,
  computeBrierScore,
  computeCalibrationError,
  fitIsotonicCalibration,
  interpolate,
  measureReliability,
} from "./calibration.ts";
import { assignStratifiedFolds, scoreOutOfFold } from "./cross-validation.ts";
import type { FeatureRow, FeatureSpec, FeatureValue } from "./feature-table.ts";
import { inferFeatures } from "./feature-table.ts";
import type { IdealProfile } from "./ideal-profile.ts";
import { matchRule } from "./ideal-profile.ts";
import { readQuantile } from "./summary.ts";
import { createLogitExplainer } from "./tree-shap.ts";

/** All figures are out of fold. aucLow is the 95 % lower bound; lift: outcome rate of the top tenth over all. */
export type FitQuality = {
  auc: number;
  aucLow: number;
  brierScore: number;
  calibrationError: number;
  liftTopTenth: number;
  rowCount: number;
  positiveCount: number;
};
/** Plain data, safe to store as JSON. positions maps a logit to its percentile among the training contacts. */
export type FitModel = {
  boosting: BoostingModel;
  calibration: Calibration;
  positions: { logits: number[]; percentiles: number[] };
  quality: FitQuality;
};
export type FitTraining =
  | { status: "learned"; model: FitModel }
  | { status: "too-few-outcomes" | "not-informative"; reason: string; quality: FitQuality | null };

/** value: 0..1 or null when nothing is known. baseline + sum of contributions = value. */
export type FitScore = {
  source: "model" | "profile" | "none";
  value: number | null;
  /** Calibrated chance of a "yes"; null without a model. */
  probability: number | null;
};
export type FitFactor = { attribute: string; value: FeatureValue; contribution: number };
export type FitExplanation = FitScore & { baseline: number; factors: FitFactor[] };
export type FitScorer = { score: (row: FeatureRow) => FitScore; explain: (row: FeatureRow) => FitExplanation };

const MIN_PER_CLASS = 25;
const YES = new Set(["yes", "y", "true", "1", "won", "converted", "customer", "success"]);
const NO = new Set(["no", "n", "false", "0", "lost", "churned", "failure"]);

/** Reads an outcome attribute; null when it is absent or says neither yes nor no. */
export function readOutcome(value: FeatureValue): boolean | null {
  const text = String(value ?? "")
    .trim()
    .toLowerCase();
  return YES.has(text) ? true : NO.has(text) ? false : null;
}

/**
 * Learns P(yes) from the rows whose outcome is known, when each outcome occurs at least 25 times and the
 * out-of-fold AUC is above chance with 95 % confidence; otherwise says why not. Takes seconds for tens of
 * thousands of rows. `exclude` must name what is known only after the outcome (and the outcome itself).
 */
export function trainFit(
  rows: readonly FeatureRow[],
  outcomes: readonly (boolean | null)[],
  random: () => number,
  { exclude = [], options = {} }: { exclude?: readonly string[]; options?: Partial<BoostingOptions> } = {},
): FitTraining {
  if (rows.length !== outcomes.length) throw new RangeError("rows and outcomes must have the same length");
  const known = rows.filter((_, i) => outcomes[i] !== null);
  const labels = outcomes.filter(outcome => outcome !== null);
  const positiveCount = labels.filter(Boolean).length;
  const rarer = Math.min(positiveCount, labels.length - positiveCount);
  if (rarer < MIN_PER_CLASS) {
    const reason = `Learning needs at least ${MIN_PER_CLASS} contacts of each outcome; there are ${positiveCount} yes and ${labels.length - positiveCount} no.`;
    return { status: "too-few-outcomes", reason, quality: null };
  }
  const features = inferFeatures(known, exclude);
  if (features.length === 0) {
    return { status: "not-informative", reason: "No attribute varies between the contacts.", quality: null };
  }
  const sized = { ...sizeOptions(labels.length), ...options };
  const boosting = trainBoosting(known, labels, features, random, sized);
  const logits = scoreHeldOut(known, labels, features, random, sized, boosting.trees.length);
  const quality = measureQuality(logits, labels);
  if (quality.aucLow <= 0.5) {
    const reason = `The attributes do not predict the outcome better than chance (AUC ${quality.auc.toFixed(2)}).`;
    return { status: "not-informative", reason, quality };
  }
  const calibration = fitIsotonicCalibration(logits, labels);
  return { status: "learned", model: { boosting, calibration, positions: readPositions(logits), quality } };
}

/** Creates a scorer from a model when there is one, else from the profile, else one that says "none". */
export function createFitScorer(model: FitModel | null, profile: IdealProfile = { rules: [] }): FitScorer {
  if (model) return createModelScorer(model);
  const explain = (row: FeatureRow) => explainByProfile(row, profile);
  return { explain, score: row => toScore(explain(row)) };
}

function toScore({ source, value, probability }: FitScore): FitScore {
  return { source, value, probability };
}

function createModelScorer(model: FitModel): FitScorer {
  const scoreLogit = createLogitScorer(model.boosting);
  const explainLogit = createLogitExplainer(model.boosting);
  const toValue = (logit: number) => interpolate(model.positions.logits, model.positions.percentiles, logit);
  const score = (row: FeatureRow): FitScore => {
    const logit = scoreLogit(row);
    return { source: "model", value: toValue(logit), probability: applyCalibration(model.calibration, logit) };
  };
  const explain = (row: FeatureRow): FitExplanation => {
    const { logit, baselineLogit, contributions } = explainLogit(row);
    const scored = score(row);
    const baseline = toValue(baselineLogit);
    const distance = logit - baselineLogit;
    // Log-odds and percentile move together, so one common factor carries the shares over.
    const factor = Math.abs(distance) > 1e-9 ? ((scored.value ?? baseline) - baseline) / distance : 0;
    const factors = contributions.map(({ name, contribution }) => ({
      attribute: name,
      value: row[name],
      contribution: contribution * factor,
    }));
    factors.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    return { ...scored, baseline, factors };
  };
  return { score, explain };
}

function explainByProfile(row: FeatureRow, profile: IdealProfile): FitExplanation {
  const matches = profile.rules.map(rule => matchRule(row, rule));
  const total = matches.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0 || matches.every(({ match }) => match === null)) {
    return { source: "none", value: null, probability: null, baseline: 0, factors: [] };
  }
  // An absent attribute says nothing: it stays at one half instead of counting as a miss.
  const factors = matches.map(({ attribute, weight, match }) => ({
    attribute,
    value: row[attribute],
    contribution: (weight / total) * ((match ?? 0.5) - 0.5),
  }));
  const value = factors.reduce((sum, { contribution }) => sum + contribution, 0.5);
  factors.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return { source: "profile", value: Math.min(1, Math.max(0, value)), probability: null, baseline: 0.5, factors };
}

/** Small samples get shallower trees and leaves that shrink with the sample, so that they can split at all. */
function sizeOptions(rowCount: number): Partial<BoostingOptions> {
  const minLeafRows = Math.min(DEFAULT_BOOSTING_OPTIONS.minLeafRows, Math.max(5, Math.round(rowCount / 40)));
  if (rowCount >= 5000) return { minLeafRows };
  // A hold-out of a small sample picks the number of rounds by luck; a fixed, modest number does better.
  const maxLeaves = rowCount < 2500 ? 3 : 5;
  return { minLeafRows, maxLeaves, maxDepth: 3, rowShare: 0.8, validationShare: 0, maxRounds: 60, categoricalL2: 10 };
}

function scoreHeldOut(
  rows: readonly FeatureRow[],
  labels: readonly boolean[],
  features: readonly FeatureSpec[],
  random: () => number,
  options: Partial<BoostingOptions>,
  rounds: number,
): Float64Array {
  const folds = assignStratifiedFolds(labels, rows.length > 10_000 ? 3 : 5, random);
  return scoreOutOfFold(folds, training => {
    const pick = <T>(from: readonly T[]) => training.map(row => from[row] as T);
    const fixed = { ...options, validationShare: 0, maxRounds: rounds };
    const score = createLogitScorer(trainBoosting(pick(rows), pick(labels), features, random, fixed));
    return row => score(rows[row] as FeatureRow);
  });
}

function measureQuality(logits: Float64Array, labels: readonly boolean[]): FitQuality {
  const rowCount = labels.length;
  const positiveCount = labels.filter(Boolean).length;
  const auc = computeAuc(logits, labels);
  const probabilities = logits.map(logit => 1 / (1 + Math.exp(-logit)));
  const tenths = measureReliability(probabilities, labels, 10);
  return {
    auc,
    aucLow: auc - 1.96 * computeAucStandardError(auc, positiveCount, rowCount - positiveCount),
    brierScore: computeBrierScore(probabilities, labels),
    calibrationError: computeCalibrationError(tenths),
    liftTopTenth: (tenths.at(-1)?.observed ?? 0) / (positiveCount / rowCount),
    rowCount,
    positiveCount,
  };
}

function readPositions(logits: Float64Array): FitModel["positions"] {
  const sorted = logits.slice().sort();
  const knots = new Map<number, number[]>();
  for (let i = 0; i <= 100; i++) {
    const logit = readQuantile(sorted, i / 100);
    knots.set(logit, [...(knots.get(logit) ?? []), i / 100]);
  }
  // Ties (few distinct predictions) take the middle of the percentiles they span.
  const percentiles = [...knots.values()].map(span => ((span[0] ?? 0) + (span.at(-1) ?? 0)) / 2);
  return { logits: [...knots.keys()], percentiles };
}
