/** Makes unexpected console output fail the test that caused it; a test that expects some says so with `expectConsole`. */
import { format } from "node:util";
import { afterEach, beforeEach } from "vitest";

const METHODS = ["log", "info", "warn", "error", "debug"] as const;
type Method = (typeof METHODS)[number];

let expected: { method: Method; pattern: RegExp; wasSeen: boolean }[] = [];
let unexpected: string[] = [];

/** Allows, and demands, output of this kind before the current test ends. */
export function expectConsole(method: Method, pattern: RegExp): void {
  expected.push({ method, pattern, wasSeen: false });
}

for (const method of METHODS) {
  console[method] = (...parts: unknown[]) => {
    const text = format(...parts);
    const matching = expected.find(item => item.method === method && item.pattern.test(text));
    if (matching) matching.wasSeen = true;
    else unexpected.push(`console.${method}: ${text}`);
  };
}

beforeEach(() => {
  expected = [];
});

afterEach(() => {
  const surprises = unexpected;
  const missing = expected.filter(item => !item.wasSeen).map(item => `console.${item.method} ${item.pattern}`);
  unexpected = [];
  expected = [];
  if (surprises.length > 0) throw new Error(`Unexpected output:\n${surprises.join("\n")}`);
  if (missing.length > 0) throw new Error(`Expected output that did not come: ${missing.join(", ")}`);
});
