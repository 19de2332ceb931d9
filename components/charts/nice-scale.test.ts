import { describe, expect, test } from "vitest";
import { findDurationScale, findNiceScale } from "./nice-scale.ts";

describe("A scale", () => {
  test("ends at or just above the greatest value, in round steps", () => {
    expect(findNiceScale(7)).toEqual([0, 2, 4, 6, 8]);
    expect(findNiceScale(40)).toEqual([0, 10, 20, 30, 40]);
    expect(findNiceScale(930)).toEqual([0, 250, 500, 750, 1000]);
    expect(findNiceScale(11_000)).toEqual([0, 5000, 10000, 15000]);
  });

  test("of counts has no parts of one, and stands where there is nothing", () => {
    expect(findNiceScale(0)).toEqual([0, 1]);
    expect(findNiceScale(2)).toEqual([0, 1, 2]);
    expect(findNiceScale(0.02, { isWhole: false }).at(-1)).toBeCloseTo(0.02, 9);
  });

  test("of durations goes by the clock", () => {
    expect(findDurationScale(50)).toEqual([0, 15, 30, 45, 60]);
    expect(findDurationScale(7_000)).toEqual([0, 1800, 3600, 5400, 7200]);
    expect(findDurationScale(0)).toEqual([0, 1]);
    expect(findDurationScale(3_000_000).at(-1)).toBeGreaterThanOrEqual(3_000_000);
  });
});
