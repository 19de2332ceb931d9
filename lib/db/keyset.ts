/** Owns two parts of keyset pages that SQL makes awkward: moments as exact keys, and orders in which nulls come last. */
import { type RawBuilder, sql } from "kysely";

/** A timestamp as whole microseconds since the epoch: a JavaScript date would cut what the database knows and repeat rows. */
export function writeMomentKey(column: string): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000000)::bigint`;
}

/** The timestamp of a key that writeMomentKey made. */
export function readMomentKey(microseconds: number): RawBuilder<Date> {
  return sql<Date>`to_timestamp(${microseconds}::double precision / 1000000)`;
}

/** True for rows that come after a row in a falling order by a column and then the id. */
export function comesAfter(column: string, key: RawBuilder<unknown>, id: string): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(column)}, id) < (${key}, ${id}::uuid)`;
}

export type NullsLastPart = { hasKey: boolean; after?: readonly [key: number | null, id: string]; limit: number };

/**
 * Reads a page of an order in which rows without a key come last, in two walks of one index, because a row comparison knows no
 * nulls: first the rows with a key, then the rest.
 */
export async function readNullsLast<Row>(
  page: { after?: readonly [key: number | null, id: string]; limit: number },
  read: (part: NullsLastPart) => Promise<Row[]>,
): Promise<Row[]> {
  const isPastKeys = page.after?.[0] === null;
  const keyed = isPastKeys ? [] : await read({ ...page, hasKey: true });
  if (keyed.length >= page.limit) return keyed;
  const rest = { hasKey: false, after: isPastKeys ? page.after : undefined, limit: page.limit - keyed.length };
  return [...keyed, ...(await read(rest))];
}
