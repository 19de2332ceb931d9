/** Owns learning a text model that answers only when it is sure enough, judged on groups it never saw. Refuses too few examples. */
import { measureThreshold, reachPrecision } from "./abstention.ts";
import { shuffleIndices } from "./seeded-random.ts";
import { fitTemperature, judgeAnswers, type TextTrainingOptions, trainTextModel } from "./text-classifier.ts";
import type { TextModel } from "./text-model.ts";

/** An example with a label; those of one group (an author, a channel) are held out together. */
export type GroupedExample = { text: string; label: string; group: string };

export type TextQuality = {
  examples: number;
  labels: number;
  heldOut: number;
  /** Share of held-out answers that are right when all are given, 0..1. */
  accuracy: number;
  /** What always giving the most common label would have reached. */
  majority: number;
  /** At the threshold: share of texts that get an answer, and share of those answers that are right. */
  coverage: number;
  precision: number;
};

export type TextTraining =
  | { status: "learned"; model: TextModel; quality: TextQuality }
  | { status: "refused"; reason: "too-few" | "unsure"; quality: TextQuality | null };

export type TextTrainingGoal = {
  /** Examples needed in all and of each label; rarer labels are left out. */
  minExamples: number;
  minPerLabel: number;
  /** Share of the answers that shall be right, 0..1. */
  precision: number;
};

const HELD_OUT_SHARE = 0.25;
const MIN_ANSWERS = 20;

/**
 * Learns on three quarters of the groups, sets temperature and threshold on the rest, then learns once more on everything. Held-out
 * whole groups stand for texts of authors to come. `unsure` when no threshold reaches the wanted precision.
 */
export function trainSureTextModel(
  examples: readonly GroupedExample[],
  random: () => number,
  { minExamples, minPerLabel, precision }: TextTrainingGoal,
  options: Partial<TextTrainingOptions> = {},
): TextTraining {
  const counts = countLabels(examples);
  const usable = examples.filter(({ label }) => (counts.get(label) ?? 0) >= minPerLabel);
  const labels = new Set(usable.map(({ label }) => label));
  if (usable.length < minExamples || labels.size < 2) return { status: "refused", reason: "too-few", quality: null };

  const groups = [...new Set(usable.map(({ group }) => group))].sort();
  const order = shuffleIndices(groups.length, random);
  const heldGroups = new Set(
    Array.from(order.subarray(0, Math.ceil(groups.length * HELD_OUT_SHARE)), at => groups[at]),
  );
  const training = usable.filter(({ group }) => !heldGroups.has(group));
  const held = usable.filter(({ group }) => heldGroups.has(group));
  if (new Set(training.map(({ label }) => label)).size < 2) {
    return { status: "refused", reason: "too-few", quality: null };
  }
  const trial = trainTextModel(training, random, options);
  const temperature = fitTemperature(trial, held);
  const answers = judgeAnswers({ ...trial, temperature }, held);
  const sure = reachPrecision(answers, precision, Math.min(MIN_ANSWERS, held.length));
  const trainingCounts = countLabels(training);
  const common = [...trainingCounts].sort((a, b) => b[1] - a[1])[0]?.[0];
  const quality: TextQuality = {
    examples: usable.length,
    labels: labels.size,
    heldOut: held.length,
    accuracy: measureThreshold(answers, 0).inScopeAccuracy ?? 0,
    majority: held.filter(({ label }) => label === common).length / Math.max(1, held.length),
    coverage: sure?.coverage ?? 0,
    precision: sure?.precision ?? 0,
  };
  if (sure === null) return { status: "refused", reason: "unsure", quality };
  const model = trainTextModel(usable, random, options);
  return { status: "learned", model: { ...model, temperature, threshold: sure.threshold }, quality };
}

function countLabels(examples: readonly { label: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
