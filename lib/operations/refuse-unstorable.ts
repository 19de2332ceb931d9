/** Owns the refusal of input that no database column can hold: NUL characters, broken surrogates, and endless nesting. */
import { refuseFields } from "#lib/core/fields.ts";

const deepest = 64;

/** Throws `invalid` with the path of the first such text. */
export function refuseUnstorable(value: unknown, path: string[] = []): void {
  if (typeof value === "string") {
    if (value.includes("\u0000") || !value.isWellFormed()) {
      const message = "holds characters that cannot be stored (NUL or half of a pair): send plain UTF-8 text";
      throw refuseFields([{ path: path.join("."), message }]);
    }
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (path.length >= deepest)
    throw refuseFields([{ path: path.slice(0, 3).join("."), message: `is nested more than ${deepest} deep` }]);
  for (const [key, item] of Object.entries(value)) {
    refuseUnstorable(key, [...path, "(name)"]);
    refuseUnstorable(item, [...path, key]);
  }
}
