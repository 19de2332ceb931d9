/** Measures the text classifier on public data: intents with questions that fit none, and videos of channels it never saw. */
import { balanceThreshold, measureThreshold } from "#lib/stats/abstention.ts";
import { createSeededRandom, shuffleIndices } from "#lib/stats/seeded-random.ts";
import {
  createTextClassifier,
  fitTemperature,
  judgeAnswers,
  type TextExample,
  trainTextModel,
} from "#lib/stats/text-classifier.ts";
import { readDataSet } from "#testing/data-set.ts";
import type { QualityFigure, QualityPart } from "./figure.ts";

const INTENTS = "clinc_intents.csv";
const VIDEOS = "youtube_us_trending.csv";
const FOLDS = 5;

/**
 * The splits of Larson et al. 2019: learned on `train` with the hundred stray questions of `oos_train` as background, temperature and
 * threshold chosen on `val` and `oos_val`, figures from `test` and `oos_test`. Accuracy is without abstaining, as they report it.
 */
export const intents: QualityPart = {
  name: "classifier",
  dataSets: [INTENTS],
  *measure(): Iterable<QualityFigure> {
    const rows = readDataSet(INTENTS);
    const pick = (...splits: string[]): TextExample[] =>
      rows
        .filter(row => splits.includes(row.split ?? ""))
        .map(row => ({ text: row.text ?? "", label: row.intent === "oos" ? null : (row.intent ?? null) }));
    const model = trainTextModel(pick("train", "oos_train"), createSeededRandom(1));
    const held = pick("val", "oos_val");
    model.temperature = fitTemperature(model, held);
    const { threshold } = balanceThreshold(judgeAnswers(model, held));
    const answers = judgeAnswers(model, pick("test", "oos_test"));
    const open = measureThreshold(answers, 0);
    const careful = measureThreshold(answers, threshold);
    const percent = (share: number | null) => (share ?? 0) * 100;
    yield {
      name: "clinc_in_scope_accuracy",
      value: percent(open.inScopeAccuracy),
      reference: 92,
      relation: "at-least",
      note: "percent of in-scope questions right, without abstaining (Larson 2019: MLP 93.5, CNN 91.2, SVM 91.0)",
    };
    yield {
      name: "clinc_oos_recall",
      value: percent(careful.outOfScopeRecall),
      reference: 75,
      relation: "at-least",
      note: `percent of out-of-scope questions left unanswered below ${threshold.toFixed(3)}, chosen on validation; 100 stray questions of oos_train taught doubt`,
    };
    yield {
      name: "clinc_in_scope_accuracy_at_threshold",
      value: percent(careful.inScopeAccuracy),
      reference: null,
      relation: "compare",
      note: "percent of in-scope questions answered and right at that threshold",
    };
    yield {
      name: "clinc_calibration_gap",
      value: percent(measureGap(answers.filter(answer => answer.isInScope))),
      reference: null,
      relation: "compare",
      note: "points between mean confidence and accuracy in scope",
    };
  },
};

/** Every row's category by title and tags, told by models that saw none of its channel's videos. */
export const channels: QualityPart = {
  name: "classifier-channels",
  dataSets: [VIDEOS],
  *measure(): Iterable<QualityFigure> {
    const rows = readDataSet(VIDEOS).map(row => ({
      text: `${row.title}|${row.tags === "[none]" ? "" : row.tags}`,
      label: row.category_id ?? "",
      channel: row.channel_title ?? "",
    }));
    const names = [...new Set(rows.map(row => row.channel))].sort();
    const order = shuffleIndices(names.length, createSeededRandom(7));
    const foldOf = new Map(Array.from(order, (name, place) => [names[name], place % FOLDS]));
    let right = 0;
    let common = 0;
    for (let fold = 0; fold < FOLDS; fold++) {
      const training = rows.filter(row => foldOf.get(row.channel) !== fold);
      const unseen = rows.filter(row => foldOf.get(row.channel) === fold);
      // Strangers' channels are a wider step than held-out texts: fewer and smaller steps keep the model general.
      const model = trainTextModel(training, createSeededRandom(1), { epochs: 8, rate: 0.3 });
      const classifier = createTextClassifier(model);
      const majority = findMajority(training.map(row => row.label));
      right += unseen.filter(row => classifier.classify(row.text).likeliest === row.label).length;
      common += unseen.filter(row => row.label === majority).length;
    }
    yield {
      name: "youtube_channel_disjoint_accuracy",
      value: right / rows.length,
      reference: 0.55,
      relation: "at-least",
      note: "category by title and tags, 5 folds of whole channels",
    };
    yield {
      name: "youtube_majority_accuracy",
      value: common / rows.length,
      reference: 0.2,
      relation: "compare",
      note: "always the most common category",
    };
  },
};

function measureGap(answers: readonly { confidence: number; isRight: boolean }[]): number {
  const sum = answers.reduce((total, answer) => total + answer.confidence - (answer.isRight ? 1 : 0), 0);
  return Math.abs(sum) / answers.length;
}

function findMajority(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}
