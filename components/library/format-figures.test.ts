import { describe, expect, it } from "vitest";
import { sumReactions, writeCount, writeLength, writePercent, writeShare } from "./format-figures.ts";

describe("Figures of the library", () => {
  it("write what nobody told as a dash and never as nought", () => {
    expect([writeCount(null), writePercent(null), writeShare(null), writeLength(null)]).toEqual(["–", "–", "–", "–"]);
    expect(sumReactions({ likes: null, replies: null, shares: null })).toBeNull();
    expect(sumReactions({ likes: 3, replies: null, shares: 2 })).toBe(5);
    expect(writeCount(0)).toBe("0");
  });

  it("keep whole counts readable and shorten large ones", () => {
    expect([9_999, 10_000, 1_234_567].map(writeCount)).toEqual(["9,999", "10K", "1.2M"]);
  });

  it("give a percent its sign, and none to what rounds to nought", () => {
    expect([23.4, 4.56, -12, -0.01, 0].map(writePercent)).toEqual(["+23 %", "+4.6 %", "−12 %", "0 %", "0 %"]);
    expect([0.03, 0.5, 0].map(writeShare)).toEqual(["3.0 %", "50 %", "0 %"]);
  });

  it("write lengths as players do", () => {
    expect([65, 3760].map(writeLength)).toEqual(["1:05", "1:02:40"]);
  });
});
