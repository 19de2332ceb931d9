import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "#lib/core/json.ts";
import { readPath } from "./read-path.ts";
import { splitArray } from "./split-array.ts";

describe("A path", () => {
  const payload: JsonValue = { data: { "a/b": 1, "m~n": 2, "": 3, list: [{ id: "x" }] }, "dotted.name": 4 };

  it("is a JSON Pointer as RFC 6901 has it, or names with dots", () => {
    expect(readPath(payload, "/data/a~1b")).toBe(1);
    expect(readPath(payload, "/data/m~0n")).toBe(2);
    expect(readPath(payload, "/data/")).toBe(3);
    expect(readPath(payload, "/dotted.name")).toBe(4);
    expect(readPath(payload, "data.list.0.id")).toBe("x");
    expect(readPath(payload, "")).toBe(payload);
  });

  it("finds nothing where nothing is, and nothing that the language itself put there", () => {
    for (const path of [
      "data.none",
      "data.list.1",
      "data.list.length",
      "data.list.-1",
      "data.list.00",
      "constructor",
      "/__proto__",
    ])
      expect(readPath(payload, path), path).toBeUndefined();
    expect(readPath(null, "data")).toBeUndefined();
  });
});

describe("An array's text", () => {
  it("is cut into its items' own texts, whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (items, indent) => {
        const texts = splitArray(JSON.stringify(items, null, indent));
        expect(texts.map(text => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(items)));
      }),
    );
    expect(splitArray('[ {"a": "],\\"["} , 1.50 ]')).toEqual(['{"a": "],\\"["}', "1.50"]);
    expect(splitArray(" [ ] ")).toEqual([]);
  });
});
