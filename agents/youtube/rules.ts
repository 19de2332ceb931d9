/** Owns tagging by keyword: whole words and phrases, without regard to case and accents. */
import { foldWord } from "#lib/stats/tokens.ts";
import type { Rule } from "./settings.ts";

const WORD = /[\p{L}\p{N}&]+(?:['’][\p{L}]+)*/gu;

/** A text as its words with one blank around each. */
export function toWords(text: string): string {
  return ` ${[...text.matchAll(WORD)].map(([word]) => foldWord(word)).join(" ")} `;
}

/** The first rule of which a keyword stands in the words, with that keyword. */
export function findRule(words: string, rules: readonly Rule[]): { tag: string; keyword: string } | null {
  for (const { tag, keywords } of rules) {
    const keyword = keywords.find(candidate => toWords(candidate) !== "  " && words.includes(toWords(candidate)));
    if (keyword !== undefined) return { tag, keyword };
  }
  return null;
}
