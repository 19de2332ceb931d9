/** Owns how times, durations, sizes, states and JSON are written for a person. */
import { html, type Markup } from "./html.ts";
import type { Excerpt } from "./run-detail.ts";
import type { RunState } from "./run-list.ts";

/** A moment in UTC; the page's script rewrites it as the reader's own time and as how long ago it was. */
export function renderTime(moment: Date | null): Markup {
  if (moment === null) return html`<span class="faint">–</span>`;
  const iso = moment.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.max(0, Math.round(durationMs))} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function formatSize(characters: number): string {
  if (characters < 1024) return `${characters} characters`;
  return characters < 1024 ** 2 ? `${(characters / 1024).toFixed(1)} KB` : `${(characters / 1024 ** 2).toFixed(1)} MB`;
}

export function renderState(state: RunState): Markup {
  return html`<span class="state ${state}">${state}</span>`;
}

/** Laid out JSON; what is cut is left as it is kept, with a link to the whole. */
export function renderJson(excerpt: Excerpt, wholePath: string, label: string): Markup {
  const isCut = excerpt.length > excerpt.text.length;
  return html`<pre tabindex="0" role="group" aria-label="${label}">${isCut ? excerpt.text : layOut(excerpt.text)}${isCut && "…"}</pre>
<p class="note">${isCut && html`The first ${formatSize(excerpt.text.length)} of ${formatSize(excerpt.length)}. `}<a href="${wholePath}">Whole text<span class="hidden"> of ${label}</span></a></p>`;
}

function layOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A kept error with its stack as lines where it is whole, and as it is kept where it was cut. */
export function layOutError(text: string): string {
  try {
    const error = JSON.parse(text) as { stack?: unknown };
    return typeof error.stack === "string" && error.stack !== "" ? error.stack : JSON.stringify(error, null, 2);
  } catch {
    return text;
  }
}

/** The name and the message of a kept error, cut to a line. */
export function describeError(text: string): string {
  const name = /"name":"((?:[^"\\]|\\.){0,100})"/.exec(text)?.[1];
  const message = /"message":"((?:[^"\\]|\\.){0,300})/.exec(text)?.[1];
  const line = [name, message].filter(Boolean).join(": ");
  return line === "" ? text.slice(0, 200) : unescapeJson(line);
}

function unescapeJson(text: string): string {
  try {
    return JSON.parse(`"${text.replace(/\\u?[0-9a-f]{0,3}$/, "")}"`) as string;
  } catch {
    return text;
  }
}
