import { describe, expect, test } from "vitest";
import { computeShareDifference } from "./share-difference.ts";

describe("The difference of two shares", () => {
  test("is Newcombe's: 56 of 70 against 48 of 80", () => {
    const found = computeShareDifference({ part: 48, whole: 80 }, { part: 56, whole: 70 });
    expect(found?.estimate).toBeCloseTo(0.2, 9);
    expect(found?.low).toBeCloseTo(0.0524, 4);
    expect(found?.high).toBeCloseTo(0.3339, 4);
  });

  test("is Newcombe's at the border too: 10 of 10 against 0 of 10", () => {
    const found = computeShareDifference({ part: 0, whole: 10 }, { part: 10, whole: 10 });
    expect(found?.low).toBeCloseTo(0.6075, 4);
    expect(found?.high).toBe(1);
  });

  test("turns its sign with the order, and is nothing without trials", () => {
    const [a, b] = [
      { part: 3, whole: 9 },
      { part: 8, whole: 20 },
    ];
    const [there, back] = [computeShareDifference(a, b), computeShareDifference(b, a)];
    expect(there?.low).toBeCloseTo(-(back?.high ?? 0), 12);
    expect(computeShareDifference(a, { part: 0, whole: 0 })).toBeNull();
  });
});
