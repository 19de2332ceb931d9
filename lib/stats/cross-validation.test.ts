import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignStratifiedFolds, scoreOutOfFold } from "./cross-validation.ts";
import { createSeededRandom } from "./seeded-random.ts";

describe("assignStratifiedFolds", () => {
  it("gives every fold the same number of each class, give or take one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 60 }), fc.integer({ min: 5, max: 60 }), fc.nat(), (yes, no, seed) => {
        const labels = [...new Array<boolean>(yes).fill(true), ...new Array<boolean>(no).fill(false)];
        const folds = assignStratifiedFolds(labels, 5, createSeededRandom(seed));
        for (const kind of [true, false]) {
          const sizes = [0, 0, 0, 0, 0];
          labels.forEach((label, i) => {
            if (label === kind) sizes[folds[i] as number] = (sizes[folds[i] as number] ?? 0) + 1;
          });
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("refuses more folds than the rarer class has rows", () => {
    expect(() => assignStratifiedFolds([true, false, false, false], 2, createSeededRandom(1))).toThrow(/rarer class/);
    expect(() => assignStratifiedFolds([true, false], 1, createSeededRandom(1))).toThrow(/foldCount/);
  });
});

describe("scoreOutOfFold", () => {
  it("never scores a row with a model that saw it", () => {
    const folds = Uint8Array.from([0, 1, 2, 0, 1, 2]);
    const scores = scoreOutOfFold(folds, training => row => (training.includes(row) ? -1 : training.length));
    expect([...scores]).toEqual([4, 4, 4, 4, 4, 4]);
  });
});
