/** Owns the task that writes what a video shall show, from what the workspace has counted or written. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { AppError } from "#lib/core/errors.ts";
import { defineTask, type TaskContext } from "#lib/kernel/define.ts";
import { type Material, readOutput, readTrend } from "./material.ts";
import { briefRevises, readBrief, requireOther } from "./revising.ts";
import { findStrangeNumbers, ScriptText, sumDurationMs, timeScript, writeScript } from "./script.ts";
import { Format, RemotionSettings } from "./settings.ts";
import { readPosts, readVideos } from "./topic-material.ts";

const Params = z.strictObject({
  topic: z
    .string()
    .trim()
    .max(100, "shorten the topic to 100 characters")
    .default("")
    .describe("A niche, or words that posts are about; empty takes the strongest trend"),
  output_id: z.uuid("give the id of an output").optional().describe("Or the output that it shall tell"),
  format: Format.optional().describe("Shape: vertical, square or landscape; left out, as the settings say"),
});

const Result = z.object({
  brief_id: z.string().nullable(),
  title: z.string().nullable(),
  scenes: z.int(),
  seconds: z.number(),
  written_by: z.string().nullable(),
  reason: z.string().nullable().describe("Why there is no brief"),
});

type Context = TaskContext<RemotionSettings>;

export const brief = defineTask({
  name: "brief",
  title: "Write a video brief",
  purpose: "Writes the script and the scenes of a short video from a trend, a topic or an output.",
  settings: RemotionSettings,
  params: Params,
  result: Result,
  takes: {
    trend: { topic: "niche" },
    post: { topic: "niche" },
    creator: { topic: "niche" },
    "content-plan": { topic: "niche" },
    output: { output_id: "id" },
  },
  promises: { outputs: result => (result.brief_id === null ? 0 : 1) },
  revises: briefRevises,

  async run(ctx, params) {
    const material = ctx.revision === null ? await findMaterial(ctx, params) : readBrief(ctx.revision);
    if (material === null) {
      const reason = "There is nothing to make a video of yet: import posts and run trends.detect, or name an output.";
      ctx.decide("complete", reason, { confidence: 1 });
      return { brief_id: null, title: null, scenes: 0, seconds: 0, written_by: null, reason };
    }
    ctx.decide("plan", `The video tells ${material.about}.`, { data: { facts: material.facts } });
    const { text, author } = await write(ctx, material);
    // Whoever sees the video must see that its numbers are made up.
    const title = material.isSample ? `Sample data: ${text.title}` : text.title;
    const script = timeScript({ ...text, title }, material.format ?? params.format ?? ctx.settings.format);
    if (ctx.revision !== null) requireOther(ctx.revision, script);
    const seconds = sumDurationMs(script) / 1_000;
    const briefId = ctx.output({
      kind: "brief",
      title: `Video brief: ${script.title}`,
      content: { format: "markdown", text: writeScript(script), text_of: "script", script, sources: material.sources },
      author,
      isUntrusted: material.isUntrusted,
    });
    ctx.decide(
      "complete",
      `${writeCount(script.scenes.length, "scene")}, ${seconds.toFixed(1)} s, by ${author.kind}.`,
      {
        data: { title: script.title, seconds },
      },
    );
    const written_by = `${author.kind}: ${author.name}`;
    return { brief_id: briefId, title: script.title, scenes: script.scenes.length, seconds, written_by, reason: null };
  },
});

async function findMaterial(ctx: Context, { topic, output_id }: z.infer<typeof Params>): Promise<Material | null> {
  if (output_id !== undefined) {
    const material = await ctx.query(session => readOutput(session, output_id));
    if (material !== null) return material;
    throw refuse("output_id", "there is no such output in this workspace");
  }
  const found = await ctx.query(async session => {
    const trend = await readTrend(session, topic);
    if (trend !== null || topic === "") return trend;
    return (await readPosts(session, topic)) ?? (await readVideos(session, topic));
  });
  if (found !== null || topic === "") return found;
  throw refuse("topic", `no trend, post or video is about "${topic}": import some first, or name another topic`);
}

async function write(ctx: Context, material: Material) {
  const closing = ctx.settings.call_to_action;
  const end = closing === "" || ctx.revision !== null ? [] : [{ headline: closing, body: "", caption: closing }];
  const template = { ...material.template, scenes: [...material.template.scenes, ...end].slice(-8) };
  const facts = { ...material.facts, closing_words: closing };
  const { value, author } = await ctx.compose({
    purpose: "write the script of a short video",
    schema: ScriptText,
    template: () => template,
    instructions:
      "Write a short video of 3 to 6 scenes for business people: a headline of at most 8 words, a body of one sentence, and the sentence that a speaker would say as caption. Use only the facts, and no number that is not among them. End with closing_words where there are any.",
    facts,
    untrusted: material.untrusted,
  });
  const strange = author.kind === "model" ? findStrangeNumbers(value, { facts, untrusted: material.untrusted }) : [];
  if (strange.length === 0) return { text: value, author };
  ctx.decide(
    "plan",
    `The model wrote numbers that no fact holds (${strange.join(", ")}), so the template wrote instead.`,
  );
  return { text: template, author: { kind: "template" as const, name: "write the script of a short video" } };
}

function refuse(field: string, message: string): AppError {
  return new AppError("not-found", message, { details: { errors: [{ path: `params.${field}`, message }] } });
}
