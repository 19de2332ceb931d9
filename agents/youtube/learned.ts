/** Owns the tag models of a workspace: learned from its labelled videos, kept in memory, learned again when those change. */
import { createHash } from "node:crypto";
import { writeCount } from "#lib/core/count.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import type { TextModel } from "#lib/stats/text-model.ts";
import type { TextQuality, TextTraining } from "#lib/stats/text-training.ts";
import { runOnThread } from "../thread-pool.ts";
import { type Examples, readExamples } from "./observations.ts";
import type { YouTubeSettings } from "./settings.ts";
import work, { TAGGING_MODULE, type TaggingWork, type TagKind } from "./tagging.ts";

const NAMESPACE = "youtube";
const MAX_EXAMPLES = 10_000;

/** What is known of one kind of tag: a model, or why there is none. */
export type LearnedTag = {
  kind: TagKind;
  source: Examples["source"];
  model: TextModel | null;
  quality: TextQuality | null;
  isRetrained: boolean;
  /** One sentence for the trace. */
  said: string;
};

type Stored = { fingerprint: string; training: TextTraining };

/** The model for one kind of tag as its examples are now; learned on a thread when they changed. */
export async function learnTag(ctx: TaskContext<YouTubeSettings>, kind: TagKind): Promise<LearnedTag> {
  const { settings } = ctx;
  const { rows, source } = await ctx.query(session =>
    readExamples(session, kind, {
      max: Math.min(MAX_EXAMPLES, settings.max_videos),
      minExamples: settings.min_examples,
      learnsCategory: settings.learn_from_category,
    }),
  );
  const origin = { kind, source };
  if (rows.length < settings.min_examples) {
    const said = `${name(kind)} tags cannot be learned yet: that needs ${settings.min_examples} videos with a label by a person${kind === "niche" ? " or a category" : ""}, and there ${rows.length === 1 ? "is" : "are"} ${rows.length}.`;
    return { ...origin, model: null, quality: null, isRetrained: false, said };
  }
  const examples = JSON.stringify(rows);
  const { min_accuracy, min_examples, min_per_label } = settings;
  const fingerprint = createHash("sha256")
    .update(`${min_accuracy} ${min_examples} ${min_per_label} ${examples}`)
    .digest("hex");
  const entry = await ctx.memory.get(NAMESPACE, `${kind}-model`);
  const stored = entry?.value as unknown as Stored | undefined;
  const isRetrained = stored?.fingerprint !== fingerprint;
  let training = stored?.training;
  if (training === undefined || isRetrained) {
    const input: TaggingWork = { kind: "train", examples, settings };
    training = await runOnThread<TaggingWork, TextTraining>(TAGGING_MODULE, input, {
      signal: ctx.signal,
      inline: given => work(given) as TextTraining,
    });
    const kept = JSON.parse(JSON.stringify({ fingerprint, training }));
    ctx.memory.put(NAMESPACE, `${kind}-model`, kept, { expectedVersion: entry?.version ?? 0, isUntrusted: true });
  }
  const model = training.status === "learned" ? training.model : null;
  const said = describeTraining(kind, source, training, settings, isRetrained);
  return { ...origin, model, quality: training.quality, isRetrained, said };
}

const name = (kind: TagKind) => `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

function describeTraining(
  kind: TagKind,
  source: Examples["source"],
  training: TextTraining,
  settings: YouTubeSettings,
  isRetrained: boolean,
): string {
  const { quality } = training;
  if (quality === null) {
    return `${name(kind)} tags cannot be learned yet: fewer than two labels have ${settings.min_per_label} videos.`;
  }
  const from = source === "category" ? "their category" : "a person's label";
  const origin = `${isRetrained ? "Learned" : "Reused what was learned of"} ${kind} tags from ${writeCount(quality.examples, "video")} with ${from} (${quality.labels} labels).`;
  const measured = `On ${writeCount(quality.heldOut, "video")} of channels it had not seen, ${percent(quality.accuracy)} would be right if it always answered (the most common label alone: ${percent(quality.majority)})`;
  const wanted = percent(settings.min_accuracy);
  if (training.status === "refused") {
    return `${origin} ${measured}, and at no point ${wanted}: it is not used.`;
  }
  return `${origin} ${measured}; it answers when sure enough that ${wanted} are right, which is for ${percent(quality.coverage)} of videos.`;
}
