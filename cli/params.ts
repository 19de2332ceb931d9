/** Owns the reading of `name=value` arguments and JSON texts into what the API takes. */
import { refuseUsage } from "./failure.ts";

/** Collects a repeated option. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** `a=1` and `b.c=x` as { a: 1, b: { c: "x" } }. A value that is JSON is read as JSON; quote it ("7") to keep it a text. */
export function readPairs(pairs: readonly string[], option: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw refuseUsage(`${option} takes name=value, not "${pair}"`);
    const names = pair.slice(0, at).split(".");
    const last = names.pop() ?? "";
    const holder = names.reduce<Record<string, unknown>>((parent, name) => {
      const inner = Object.hasOwn(parent, name) ? parent[name] : undefined;
      if (typeof inner === "object" && inner !== null) return inner as Record<string, unknown>;
      return define(parent, name, {}) as Record<string, unknown>;
    }, result);
    define(holder, last, readValue(pair.slice(at + 1)));
  }
  return result;
}

/** A JSON object given as one argument. */
export function readObject(text: string, option: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuseUsage(`${option} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refuseUsage(`${option} must be a JSON object, like {"limit": 10}`);
}

/** A whole number within bounds, for commander. */
export function readCount(option: string, most: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw refuseUsage(`${option} must be a whole number from 1 to ${most.toLocaleString("en")}, not "${text}"`);
  };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Anything that is not JSON is the text itself.
    return text;
  }
}

/** Sets an own property, also for names that mean something to the language. */
function define(holder: Record<string, unknown>, name: string, value: unknown): unknown {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  return value;
}
