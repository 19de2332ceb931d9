/** Owns what a person's request for changes means to the next brief: its own script, done as asked; refuses to repeat it. */
import { AppError } from "#lib/core/errors.ts";
import type { Revises, Revision } from "#lib/kernel/define.ts";
import type { Material } from "./material.ts";
import { Script, type ScriptText, timeScript } from "./script.ts";
import { formats } from "./settings.ts";

const SHORTER = /\b(too long|shorter|shorten|brief(er)?|fewer scenes)\b/i;
const LEAVE_OUT = /\b(?:leave out|drop|remove|without|cut) (?:the )?scene (\d+)\b/gi;
const FORMAT = new RegExp(`\\b(${formats.join("|")})\\b`, "i");
const TITLE = /^\s*(?:please\s+)?call it:?\s*["“]?([^"”\n]{1,90}?)["”]?\s*$/im;
const LEAST_SCENES = 2;
const KEPT_SHARE = 0.6;

export const briefRevises: Revises = {
  kind: "brief",
  wishes: ["Make it shorter.", "Leave out scene 2.", "Make it square.", "Make it landscape.", "Call it: "],
  paramsOf: ({ script }) => {
    const read = Script.safeParse(script);
    return read.success ? { format: read.data.format } : null;
  },
};

/** The material of the next revision: what the last one says, as it was asked for. Throws where nothing asked for was understood and no words differ. */
export function readBrief(revision: Revision): Material {
  const script = Script.parse(revision.content.script);
  const asked = revision.feedback;
  const template = changeScript(script, asked);
  const format = FORMAT.exec(asked)?.[1]?.toLowerCase() as Script["format"] | undefined;
  const words = script.scenes.map(({ headline, body, caption }) => ({ headline, body, caption }));
  const previous = { title: script.title, scenes: words };
  return {
    about: `the brief "${script.title}" anew: ${asked}`,
    facts: revision.isUntrusted ? { asked_for: asked } : { asked_for: asked, previous_script: previous },
    untrusted: revision.isUntrusted ? { previous_script: previous } : {},
    isSample: false,
    template,
    sources: readSources(revision.content.sources),
    isUntrusted: revision.isUntrusted,
    format: format ?? script.format,
  };
}

/** Throws when the next script is the last one. */
export function requireOther(revision: Revision, next: Script): void {
  const last = Script.parse(revision.content.script);
  const retimed = timeScript(last as ScriptText, last.format);
  if (JSON.stringify({ ...retimed, title: last.title }) !== JSON.stringify(next)) return;
  throw new AppError(
    "unproductive",
    "without a model the brief is changed only as far as the request names it: shorter, a scene to leave out, another shape or title",
  );
}

/** A script changed by what the request names; everything else stays as it is. */
export function changeScript(script: Script, asked: string): ScriptText {
  const dropped = new Set([...asked.matchAll(LEAVE_OUT)].map(match => Number(match[1])));
  const left = script.scenes.filter((_, at) => !dropped.has(at + 1));
  const kept = left.length >= LEAST_SCENES ? left : script.scenes;
  const count = SHORTER.test(asked) ? Math.max(LEAST_SCENES, Math.floor(kept.length * KEPT_SHARE)) : kept.length;
  // The first scene says what it is about and the last one where to go: what is between them is given up first.
  const scenes = count < kept.length ? [...kept.slice(0, count - 1), ...kept.slice(-1)] : kept;
  return {
    title: TITLE.exec(asked)?.[1]?.trim() ?? script.title,
    scenes: scenes.map(({ headline, body, caption }) => ({ headline, body, caption })),
  };
}

function readSources(sources: unknown): Material["sources"] {
  return Array.isArray(sources) ? (sources as Material["sources"]) : [];
}
