/** Owns the discovery of niches in unlabelled posts; refuses to name a niche by a stop word, link or mention. */
import { computeLogOdds } from "./log-odds.ts";
import { STOP_WORDS } from "./stop-words.ts";
import type { TermCandidate } from "./term-merging.ts";
import { mergeTerms } from "./term-merging.ts";
import type { Token } from "./tokens.ts";
import { fingerprintPost, foldWord, tokenizePost } from "./tokens.ts";

export type TermPost = { text: string; atMs: number };
export type NicheTerm = {
  /** Most used spelling: "#AI", "boxing", "Conor McGregor". */
  label: string;
  /** Folded identity, stable between runs: lower case, no accents, no "#". */
  key: string;
  /** A hashtag, a phrase or a word written with a capital: a likely subject, not everyday speech. */
  isNamed: boolean;
  variants: { surface: string; posts: number }[];
  /** Distinct posts (copies counted once) that use any variant, since recentFromMs and before it. */
  recentPosts: number;
  beforePosts: number;
  logOdds: number;
  zScore: number;
  /** Indices into the given posts, copies included, ascending: to carry the niche back to the posts. */
  postIndices: number[];
};
export type TermOptions = {
  /** Distinct posts a term needs; default the larger of 3 and 0.2 % of all. */
  minPosts?: number;
  maxTerms?: number;
  extraStopWords?: Iterable<string>;
};

/**
 * Finds the niches of posts: hashtags, and words and two-word phrases that are frequent or on the rise, with
 * spellings and near-duplicates merged. Ranked by recent posts times the cautious odds ratio of recent
 * against before (one standard deviation nearer to 1, bounded to a factor of ten), named terms counting
 * double. Deterministic.
 */
export function discoverTerms(
  posts: readonly TermPost[],
  recentFromMs: number,
  options: TermOptions = {},
): NicheTerm[] {
  const stop = new Set<string>();
  for (const word of STOP_WORDS) stop.add(foldWord(word));
  for (const word of options.extraStopWords ?? []) stop.add(foldWord(word));
  const seen = readPosts(posts);
  const { isCopy } = seen;
  const distinct = isCopy.reduce((sum, copy) => sum + (copy ? 0 : 1), 0);
  const minPosts = options.minPosts ?? Math.max(3, Math.ceil(distinct * 0.002));
  const frequent = collectCandidates(seen, stop, minPosts);
  let recentTotal = 0;
  posts.forEach((post, i) => {
    if (!isCopy[i] && post.atMs >= recentFromMs) recentTotal++;
  });
  const terms = mergeTerms(frequent).map(merged => {
    let recentPosts = 0;
    let beforePosts = 0;
    for (const i of merged.postIndices) {
      if (isCopy[i]) continue;
      if ((posts[i]?.atMs ?? 0) >= recentFromMs) recentPosts++;
      else beforePosts++;
    }
    const odds = computeLogOdds(recentPosts, recentTotal, beforePosts, distinct - recentTotal);
    return { ...merged, recentPosts, beforePosts, ...odds };
  });
  const kept = terms.filter(({ recentPosts, beforePosts }) => recentPosts + beforePosts >= minPosts);
  kept.sort((a, b) => rank(b) - rank(a) || b.recentPosts - a.recentPosts || (a.key < b.key ? -1 : 1));
  return kept.slice(0, options.maxTerms ?? 50);
}

function rank({ recentPosts, logOdds, zScore, isNamed }: NicheTerm): number {
  const deviation = zScore === 0 ? 0 : logOdds / zScore;
  const cautious = Math.sign(logOdds) * Math.max(0, Math.abs(logOdds) - deviation);
  return recentPosts * Math.exp(Math.min(2.3, Math.max(-2.3, cautious))) * (isNamed ? 2 : 1);
}

type ReadPosts = { tokens: (Token | null)[][]; isCopy: boolean[] };

function readPosts(posts: readonly TermPost[]): ReadPosts {
  const fingerprints = new Set<string>();
  const isCopy: boolean[] = [];
  const tokens = posts.map(post => {
    const read = tokenizePost(post.text);
    const fingerprint = fingerprintPost(read);
    isCopy.push(fingerprint === "" || fingerprints.has(fingerprint));
    fingerprints.add(fingerprint);
    return read;
  });
  return { tokens, isCopy };
}

/** Words first, then only the phrases of frequent words: most of all phrases occur once and cost the time. */
function collectCandidates(
  { tokens, isCopy }: ReadPosts,
  stop: ReadonlySet<string>,
  minPosts: number,
): TermCandidate[] {
  const uses = new Map<string, number>();
  tokens.forEach((post, i) => {
    const keys = new Set<string>();
    for (const token of post) if (token && mayNameNiche(token.key, stop, token.isHashtag)) keys.add(token.key);
    if (!isCopy[i]) for (const key of keys) uses.set(key, (uses.get(key) ?? 0) + 1);
  });
  const isFrequent = (key: string) => (uses.get(key) ?? 0) >= minPosts;
  const phraseUses = new Map<string, number>();
  for (const post of tokens) {
    for (const [first, second] of readPhrases(post, stop)) {
      if (!(isFrequent(first.key) && isFrequent(second.key)) && !isFrequent(first.key + second.key)) continue;
      const id = `${first.key} ${second.key}`;
      phraseUses.set(id, (phraseUses.get(id) ?? 0) + 1);
    }
  }
  const candidates = new Map<string, TermCandidate>();
  tokens.forEach((post, index) => {
    for (const token of post) {
      if (!token || !isFrequent(token.key) || !mayNameNiche(token.key, stop, token.isHashtag)) continue;
      add(candidates, token.isHashtag ? "tag" : "word", [token.key], token.surface, index);
    }
    for (const [first, second] of readPhrases(post, stop)) {
      // A rare phrase stays when the same letters are frequent as a tag or word.
      const count = phraseUses.get(`${first.key} ${second.key}`) ?? 0;
      if (count === 0 || (count < minPosts && !isFrequent(first.key + second.key))) continue;
      add(candidates, "phrase", [first.key, second.key], `${first.surface} ${second.surface}`, index);
    }
  });
  return [...candidates.values()];
}

/** Pairs of neighbouring topical words, none of them a hashtag. */
function readPhrases(post: readonly (Token | null)[], stop: ReadonlySet<string>): [Token, Token][] {
  const phrases: [Token, Token][] = [];
  let previous: Token | null = null;
  for (const token of post) {
    const word: Token | null = token && !token.isHashtag && mayNameNiche(token.key, stop, false) ? token : null;
    if (previous && word && previous.key !== word.key) phrases.push([previous, word]);
    previous = word;
  }
  return phrases;
}

/** A lone word needs three characters; a tag two, because "#AI" is a niche and "ai" in French is not. */
function mayNameNiche(key: string, stop: ReadonlySet<string>, isHashtag: boolean): boolean {
  if (stop.has(key) || /^[\p{N}_]+$/u.test(key)) return false;
  const isDense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(key);
  return isHashtag || isDense ? key.length >= 2 : key.length >= 3;
}

function add(
  candidates: Map<string, TermCandidate>,
  kind: TermCandidate["kind"],
  words: string[],
  surface: string,
  post: number,
): void {
  const id = `${kind} ${words.join(" ")}`;
  let candidate = candidates.get(id);
  if (!candidate) {
    candidate = { kind, words, surfaces: new Map(), postIndices: [] };
    candidates.set(id, candidate);
  }
  if (candidate.postIndices.at(-1) === post) return;
  candidate.postIndices.push(post);
  candidate.surfaces.set(surface, (candidate.surfaces.get(surface) ?? 0) + 1);
}
