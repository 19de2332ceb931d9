/** Owns the step from a prefix to a range of texts, which an index serves under row-level security where LIKE is not. */

/** All texts that begin with the prefix lie in [from, until), in code point order. */
export function prefixRange(prefix: string): { from: string; until: string } {
  return { from: prefix, until: `${prefix}\u{10FFFF}` };
}
