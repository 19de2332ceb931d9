/** Owns what a video can tell: facts that were counted or written here, and a script of them alone. None is made up. */
import { writeCount } from "#lib/core/count.ts";
import type { JsonObject } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import type { Source } from "#lib/kernel/define.ts";
import type { SceneText, Script, ScriptText } from "./script.ts";

export type Material = {
  /** What it is, in a sentence for the trace. */
  about: string;
  /** What may be said; everything in it was counted or written by the workspace. */
  facts: JsonObject;
  /** Words of others. */
  untrusted: JsonObject;
  /** True when posts that came with the sample workspace, made up as they are, were counted. */
  isSample: boolean;
  /** A script of these facts alone. */
  template: ScriptText;
  sources: Source[];
  isUntrusted: boolean;
  /** A shape that a person asked for. */
  format?: Script["format"];
};

export const cut = (text: string, letters: number) => {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= letters ? flat : `${flat.slice(0, letters - 1).trimEnd()}…`;
};
export const writeScene = (headline: string, body: string, caption = `${headline}. ${body}`): SceneText => ({
  headline: cut(headline, 90),
  body: cut(body, 220),
  caption: cut(caption, 240),
});
export const listNames = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
export const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
export const writeDay = (date: Date) => date.toISOString().slice(0, 10);

/** The strongest trend, or the one of a niche; null when there is none. */
export async function readTrend(session: Session, niche: string): Promise<Material | null> {
  const folded = niche.replace(/^#/, "").toLowerCase();
  const all = await session
    .selectFrom("cross_platform_trends")
    .selectAll()
    .orderBy("trend_strength", "desc")
    .orderBy("niche")
    .limit(500)
    .execute();
  const trend = folded === "" ? all[0] : all.find(row => row.niche.replace(/^#/, "").toLowerCase() === folded);
  if (trend === undefined) return null;
  const rank = all.indexOf(trend) + 1;
  const strength = trend.trend_strength.toFixed(1);
  const name = capitalise(trend.niche);
  const sample = await session
    .selectFrom("posts")
    .select("id")
    .where("niche", "=", trend.niche)
    .where("is_sample", "=", true)
    .limit(1)
    .executeTakeFirst();
  const parts = Object.entries(trend.parts as Record<string, number>)
    .sort(([, one], [, other]) => other - one)
    .map(([part, points]) => `${part} ${points.toFixed(1)}`)
    .join(", ");
  const burst = (trend.bursts as { from: string; to: string; posts: number; expected: number }[])[0];
  const where = listNames(trend.platforms);
  const day = writeDay(trend.detected_at);
  const posts = writeCount(trend.post_count, "post");
  const scenes = [
    writeScene(`${name} is moving`, `${posts} on ${where}, as of ${day}.`),
    writeScene("How strong it is", `Number ${rank} of ${all.length}, at ${strength} of 100: ${parts}.`),
    ...(burst === undefined
      ? []
      : [
          writeScene(
            "It came in a burst",
            `${burst.posts} posts where ${burst.expected} were usual, from ${burst.from.slice(0, 16).replace("T", " ")} UTC.`,
          ),
        ]),
    writeScene("How much it is noticed", `${writeCount(trend.total_engagement, "reaction")} in all.`),
  ];
  return {
    about: `the trend ${trend.niche}, number ${rank} of ${all.length} with strength ${strength}`,
    facts: {
      rank,
      of: all.length,
      strength,
      parts,
      posts: trend.post_count,
      platforms: trend.platforms,
      day,
      ...(burst === undefined ? {} : { burst }),
      reactions: trend.total_engagement,
    },
    untrusted: { niche: trend.niche },
    isSample: sample !== undefined,
    template: { title: cut(`${name} is moving`, 90), scenes },
    sources: [{ label: `trend ${trend.niche} as of ${day}`, entity: "task", id: trend.task_id }],
    // A niche may have been discovered in the words of strangers.
    isUntrusted: true,
  };
}

/** The text of an output, as scenes; null when there is no such output. */
export async function readOutput(session: Session, id: string): Promise<Material | null> {
  const output = await session
    .selectFrom("outputs")
    .innerJoin("output_revisions", join =>
      join
        .onRef("output_revisions.output_id", "=", "outputs.id")
        .onRef("output_revisions.revision", "=", "outputs.revision"),
    )
    .select(["outputs.id", "title", "task_id", "content", "is_untrusted"])
    .where("outputs.id", "=", id)
    .executeTakeFirst();
  if (output === undefined) return null;
  const { text } = Object(output.content) as { text?: unknown };
  const lines = String(text ?? "")
    .split(/\n+/)
    .map(line =>
      line
        .replace(/^[\s>#*\-\d.]+(?=\S)/, "")
        .replace(/[*_`]/g, "")
        .trim(),
    )
    .filter(line => line.length > 2);
  const scenes = lines.slice(0, 6).map(line => {
    const end = line.search(/[:.!?](\s|$)/);
    const isHead = end > 3 && end < 80;
    return writeScene(isHead ? line.slice(0, end) : cut(line, 60), isHead ? line.slice(end + 1) : line, line);
  });
  return {
    about: `the output "${output.title}"`,
    facts: output.is_untrusted ? { title: output.title } : { title: output.title, text: cut(lines.join("\n"), 4_000) },
    untrusted: output.is_untrusted ? { text: cut(lines.join("\n"), 4_000) } : {},
    isSample: false,
    template: { title: cut(output.title, 90), scenes: [writeScene(output.title, "", output.title), ...scenes] },
    sources: [{ label: output.title, entity: "task", id: output.task_id }],
    isUntrusted: output.is_untrusted,
  };
}
