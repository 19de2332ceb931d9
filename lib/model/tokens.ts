/** Owns the estimate of tokens before a vendor counts them; it errs towards too many. */

/** English takes about 4 bytes a token, code and other scripts about 3: 2.5 leaves a margin for all but emoji-only text. */
const BYTES_PER_TOKEN = 2.5;

/** An upper estimate of a text's tokens, from its UTF-8 length. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, "utf8") / BYTES_PER_TOKEN);
}
