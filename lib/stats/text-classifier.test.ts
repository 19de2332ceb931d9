import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureThreshold } from "./abstention.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { NO_CLASS, predictChances, trainSoftmax } from "./softmax.ts";
import {
  createTextClassifier,
  fitTemperature,
  judgeAnswers,
  type TextExample,
  trainTextModel,
} from "./text-classifier.ts";
import { type TextModel, unpackTextModel } from "./text-model.ts";
import { trainSureTextModel } from "./text-training.ts";

const topics: Record<string, string[]> = {
  boxing: ["jab", "footwork", "knockout", "southpaw", "sparring"],
  baking: ["sourdough", "yeast", "oven", "crumb", "flour"],
  sailing: ["spinnaker", "halyard", "tacking", "keel", "regatta"],
};
const fillers = ["my", "the", "new", "today", "great", "with", "about", "again"];

/** Texts of two topic words among everyday ones; `blur` is the chance that a topic word is of another topic. */
function write(label: string, random: () => number, blur = 0): string {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  const topic = () => (random() < blur ? pick(Object.keys(topics)) : label);
  return [pick(fillers), pick(topics[topic()] ?? fillers), pick(fillers), pick(topics[topic()] ?? fillers)].join(" ");
}

function writeMany(count: number, seed: number, blur = 0): { text: string; label: string }[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const label = Object.keys(topics)[at % 3] as string;
    return { text: write(label, random, blur), label };
  });
}

const train = (examples: readonly TextExample[], seed = 1) =>
  trainTextModel(examples, createSeededRandom(seed), { bits: 16 });
const model = train(writeMany(150, 1));

describe("Softmax regression", () => {
  it("learns what separates, and gives a row of no class even chances", () => {
    const row = (index: number) => ({ indices: Int32Array.of(index), values: Float32Array.of(1) });
    const rows = Array.from({ length: 90 }, (_, at) => row(at % 3));
    const labels = rows.map((_, at) => (at % 3 === 2 ? NO_CLASS : at % 3));
    const learned = trainSoftmax(rows, labels, { featureCount: 3, classCount: 2 }, createSeededRandom(1));
    const chances = (index: number) => [...predictChances(learned, row(index), 1, new Float64Array(2))];
    expect(chances(0)[0]).toBeGreaterThan(0.8);
    expect(chances(1)[1]).toBeGreaterThan(0.8);
    expect(chances(2)[0]).toBeGreaterThan(0.35);
    expect(chances(2)[0]).toBeLessThan(0.65);
  });

  it("refuses rows without labels", () => {
    expect(() => trainSoftmax([], [1], { featureCount: 1, classCount: 2 }, createSeededRandom(1))).toThrow("label");
  });
});

describe("A text classifier", () => {
  const classifier = createTextClassifier(model);

  it("labels texts it has not seen, and misspelt and inflected words too", () => {
    const unseen = writeMany(90, 2);
    const right = unseen.filter(({ text, label }) => classifier.classify(text).label === label);
    expect(right.length).toBeGreaterThanOrEqual(88);
    expect(classifier.classify("SOURDOUGHS and flouur").label).toBe("baking");
  });

  it("gives chances that sum to 1 for any text, alike in any case", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.constantFrom(...Object.values(topics).flat()),
    );
    fc.assert(
      fc.property(text, given => {
        const chances = classifier.predict(given);
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
        for (const chance of chances) expect(chance >= 0 && chance <= 1).toBe(true);
        if (/^[ -~]*$/.test(given)) expect(classifier.predict(given.toUpperCase())).toEqual(chances);
      }),
    );
  });

  it("says nothing below its threshold, and still what was likeliest", () => {
    const careful = createTextClassifier({ ...model, threshold: 0.99 });
    expect(careful.classify("my jab and the yeast")).toMatchObject({
      label: null,
      likeliest: expect.stringMatching(/b/),
    });
  });

  it("is the same from the same examples and seed, and after a trip through JSON", () => {
    expect(train(writeMany(150, 1))).toEqual(model);
    const returned = JSON.parse(JSON.stringify(model)) as TextModel;
    for (const { text } of writeMany(20, 3)) {
      expect(createTextClassifier(returned).predict(text)).toEqual(classifier.predict(text));
    }
  });

  it("names the words that decided: together they are the label's lead over the mean label", () => {
    const text = "the spinnaker with my halyard";
    const explained = classifier.explain(text, "sailing");
    expect(
      explained
        .slice(0, 2)
        .map(({ word }) => word)
        .toSorted(),
    ).toEqual(["halyard", "spinnaker"]);
    const { softmax } = unpackTextModel(model);
    const chances = classifier.predict(text).map(Math.log);
    const mean = (list: ArrayLike<number>) => Array.from(list).reduce((sum, value) => sum + value, 0) / list.length;
    const place = model.classes.indexOf("sailing");
    const lead =
      (chances[place] as number) - mean(chances) - ((softmax.biases[place] as number) - mean(softmax.biases));
    const sum = explained.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(lead, 4);
    expect(() => classifier.explain(text, "chess")).toThrow("chess");
  });

  it("learns from background texts to doubt what belongs to no label", () => {
    const random = createSeededRandom(9);
    const strange = ["tax", "return", "form", "deadline", "refund", "office"];
    const writeStrange = () => `${fillers[Math.floor(random() * 8)]} ${strange[Math.floor(random() * 6)]} form`;
    const background = Array.from({ length: 40 }, () => ({ text: writeStrange(), label: null }));
    const doubting = train([...writeMany(150, 1), ...background]);
    const confidence = (given: TextModel) => createTextClassifier(given).classify("the refund form office").confidence;
    expect(confidence(doubting)).toBeLessThan(0.5);
    expect(confidence(doubting)).toBeLessThan(confidence(model));
  });

  it("needs two labels, and a stored form it knows", () => {
    expect(() => train([{ text: "a", label: "only" }])).toThrow("two labels");
    expect(() => createTextClassifier({ ...model, version: 2 as 1 })).toThrow("version 2");
    expect(() => createTextClassifier({ ...model, scales: [1] })).toThrow("fit together");
  });

  it("keeps the features that weigh most when it may keep only few", () => {
    const small = trainTextModel(writeMany(150, 1), createSeededRandom(1), { bits: 16, maxFeatures: 60 });
    expect(unpackTextModel(small).vocabulary.buckets).toHaveLength(60);
    const right = writeMany(60, 4).filter(
      ({ text, label }) => createTextClassifier(small).classify(text).label === label,
    );
    expect(right.length).toBeGreaterThanOrEqual(50);
  });
});

describe("The temperature", () => {
  it("makes confidence true on texts that are often ambiguous", () => {
    const blurred = train(writeMany(300, 5, 0.5));
    const held = writeMany(600, 6, 0.5);
    const measureGap = (temperature: number) => {
      const answers = judgeAnswers({ ...blurred, temperature }, held);
      const mean = answers.reduce((sum, { confidence }) => sum + confidence, 0) / answers.length;
      return Math.abs(mean - (measureThreshold(answers, 0).inScopeAccuracy ?? 0));
    };
    const temperature = fitTemperature(blurred, held);
    expect(measureGap(temperature)).toBeLessThan(0.03);
    expect(measureGap(temperature)).toBeLessThanOrEqual(measureGap(1));
    expect(fitTemperature(blurred, [{ text: "a", label: null }])).toBe(1);
  });
});

describe("Learning to answer only when sure", () => {
  const goal = { minExamples: 30, minPerLabel: 5, precision: 0.9 };
  const group = (examples: { text: string; label: string }[]) =>
    examples.map((example, at) => ({ ...example, group: `g${at % 20}` }));

  it("reaches the wanted share of right answers on texts to come, by staying silent on the others", () => {
    const training = trainSureTextModel(group(writeMany(600, 7, 0.4)), createSeededRandom(1), goal, { bits: 16 });
    if (training.status !== "learned") throw new Error(training.reason);
    expect(training.quality.precision).toBeGreaterThanOrEqual(0.9);
    expect(training.quality.coverage).toBeLessThan(1);
    const { precision, coverage } = measureThreshold(
      judgeAnswers(training.model, writeMany(900, 8, 0.4)),
      training.model.threshold,
    );
    expect(precision).toBeGreaterThan(0.85);
    expect(coverage).toBeGreaterThan(0.2);
  });

  it("refuses too few examples, labels that are too rare, and labels that nothing tells apart", () => {
    const few = trainSureTextModel(group(writeMany(20, 1)), createSeededRandom(1), goal);
    expect(few).toEqual({ status: "refused", reason: "too-few", quality: null });
    const rare = [...group(writeMany(60, 1)), { text: "checkmate", label: "chess", group: "g1" }];
    const training = trainSureTextModel(rare, createSeededRandom(1), goal, { bits: 16 });
    expect(training).toMatchObject({ status: "learned", quality: { labels: 3, examples: 60 } });
    const random = createSeededRandom(3);
    const noise = group(
      Array.from({ length: 300 }, (_, at) => ({
        text: write("none", random),
        label: at % 2 === 0 ? "odd" : "even",
      })),
    );
    expect(trainSureTextModel(noise, random, goal, { bits: 16 })).toMatchObject({
      status: "refused",
      reason: "unsure",
    });
  });
});
