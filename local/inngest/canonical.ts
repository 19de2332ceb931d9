/** Owns the canonical JSON text that both sides sign (sorted keys, no blanks); refuses nothing, it only writes. */

/**
 * Writes a JSON value with its keys sorted by code unit at every level, exactly as the SDK's verifier does,
 * so that canonical pieces can be joined into a canonical whole without being parsed again.
 */
export function canonicalize(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (hasToJson(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(",")}]`;
  const record = value as Record<string, unknown>;
  let text = "";
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalize(member)}`;
  }
  return `{${text}}`;
}

/** The verifier hands such objects to `JSON.stringify` unsorted; the signature must follow it. */
function hasToJson(value: object): boolean {
  return (value as { toJSON?: unknown }).toJSON != null;
}
