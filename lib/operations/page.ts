/** Owns keyset pages: an opaque cursor over the last row's keys, never an offset. */
import { z } from "zod";
import type { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { isUuid } from "#lib/core/ids.ts";

export const PageInput = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("How many rows to return, 1 to 200"),
  cursor: z.string().max(500).optional().describe("The next_cursor of the page before"),
});

/** The database knows no null character in a text. */
const storableText = z.string().refine(text => !text.includes("\0"));

/** The schema of a page of rows. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ data: z.array(row), next_cursor: z.string().nullable() });
}

/** The keys of the last row as an opaque cursor. */
export function encodeCursor(keys: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString("base64url");
}

/** The keys of a cursor. Throws `invalid` naming the field when it was not made by encodeCursor with as many keys. */
export function decodeCursor(cursor: string | undefined, count: number): (string | number | null)[] | null {
  if (cursor === undefined) return null;
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const parsed = z
      .array(z.union([storableText, z.number(), z.null()]))
      .length(count)
      .safeParse(keys);
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: refused below like any other foreign text.
  }
  throw refuseCursor();
}

/** One page out of `limit + 1` rows. */
export function toPage<Row, Out>(
  rows: readonly Row[],
  limit: number,
  keys: (row: Row) => (string | number | null)[],
  shape: (row: Row) => Out,
): { data: Out[]; next_cursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    data: kept.map(shape),
    next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keys(last)) : null,
  };
}

/** The id that a page by id ends before, out of its cursor. */
export function decodeIdCursor(cursor: string | undefined): string | undefined {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (id === undefined) return undefined;
  return requireCursorId(id);
}

/** A cursor's part that must be an id. */
export function requireCursorId(part: string | number | null | undefined): string {
  if (typeof part === "string" && isUuid(part)) return part;
  throw refuseCursor();
}

/** The key of an order and the id that a page comes after. */
export function decodeKeyCursor(cursor: string | undefined): readonly [key: number, id: string] | undefined {
  const after = decodeNullableKeyCursor(cursor);
  if (after === undefined) return undefined;
  const [key, id] = after;
  if (key === null) throw refuseCursor();
  return [key, id];
}

/** As decodeKeyCursor, for an order in which rows without a key come last. */
export function decodeNullableKeyCursor(
  cursor: string | undefined,
): readonly [key: number | null, id: string] | undefined {
  const after = decodeCursor(cursor, 2);
  if (after === null) return undefined;
  const [key = null, id] = after;
  if (key !== null && !isWholeKey(key)) throw refuseCursor();
  return [key, requireCursorId(id)];
}

/** As decodeKeyCursor, for rows that a text names. */
export function decodeTextCursor(cursor: string | undefined): readonly [key: number, text: string] | undefined {
  const after = decodeCursor(cursor, 2);
  if (after === null) return undefined;
  const [key, text] = after;
  if (typeof key !== "number" || Math.abs(key) > mostShare || typeof text !== "string") throw refuseCursor();
  return [key, text];
}

/** What a moment in microseconds or a count can be: beyond it the database would stumble over a cursor made by hand. */
const [leastKey, mostKey] = [-2e17, 9e18];
const mostShare = 1e6;

function isWholeKey(key: string | number): key is number {
  return typeof key === "number" && Number.isInteger(key) && key >= leastKey && key <= mostKey;
}

function refuseCursor(): AppError {
  return refuseFields([{ path: "cursor", message: "use the next_cursor of the page before, unchanged" }]);
}
