/** Owns learning to label texts, being honest about doubt, and saying which words decided. Refuses fewer than two labels. */
import type { JudgedAnswer } from "./abstention.ts";
import { DEFAULT_SOFTMAX_OPTIONS, NO_CLASS, predictChances, type SoftmaxOptions, trainSoftmax } from "./softmax.ts";
import { extractOccurrences } from "./text-features.ts";
import { packTextModel, type TextModel, unpackTextModel } from "./text-model.ts";
import { createRowMaker, learnVocabulary } from "./text-vocabulary.ts";

/** A text to learn from; label null says that it belongs to none of the labels. */
export type TextExample = { text: string; label: string | null };

export type TextAnswer = {
  /** The likeliest label, or null when its chance is below the threshold. */
  label: string | null;
  /** The likeliest label even so. */
  likeliest: string;
  /** Its chance, 0..1. */
  confidence: number;
};

/** A word's part in the answer: what it adds to the label's logit over the mean of all labels. */
export type WordContribution = { word: string; contribution: number };

export type TextClassifier = {
  classify(text: string): TextAnswer;
  /** The chance of every label, in the order of the model's classes. */
  predict(text: string): number[];
  /** What each word adds to the given label (each distinct word once), strongest first. */
  explain(text: string, label: string): WordContribution[];
};

export type TextTrainingOptions = SoftmaxOptions & {
  /** Hash space: 2^bits buckets. */
  bits: number;
  /** In how many texts a feature must stand to be known. */
  minTexts: number;
  /** How many features the stored model keeps. */
  maxFeatures: number;
};

export const DEFAULT_TEXT_OPTIONS: TextTrainingOptions = {
  ...DEFAULT_SOFTMAX_OPTIONS,
  bits: 20,
  minTexts: 2,
  maxFeatures: 2 ** 16,
};

/**
 * Learns labels from examples: hashed words, pairs and pieces of words under a softmax. The same examples and random source give the
 * same model. It answers everything until calibrateTextModel gives it a temperature and a threshold. Throws RangeError for fewer
 * than two labels.
 */
export function trainTextModel(
  examples: readonly TextExample[],
  random: () => number,
  options: Partial<TextTrainingOptions> = {},
): TextModel {
  const chosen = { ...DEFAULT_TEXT_OPTIONS, ...options };
  const classes = [...new Set(examples.flatMap(example => example.label ?? []))].sort();
  if (classes.length < 2) throw new RangeError("at least two labels are needed to learn the difference");
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const texts = examples.map(example => extractOccurrences(example.text));
  const vocabulary = learnVocabulary(texts, chosen);
  const softmax = trainSoftmax(
    texts.map(createRowMaker(vocabulary)),
    examples.map(({ label }) => (label === null ? NO_CLASS : (indexOf.get(label) as number))),
    { featureCount: vocabulary.buckets.length, classCount: classes.length },
    random,
    chosen,
  );
  return packTextModel(classes, vocabulary, softmax, chosen.maxFeatures);
}

export function createTextClassifier(model: TextModel): TextClassifier {
  const { vocabulary, softmax } = unpackTextModel(model);
  const makeRow = createRowMaker(vocabulary);
  const { classCount, weights } = softmax;
  const predict = (text: string) => [
    ...predictChances(softmax, makeRow(extractOccurrences(text)), model.temperature, new Float64Array(classCount)),
  ];
  return {
    predict,
    classify(text) {
      const chances = predict(text);
      const best = chances.reduce((top, chance, k) => (chance > (chances[top] as number) ? k : top), 0);
      const confidence = chances[best] as number;
      const likeliest = model.classes[best] as string;
      return { label: confidence >= model.threshold ? likeliest : null, likeliest, confidence };
    },
    explain(text, label) {
      const k = model.classes.indexOf(label);
      if (k < 0) throw new RangeError(`the model does not know the label ${label}`);
      const found = extractOccurrences(text);
      const row = makeRow(found);
      const byWord = new Map<string, WordContribution>();
      row.indices.forEach((feature, entry) => {
        let mean = 0;
        for (let j = 0; j < classCount; j++) mean += (weights[feature * classCount + j] as number) / classCount;
        const gain = (row.values[entry] as number) * ((weights[feature * classCount + k] as number) - mean);
        const positions = row.occurrences[entry] as number[];
        for (const position of positions) {
          const word = found.words[found.at[position] as number] as string;
          const key = word.toLowerCase();
          const held = byWord.get(key) ?? { word, contribution: 0 };
          held.contribution += gain / positions.length;
          byWord.set(key, held);
        }
      });
      return [...byWord.values()].sort((a, b) => b.contribution - a.contribution);
    },
  };
}

/** Answers to held-out texts, judged without any threshold. */
export function judgeAnswers(model: TextModel, held: readonly TextExample[]): JudgedAnswer[] {
  const classifier = createTextClassifier(model);
  return held.map(({ text, label }) => {
    const { likeliest, confidence } = classifier.classify(text);
    return { confidence, isRight: likeliest === label, isInScope: label !== null };
  });
}

/**
 * The temperature at which the chances fit held-out texts best: least negative log likelihood, by golden-section search between
 * 1/20 and 20 (temperature scaling, Guo et al. 2017). Texts of no label or of one that the model does not know are left out; 1 without any.
 */
export function fitTemperature(model: TextModel, held: readonly TextExample[]): number {
  const { vocabulary, softmax } = unpackTextModel(model);
  const makeRow = createRowMaker(vocabulary);
  const cases = held.flatMap(({ text, label }) => {
    const truth = label === null ? -1 : model.classes.indexOf(label);
    return truth < 0 ? [] : [{ row: makeRow(extractOccurrences(text)), truth }];
  });
  if (cases.length === 0) return 1;
  const chances = new Float64Array(softmax.classCount);
  const logits = cases.map(({ row, truth }) => {
    predictChances(softmax, row, 1, chances);
    return { logits: chances.map(chance => Math.log(Math.max(chance, 1e-300))), truth };
  });
  const computeLoss = (logTemperature: number) => {
    const temperature = Math.exp(logTemperature);
    let loss = 0;
    for (const { logits: row, truth } of logits) {
      let sum = 0;
      for (const logit of row) sum += Math.exp(logit / temperature);
      loss += Math.log(sum) - (row[truth] as number) / temperature;
    }
    return loss;
  };
  return Math.exp(searchMinimum(computeLoss, -Math.log(20), Math.log(20)));
}

function searchMinimum(compute: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  for (let turn = 0; turn < 30; turn++) {
    const c = b - ratio * (b - a);
    const d = a + ratio * (b - a);
    if (compute(c) < compute(d)) b = d;
    else a = c;
  }
  return (a + b) / 2;
}
