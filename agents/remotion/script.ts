/** Owns the script of a video: its scenes, how long each stands, and that no number in it comes from nowhere. */
import { z } from "zod";

const MIN_SCENE_MS = 2_400;
const MAX_SCENE_MS = 9_000;
/** Subtitles for television count on 17 letters a second for adults; words on a moving picture are given more time. */
const LETTERS_PER_SECOND = 14;
const SETTLE_MS = 900;

const SceneText = z.object({
  headline: z.string().trim().min(1).max(90),
  body: z.string().trim().max(220),
  caption: z.string().trim().min(1).max(240),
});
export type SceneText = z.infer<typeof SceneText>;

/** What a template or a model writes. */
export const ScriptText = z.object({
  title: z.string().trim().min(1).max(90),
  scenes: z.array(SceneText).min(2).max(8),
});
export type ScriptText = z.infer<typeof ScriptText>;

const TimedScene = SceneText.extend({ duration_ms: z.number().min(500).max(60_000) });

/** A script as a brief keeps it. */
export const Script = z.object({
  title: z.string().trim().min(1).max(200),
  format: z.enum(["vertical", "square", "landscape"]),
  scenes: z.array(TimedScene).min(1).max(40),
});
export type Script = z.infer<typeof Script>;

/** Gives every scene the time that its longest text takes to read. */
export function timeScript(text: ScriptText, format: Script["format"]): Script {
  const scenes = text.scenes.map(scene => {
    const letters = Math.max(scene.headline.length + scene.body.length, scene.caption.length);
    const readingMs = SETTLE_MS + (letters / LETTERS_PER_SECOND) * 1_000;
    return { ...scene, duration_ms: Math.round(Math.min(MAX_SCENE_MS, Math.max(MIN_SCENE_MS, readingMs)) / 100) * 100 };
  });
  return { title: text.title, format, scenes };
}

export function sumDurationMs(script: Pick<Script, "scenes">): number {
  return script.scenes.reduce((sum, scene) => sum + scene.duration_ms, 0);
}

/** The numbers in a script that the facts do not hold, as they are written. */
export function findStrangeNumbers(text: ScriptText, facts: unknown): string[] {
  const read = (source: string) => source.match(/\d+(?:[.,:]\d+)*/g) ?? [];
  const known = new Set(read(JSON.stringify(facts, null, 1)).flatMap(number => [number, number.replaceAll(",", "")]));
  const said = read([text.title, ...text.scenes.flatMap(scene => Object.values(scene))].join(" "));
  return [...new Set(said)].filter(number => !known.has(number) && !known.has(number.replaceAll(",", "")));
}

/** A script as people read it in a brief. */
export function writeScript(script: Script): string {
  let startMs = 0;
  const scenes = script.scenes.map((scene, at) => {
    const from = startMs;
    startMs += scene.duration_ms;
    const time = `${(from / 1_000).toFixed(1)} to ${(startMs / 1_000).toFixed(1)} s`;
    const body = scene.body === "" ? [] : ["", scene.body];
    return [`**${at + 1}. ${scene.headline}** (${time})`, ...body, "", `Caption: ${scene.caption}`, ""].join("\n");
  });
  return [`${(startMs / 1_000).toFixed(1)} s, ${script.format}.`, "", ...scenes].join("\n");
}
