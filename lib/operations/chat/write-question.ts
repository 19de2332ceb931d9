/** Owns the words of a question in a chat: exactly what would leave, as plain text, or visibly not all of it. */

import type { PendingApproval } from "#lib/db/chat.ts";
import { findEffect } from "#lib/kernel/effects.ts";

export type Question = {
  text: string;
  /** False when the text could not be shown whole: then it must not be approved from here. */
  isWhole: boolean;
};

const longestWhy = 300;
const rule = "──────────";
/** Characters that make a text read otherwise than it is: they reorder it or hide in it. */
const deceiving = /[\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/u;

const labels: Record<string, string> = {
  to: "To",
  subject: "Subject",
  replyTo: "Replies to",
  platform: "Platform",
  via: "Through",
  scheduledAt: "Published at",
  mediaUrls: "Files",
  path: "Link",
};

/**
 * What a member is asked. The product's own words come first and what would leave comes last, below a line, so that no text
 * can pass itself off as the product's.
 */
export function writeQuestion(approval: PendingApproval, maxLength: number): Question {
  const { text = "", format: _format, ...fields } = approval.preview as Record<string, unknown>;
  const effect = findEffect(approval.effect_kind)?.title ?? approval.effect_kind;
  const shown = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${labels[name] ?? name}: ${writeValue(value)}`);
  const body = String(text);
  const isDeceiving = deceiving.test([...shown, body].join("\n"));
  const head = [
    `${effect}? ${approval.domain}.${approval.task} asks.`,
    `Why: ${shorten(onOneLine(approval.why), longestWhy)}`,
    `Through: ${onOneLine(approval.account)}`,
    `Written by: ${approval.author_kind}`,
    ...(approval.is_untrusted ? ["Text from outside went into it: read it with care."] : []),
    ...(isDeceiving ? ["It holds invisible or reordering characters: look at it in Quarterdeck."] : []),
    `Until ${approval.expires_at.toISOString().slice(0, 16).replace("T", " ")} UTC · ${approval.digest.slice(0, 12)}`,
    rule,
  ].join("\n");
  const whole = `${head}\n${[...shown, "", body].join("\n")}`;
  if (whole.length <= maxLength) return { text: whole, isWhole: !isDeceiving };
  const note = "\n\n[… cut: this is not all of it. Open it in Quarterdeck to read and approve it.]";
  return { text: cutAt(whole, maxLength - note.length) + note, isWhole: false };
}

/** Room that an answer below the question needs. */
export const answerRoom = 400;

/** The question with what became of it below. */
export function writeAnswered(question: string, answer: string, maxLength: number): string {
  const line = `\n\n${rule}\n${shorten(answer, answerRoom - 20)}`;
  return cutAt(question, maxLength - line.length) + line;
}

function writeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(item => onOneLine(String(item))).join("\n  ");
  return onOneLine(typeof value === "string" ? value : JSON.stringify(value));
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${cutAt(text, length - 1)}…`;
}

/** The beginning of a text, never half a character of it. */
function cutAt(text: string, length: number): string {
  const cut = text.slice(0, Math.max(0, length));
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
