import { describe, expect, it } from "vitest";
import type { AbTest } from "#lib/operations/shapes/ab-test.ts";
import { measureReach, nameStanding, writeUplift } from "./test-words.ts";

const test = (given: Partial<AbTest>) =>
  ({ status: "running", outcome: null, looks: [], started_at: null, ...given }) as AbTest;

describe("The words of a test", () => {
  it("tell waiting, watching, decided and stopped apart", () => {
    expect(nameStanding(test({})).word).toBe("Waiting for its posts");
    expect(nameStanding(test({ started_at: "2026-11-20T10:00:00Z" })).word).toBe("Watching");
    expect(nameStanding(test({ status: "decided", outcome: "inconclusive" })).word).toBe("No winner");
    expect(nameStanding(test({ status: "stopped" })).word).toBe("Stopped");
  });

  it("give an uplift its interval, and say where that has no upper end", () => {
    expect(writeUplift({ uplift: 0.34, uplift_low: 0.08, uplift_high: 0.66 })).toBe("+34 % (+8.0 % to +66 %)");
    expect(writeUplift({ uplift: 0.34, uplift_low: -0.02, uplift_high: null })).toBe("+34 % (−2.0 % to no upper end)");
    expect(writeUplift({ uplift: null, uplift_low: null, uplift_high: null })).toBe("–");
  });

  it("hold z against its bound whichever way is ahead, and against nothing while none may be named", () => {
    expect(measureReach({ z: -1.5, boundary: 3 })).toBe(0.5);
    expect(measureReach({ z: 9, boundary: 3 })).toBe(1);
    expect(measureReach({ z: 9, boundary: null })).toBeNull();
  });
});
