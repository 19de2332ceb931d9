/** Owns the finding of a value in a payload: JSON Pointers (RFC 6901), or names with dots as people write them. */
import type { JsonValue } from "#lib/core/json.ts";

/** The value at a path such as `/data/email` or `data.email`, or undefined. An empty path is the whole. */
export function readPath(payload: JsonValue, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = payload;
  for (const name of splitPath(path)) {
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
    else if (typeof value === "object" && value !== null) value = Object.hasOwn(value, name) ? value[name] : undefined;
    else return undefined;
  }
  return value;
}

function splitPath(path: string): string[] {
  if (path === "") return [];
  if (!path.startsWith("/")) return path.split(".");
  return path
    .slice(1)
    .split("/")
    .map(part => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
