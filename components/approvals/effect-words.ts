/** What an effect is called on the page, and the one line by which a person recognises it in a list. */
import type { Approval } from "./approval-types.ts";

const titles: Record<string, string> = { "email.send": "E-mail" };

export function nameEffect(kind: string): string {
  return titles[kind] ?? kind;
}

/** The subject of a message, or the reason for it where there is none. */
export function writeHeadline(approval: Pick<Approval, "preview" | "why">): string {
  const { subject } = approval.preview;
  return typeof subject === "string" && subject !== "" ? subject : approval.why;
}

/** Characters that are not seen but change how text reads: direction marks, joiners, tags. */
const hiddenCharacters = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

export function hasHiddenCharacters(text: string): boolean {
  return hiddenCharacters.test(text);
}
