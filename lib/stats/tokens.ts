/** Owns the words of one post: decoding, cleaning, hashtags and words; refuses URLs and mentions as words. */

export type Token = { surface: string; key: string; isHashtag: boolean };

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  hellip: "…",
};

/** Decodes the named entities that networks emit and all numeric ones; leaves others as they are. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (entity, body: string) => {
    if (body[0] !== "#") return NAMED[body.toLowerCase()] ?? entity;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

/** Folds a word for comparison: lower case, no accents, no apostrophes or underscores. */
export function foldWord(word: string): string {
  const lower = word.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII letters and digits need no folding
  const plain = /^[\x00-\x7f]*$/.test(lower)
    ? lower
    : lower
        .normalize("NFKD")
        .replace(/\p{M}+/gu, "")
        .normalize("NFC");
  return plain.replace(/['’_]/g, "");
}

const NOISE = /(?:https?:\/\/|www\.)\S*|[@＠][\p{L}\p{N}_.]+/giu;
const WORD = /[#＃]?[\p{L}\p{N}_]+(?:['’][\p{L}]+)*/gu;

/**
 * Splits a post into words and hashtags, in order, with URLs and @mentions dropped and a break (null) where
 * they, punctuation or a line end stood, so that no phrase is read across them. Unicode-aware.
 */
export function tokenizePost(text: string): (Token | null)[] {
  const cleaned = decodeEntities(text).replace(NOISE, " | ");
  const tokens: (Token | null)[] = [];
  let last = 0;
  for (const match of cleaned.matchAll(WORD)) {
    const gap = cleaned.slice(last, match.index);
    if (tokens.length > 0 && gap.trim() !== "" && tokens.at(-1) !== null) tokens.push(null);
    last = match.index + match[0].length;
    const isHashtag = match[0][0] === "#" || match[0][0] === "＃";
    const body = (isHashtag ? match[0].slice(1) : match[0]).replace(/^_+|_+$/g, "");
    const surface = isHashtag ? `#${body}` : body;
    const key = foldWord(body);
    if (key !== "") tokens.push({ surface, key, isHashtag });
  }
  return tokens;
}

/** A post's fingerprint for spotting copies: folded words and hashtags without retweet marks, URLs, mentions. */
export function fingerprintPost(tokens: readonly (Token | null)[]): string {
  return tokens.flatMap(token => (token && token.key !== "rt" ? [token.key] : [])).join(" ");
}
