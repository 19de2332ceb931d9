/** Owns how a text becomes hashed features: words, pairs of words and pieces of words. Refuses to learn anything. */
import { decodeEntities, foldWord } from "./tokens.ts";

/** The kinds of features; each counts alike in a row, however many features it has. */
export const featureGroups = ["word", "pair", "piece"] as const;

/** Every occurrence of a feature in a text, in reading order; the arrays run in parallel. */
export type Occurrences = {
  /** 32-bit hashes. */
  hashes: number[];
  /** Index into featureGroups. */
  groups: number[];
  /** The word it belongs to, as an index into `words`; a pair belongs to its first word. */
  at: number[];
  /** The words as they stood. */
  words: string[];
};

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*|[\p{Extended_Pictographic}$€£%?!]/gu;
const PHRASE_END = /[|\n]/u;
const PHRASE_START = "^";
const SHORTEST_PIECE = 3;
const LONGEST_PIECE = 5;
const LONGEST_WORD = 40;

/** FNV-1a over UTF-16 code units (Fowler, Noll, Vo 1991), with the low bits mixed once more. */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * The features of a text, read without regard to case and accents. A line end or a bar ends a phrase: pairs stay within one, and
 * its first word pairs with the start. Pieces are 3 to 5 characters within a word and its edges (Cavnar and Trenkle 1994); all
 * are hashed (Weinberger et al. 2009), so nothing needs to be known of a language.
 */
export function extractOccurrences(text: string): Occurrences {
  const found: Occurrences = { hashes: [], groups: [], at: [], words: [] };
  const add = (feature: string, group: number, at: number) => {
    found.hashes.push(hashText(feature, 0x811c9dc5 + group));
    found.groups.push(group);
    found.at.push(at);
  };
  for (const phrase of decodeEntities(text).split(PHRASE_END)) {
    let previous = PHRASE_START;
    for (const [surface] of phrase.matchAll(WORD)) {
      const word = foldWord(surface).slice(0, LONGEST_WORD);
      if (word === "") continue;
      const at = found.words.push(surface) - 1;
      add(word, 0, at);
      add(`${previous} ${word}`, 1, previous === PHRASE_START ? at : at - 1);
      const edged = `<${word}>`;
      for (let size = SHORTEST_PIECE; size <= LONGEST_PIECE; size++) {
        for (let from = 0; from + size <= edged.length; from++) add(edged.slice(from, from + size), 2, at);
      }
      previous = word;
    }
  }
  return found;
}
