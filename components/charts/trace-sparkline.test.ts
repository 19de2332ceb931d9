import { describe, expect, test } from "vitest";
import { traceSparkline } from "./trace-sparkline.ts";

describe("A sparkline", () => {
  test("spans the box from the first number to the last, with zero at the bottom", () => {
    expect(traceSparkline([0, 5, 10])).toEqual({
      line: "M0 100L50 50L100 0",
      area: "M0 100L0 100L50 50L100 0L100 100Z",
      end: { x: 100, y: 0 },
    });
  });

  test("leaves a gap where nothing was measured, and keeps a lone number as a dot", () => {
    expect(traceSparkline([4, null, 2, 4, null])).toEqual({
      line: "M0 0h0M50 50L75 0",
      area: "M50 100L50 50L75 0L75 100Z",
      end: { x: 75, y: 0 },
    });
  });

  test("does not blow up small numbers beyond the least top it is given", () => {
    expect(traceSparkline([0.5, 0.25], 1).line).toBe("M0 50L100 75");
  });

  test("is flat when all is zero, and nothing at all when there is nothing", () => {
    expect(traceSparkline([0, 0]).line).toBe("M0 100L100 100");
    expect(traceSparkline([])).toEqual({ line: "", area: "", end: null });
    expect(traceSparkline([null, null])).toEqual({ line: "", area: "", end: null });
  });
});
