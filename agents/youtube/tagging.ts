/** Owns the learning and giving of tags; runs on a thread with texts in and out, refuses I/O. */
import { createSeededRandom } from "#lib/stats/seeded-random.ts";
import { createTextClassifier, type TextClassifier } from "#lib/stats/text-classifier.ts";
import type { TextModel } from "#lib/stats/text-model.ts";
import { type GroupedExample, type TextTraining, trainSureTextModel } from "#lib/stats/text-training.ts";
import { nameCategory } from "./categories.ts";
import { findRule, toWords } from "./rules.ts";
import type { YouTubeSettings } from "./settings.ts";

export const TAGGING_MODULE = "youtube/tagging.ts";
export const tagKinds = ["niche", "offer", "type"] as const;
export type TagKind = (typeof tagKinds)[number];

/** A video as the database writes it; `by_person` names the tags that are not ours to change. */
export type TaggableVideo = {
  id: string;
  title: string;
  description: string;
  tags: string[];
  category: string | null;
  by_person: TagKind[];
};

export type TaggingWork =
  /** examples: JSON text of GroupedExample[]. */
  | { kind: "train"; examples: string; settings: YouTubeSettings }
  /** videos: JSON text of TaggableVideo[]. */
  | {
      kind: "tag";
      videos: string;
      settings: YouTubeSettings;
      models: Partial<Record<TagKind, TextModel>>;
      usesCategory: boolean;
    };

/** What decided a tag, or what was likeliest where nothing was sure enough. */
type Reason = { words: string[]; likeliest?: string; confidence?: number };
export type Tag = { tag: string; probability: number; by: "rule" | "classifier" };
export type TaggedVideo = { id: string; reasons: Partial<Record<TagKind, Reason>> } & Partial<Record<TagKind, Tag>>;
type TagCount = { rule: number; classifier: number; person: number; unsure: number; tags: Record<string, number> };
export type Tagging = {
  videos: number;
  counts: Record<TagKind, TagCount>;
  /** JSON arrays of at most ROWS_PER_UPDATE tagged videos each. */
  updates: string[];
  /** A few learned tags with their words, surest first. */
  shown: { id: string; title: string; kind: TagKind; tag: string; probability: number; words: string[] }[];
};

const ROWS_PER_UPDATE = 1000;
const SEED = 20_260_101;
const SHOWN = 5;
const WORDS_SHOWN = 4;
/** Strangers' channels are a wider step than held-out texts of the same: few and small steps keep a model general. */
const TRAINING = { epochs: 8, rate: 0.3, maxFeatures: 2 ** 14 };

/** What a video is judged by: title and tags; descriptions mostly hold links and boilerplate. */
export function toText(video: { title: string; tags: readonly string[] }): string {
  return [video.title, ...video.tags].join("|");
}

export default function work(input: TaggingWork): TextTraining | Tagging {
  if (input.kind === "tag") return tagVideos(input);
  const { min_examples, min_per_label, min_accuracy } = input.settings;
  const goal = { minExamples: min_examples, minPerLabel: min_per_label, precision: min_accuracy };
  const examples = JSON.parse(input.examples) as GroupedExample[];
  return trainSureTextModel(examples, createSeededRandom(SEED), goal, TRAINING);
}

/** Rules first, then the video's own category for its niche, then what was learned; silent where that is not sure enough. */
export function tagVideos({ videos: text, settings, models, usesCategory }: TaggingWork & { kind: "tag" }): Tagging {
  const videos = JSON.parse(text) as TaggableVideo[];
  const classifiers = new Map(
    tagKinds.flatMap(kind => (models[kind] === undefined ? [] : [[kind, createTextClassifier(models[kind])] as const])),
  );
  const counts = Object.fromEntries(
    tagKinds.map(kind => [kind, { rule: 0, classifier: 0, person: 0, unsure: 0, tags: {} }]),
  ) as unknown as Record<TagKind, TagCount>;
  const tagged: TaggedVideo[] = [];
  const shown: Tagging["shown"] = [];
  const rules = { niche: settings.niche_rules, offer: settings.offer_rules, type: settings.type_rules };
  for (const video of videos) {
    const row: TaggedVideo = { id: video.id, reasons: {} };
    const learnable = toText(video);
    const heading = toWords(learnable);
    const words = { niche: heading, type: heading, offer: toWords(`${learnable}|${video.description}`) };
    for (const kind of tagKinds) {
      const count = counts[kind];
      if (video.by_person.includes(kind)) {
        count.person += 1;
        continue;
      }
      const rule = findRule(words[kind], rules[kind]);
      const category = kind === "niche" && usesCategory ? nameCategory(video.category) : null;
      const found =
        rule !== null
          ? { tag: { tag: rule.tag, probability: 1, by: "rule" as const }, reason: { words: [rule.keyword] } }
          : category !== null
            ? { tag: { tag: category, probability: 1, by: "rule" as const }, reason: { words: ["its category"] } }
            : askClassifier(classifiers.get(kind), learnable);
      if (found === null) continue;
      row.reasons[kind] = found.reason;
      if (found.tag === null) {
        count.unsure += 1;
        continue;
      }
      const { tag, probability, by } = found.tag;
      row[kind] = found.tag;
      count[by] += 1;
      count.tags[tag] = (count.tags[tag] ?? 0) + 1;
      if (by === "classifier") {
        shown.push({ id: video.id, title: video.title, kind, tag, probability, words: found.reason.words });
      }
    }
    tagged.push(row);
  }
  const updates: string[] = [];
  for (let at = 0; at < tagged.length; at += ROWS_PER_UPDATE) {
    updates.push(JSON.stringify(tagged.slice(at, at + ROWS_PER_UPDATE)));
  }
  shown.sort((a, b) => b.probability - a.probability);
  return { videos: videos.length, counts, updates, shown: shown.slice(0, SHOWN) };
}

function askClassifier(
  classifier: TextClassifier | undefined,
  text: string,
): { tag: Tag | null; reason: Reason } | null {
  if (classifier === undefined) return null;
  const { label, likeliest, confidence } = classifier.classify(text);
  const words = classifier
    .explain(text, likeliest)
    .filter(({ contribution }) => contribution > 0)
    .slice(0, WORDS_SHOWN)
    .map(({ word }) => word);
  if (label === null) return { tag: null, reason: { words, likeliest, confidence } };
  return { tag: { tag: label, probability: confidence, by: "classifier" }, reason: { words } };
}
