/** Owns which part of a file a Range header asks for (RFC 9110, section 14); refuses several parts at once by sending all. */

export type Part = { from: number; byteCount: number };

/**
 * The part to send, at most `maxBytes` of it, or null for the whole file: also for a header that is no single range of bytes,
 * which the standard tells servers to ignore.
 */
export function choosePart(
  range: string | undefined,
  byteCount: number,
  maxBytes: number,
): Part | null | "unsatisfiable" {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/.exec(range ?? "");
  if (match === null) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") {
    const wanted = Math.min(Number(last), byteCount);
    return wanted === 0 ? "unsatisfiable" : { from: byteCount - wanted, byteCount: Math.min(wanted, maxBytes) };
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return null;
  if (from >= byteCount) return "unsatisfiable";
  const until = last === "" ? byteCount : Math.min(Number(last) + 1, byteCount);
  return { from, byteCount: Math.min(until - from, maxBytes) };
}
