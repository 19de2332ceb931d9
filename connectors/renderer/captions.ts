/** Owns when each caption of a film stands and how it is broken, and the same captions as WebVTT. */
import type { Scene } from "#lib/kernel/readings.ts";

/** A caption and when it stands, in milliseconds from the beginning. At most two lines. */
export type Cue = { startMs: number; endMs: number; lines: string[] };

/** As long as subtitles for television are made: more cannot be read in one glance. */
const LINE_LETTERS = 36;
const CUE_LINES = 2;

/** The captions of scenes that follow one another; a long one is shown piece by piece, each as long as its share of the text. */
export function planCues(scenes: readonly Scene[]): Cue[] {
  let sceneStartMs = 0;
  return scenes.flatMap(({ caption, durationMs }) => {
    const startMs = sceneStartMs;
    sceneStartMs += durationMs;
    const lines = breakLines(caption);
    const pieces = Array.from({ length: Math.ceil(lines.length / CUE_LINES) }, (_, at) =>
      lines.slice(at * CUE_LINES, (at + 1) * CUE_LINES),
    );
    const letters = countLetters(lines);
    let shown = 0;
    return pieces.map(piece => {
      const from = Math.round(startMs + (durationMs * shown) / letters);
      shown += countLetters(piece);
      return { startMs: from, endMs: Math.round(startMs + (durationMs * shown) / letters), lines: piece };
    });
  });
}

/** Captions as a WebVTT file. */
export function writeWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(
    ({ startMs, endMs, lines }, at) =>
      `${at + 1}\n${writeTime(startMs)} --> ${writeTime(endMs)}\n${lines.map(escapeText).join("\n")}\n`,
  );
  return ["WEBVTT\n", ...blocks].join("\n");
}

function breakLines(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(part => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LINE_LETTERS)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function countLetters(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

function writeTime(ms: number): string {
  const pad = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, "0");
  return `${pad(ms / 3_600_000)}:${pad((ms / 60_000) % 60)}:${pad((ms / 1_000) % 60)}.${pad(ms % 1_000, 3)}`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
