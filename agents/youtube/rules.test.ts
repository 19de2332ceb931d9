import { describe, expect, it } from "vitest";
import { findRule, toWords } from "./rules.ts";

describe("Rules", () => {
  it("find whole words and phrases without regard to case, accents and punctuation", () => {
    const rules = [
      { tag: "tutorial", keywords: ["how to"] },
      { tag: "food", keywords: ["crème brûlée"] },
    ];
    expect(findRule(toWords("HOW-TO tie a knot"), rules)).toEqual({ tag: "tutorial", keyword: "how to" });
    expect(findRule(toWords("Creme Brulee!"), rules)).toEqual({ tag: "food", keyword: "crème brûlée" });
    expect(findRule(toWords("somehow too late"), rules)).toBeNull();
    expect(findRule(toWords("anything"), [{ tag: "nothing", keywords: ["—"] }])).toBeNull();
  });
});
