import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countEvents, detectBursts } from "./burst.ts";

describe("detectBursts", () => {
  it("reports the interval, its counts and a positive weight", () => {
    const counts = [2, 2, 2, 9, 10, 8, 2, 2];
    const [burst, ...others] = detectBursts(counts, new Array<number>(8).fill(2));
    expect(others).toEqual([]);
    expect(burst).toMatchObject({ start: 3, end: 6, count: 27, expected: 6, ratio: 4.5 });
    expect(burst?.weight).toBeCloseTo(27 * Math.log(2) - 6, 10);
  });

  it("sees a burst that is still running in the last bin", () => {
    expect(detectBursts([1, 1, 1, 9, 9], [1, 1, 1, 1, 1])).toMatchObject([{ start: 3, end: 5 }]);
  });

  it("finds nothing in no bins, in empty bins and in counts at their expectation", () => {
    expect(detectBursts([], [])).toEqual([]);
    expect(detectBursts([0, 0, 0], [1, 1, 1])).toEqual([]);
    expect(detectBursts([5, 5, 5], [5, 5, 5])).toEqual([]);
  });

  it("returns disjoint intervals in order, each gaining more than its transition cost", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 2, maxLength: 80 }), counts => {
        const bursts = detectBursts(counts, new Array<number>(counts.length).fill(3));
        let last = -1;
        for (const { start, end, weight } of bursts) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          expect(weight).toBeGreaterThan(Math.log(counts.length) - 1e-9);
          last = end;
        }
      }),
    );
  });

  it("refuses mismatched lengths and an expectation of nothing", () => {
    expect(() => detectBursts([1], [])).toThrow(/same length/);
    expect(() => detectBursts([1], [0])).toThrow(/above 0/);
  });
});

describe("countEvents", () => {
  it("counts each event in its bin and ignores those outside the span", () => {
    expect([...countEvents([-1, 0, 9, 10, 25, 30], 0, 30, 10)]).toEqual([2, 1, 1]);
  });

  it("refuses an empty span", () => {
    expect(() => countEvents([], 5, 5, 10)).toThrow(RangeError);
  });
});
