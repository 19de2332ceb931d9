import { expect, it } from "vitest";
import type { JsonSchema } from "./json-schema.ts";
import { describeEntry } from "./schema-rows.tsx";

const items: JsonSchema = {
  type: "object",
  properties: {
    tag: { type: "string" },
    keywords: { type: "array", items: { type: "string" } },
    weight: { type: "number", default: 1 },
    is_contained: { type: "boolean", default: true },
  },
};

it("One entry of a list reads as a line: its text, then what is not as usual.", () => {
  const entry = { tag: "discount", keywords: ["coupon", "promo code"], weight: "1", is_contained: true };
  expect(describeEntry(entry, items)).toBe("discount: coupon, promo code");
  expect(describeEntry({ ...entry, weight: "3" }, items)).toBe("discount: coupon, promo code; weight 3");
  expect(describeEntry({ tag: "", keywords: [], weight: "1", is_contained: true }, items)).toBe("New");
});
