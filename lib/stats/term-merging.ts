/** Owns which spellings mean the same niche; refuses to merge what differs in a number. */

export type TermCandidate = {
  kind: "tag" | "word" | "phrase";
  /** Folded words: one for a tag or word, two for a phrase. */
  words: string[];
  surfaces: Map<string, number>;
  /** Ascending. */
  postIndices: number[];
};
export type MergedTerm = {
  label: string;
  key: string;
  /** A hashtag, a phrase or a word written with a capital: a likely subject, not everyday speech. */
  isNamed: boolean;
  variants: { surface: string; posts: number }[];
  postIndices: number[];
};

/** Only the most used spellings are compared with each other, since the comparison is quadratic. */
const MAX_SPELLINGS = 2000;

/**
 * Merges candidates into niches, most used first: (1) same letters ("#ConorMcGregor", "conor mcgregor");
 * (2) long spellings one or two edits apart ("#MayweatherVMcGregor", "#MayweatherMcGregor"); (3) a word that
 * mostly occurs in one phrase into that phrase ("korea" into "North Korea"); (4) a full name into the more
 * common last name ("Conor McGregor" into "McGregor"), told by capitals.
 */
export function mergeTerms(candidates: readonly TermCandidate[]): MergedTerm[] {
  const groups = new Map<string, TermCandidate[]>();
  for (const candidate of candidates) {
    const key = candidate.words.join("");
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  const sizes = new Map<string, number>();
  for (const [key, members] of groups) sizes.set(key, unite(members.map(m => m.postIndices)).length);
  const sizeOf = (key: string) => sizes.get(key) ?? 0;
  const targets = new Map<string, string>();
  const find = (key: string): string => {
    const next = targets.get(key);
    return next === undefined ? key : find(next);
  };
  const join = (from: string, into: string) => {
    if (find(from) !== find(into)) targets.set(find(from), find(into));
  };

  const spelled = [...groups.keys()].filter(key => groups.get(key)?.some(({ kind }) => kind !== "phrase"));
  spelled.sort((a, b) => sizeOf(b) - sizeOf(a) || (a < b ? -1 : 1));
  const byEnds = new Map<string, string[]>();
  for (const key of spelled.slice(0, MAX_SPELLINGS)) {
    const near = findNearSpelling(key, byEnds);
    if (near !== null) join(key, near);
    else for (const end of readEnds(key)) byEnds.set(end, [...(byEnds.get(end) ?? []), key]);
  }
  const phrases = candidates.filter(candidate => candidate.kind === "phrase");
  phrases.sort((a, b) => b.postIndices.length - a.postIndices.length || (a.words.join() < b.words.join() ? -1 : 1));
  for (const { words, postIndices } of phrases) {
    const [first, last] = words as [string, string];
    const own = words.join("");
    const isSwallowed = (word: string) => postIndices.length > 0.5 * sizeOf(word);
    for (const word of words) if (groups.has(word) && find(word) === word && isSwallowed(word)) join(word, own);
    const isGivenName = isSwallowed(first) || (isProperName(groups.get(first)) && sizeOf(first) < 0.5 * sizeOf(last));
    const isFamilyName = find(last) === last && isProperName(groups.get(last)) && sizeOf(find(own)) < sizeOf(last);
    if (isGivenName && isFamilyName) join(own, last);
  }
  const merged = new Map<string, TermCandidate[]>();
  for (const [key, members] of groups) merged.set(find(key), [...(merged.get(find(key)) ?? []), ...members]);
  return [...merged].map(([key, members]) => describeTerm(key, members));
}

function isProperName(members: readonly TermCandidate[] | undefined): boolean {
  let capital = 0;
  let all = 0;
  for (const member of members ?? []) {
    if (member.kind !== "word") continue;
    for (const [surface, posts] of member.surfaces) {
      all += posts;
      if (/^\p{Lu}/u.test(surface)) capital += posts;
    }
  }
  return all > 0 && capital >= 0.8 * all;
}

function describeTerm(key: string, members: readonly TermCandidate[]): MergedTerm {
  const variants = countSurfaces(members);
  const named = countSurfaces(members.filter(member => member.words.join("") === key));
  const label = (named[0] ?? variants[0])?.surface ?? key;
  const isNamed = members.some(member => member.kind !== "word") || isProperName(members);
  return { label, key, isNamed, variants, postIndices: unite(members.map(m => m.postIndices)) };
}

function countSurfaces(members: readonly TermCandidate[]): MergedTerm["variants"] {
  const counts = new Map<string, number>();
  for (const { surfaces } of members) {
    for (const [surface, posts] of surfaces) counts.set(surface, (counts.get(surface) ?? 0) + posts);
  }
  const variants = [...counts].map(([surface, posts]) => ({ surface, posts }));
  return variants.sort((a, b) => b.posts - a.posts || (a.surface < b.surface ? -1 : 1));
}

function unite(lists: readonly (readonly number[])[]): number[] {
  if (lists.length === 1) return [...(lists[0] as readonly number[])];
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

function findNearSpelling(key: string, byEnds: ReadonlyMap<string, readonly string[]>): string | null {
  const maxEdits = key.length >= 10 ? 2 : key.length >= 7 ? 1 : 0;
  if (maxEdits === 0) return null;
  const readDigits = (word: string) => word.replace(/\P{N}+/gu, " ");
  const similar = readEnds(key).flatMap(end => byEnds.get(end) ?? []);
  for (let edits = 1; edits <= maxEdits; edits++) {
    for (const other of similar) {
      if (isWithinEdits(key, other, edits) && readDigits(other) === readDigits(key)) return other;
    }
  }
  return null;
}

/** Near spellings share their first or last four letters; looking no further keeps the search short. */
function readEnds(key: string): string[] {
  return [`${key.slice(0, 4)}-`, `-${key.slice(-4)}`];
}

/** Says whether two words are at most `limit` insertions, deletions or replacements apart (Levenshtein 1966). */
export function isWithinEdits(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const cost = Math.min(replaced, (previous[j] as number) + 1, (current[j - 1] as number) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return false;
    previous = current;
  }
  return (previous[b.length] as number) <= limit;
}
