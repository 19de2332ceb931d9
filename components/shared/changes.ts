/** Reads what the live channel says has changed, and decides which cached queries that makes stale. */

/** One row that changed; without an id, or with the entity "*", nobody says which. */
export type Change = { entity: string; id: string | null };

/** More changed at once than is worth naming: every query is touched. */
const everything = "*";
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The changes of one broadcast payload `{ entities: [{ entity, id }] }`; what is not of that shape is left out. */
export function readChanges(payload: unknown): Change[] {
  if (typeof payload !== "object" || payload === null || !("entities" in payload)) return [];
  if (!Array.isArray(payload.entities)) return [];
  return payload.entities.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("entity" in entry)) return [];
    if (typeof entry.entity !== "string") return [];
    return [{ entity: entry.entity, id: "id" in entry && typeof entry.id === "string" ? entry.id : null }];
  });
}

/**
 * True when a query with this key shows one of the changed things: every query of the entity, except those that are
 * about one other row (a key whose second part is the id of a row that did not change).
 */
export function isTouched(queryKey: readonly unknown[], changes: readonly Change[]): boolean {
  const [entity, about] = queryKey;
  return changes.some(change => {
    if (change.entity === everything) return true;
    if (change.entity !== entity) return false;
    const isAboutOneRow = typeof about === "string" && uuidPattern.test(about);
    return !isAboutOneRow || change.id === null || change.id === about;
  });
}

/** True when one of these entities changed. */
export function isAmong(entities: readonly string[], changes: readonly Change[]): boolean {
  return changes.some(({ entity }) => entity === everything || entities.includes(entity));
}
