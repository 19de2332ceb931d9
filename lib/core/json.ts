/** Owns the type of what can be stored as JSON and the check that a value is that. */

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** A value as it will read back from the database: dates as text, undefined left out. Throws on cycles and big integers. */
export function toJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null)) as JsonValue;
}

/** Like toJson, for what must be an object. */
export function toJsonObject(value: object): JsonObject {
  return toJson(value) as JsonObject;
}
