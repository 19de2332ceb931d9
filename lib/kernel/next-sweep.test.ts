import { describe, expect, it } from "vitest";
import { findDueSweep, findNextSweep } from "./sweep-moment.ts";

const facts = {
  timeZone: "Europe/Berlin",
  sweepAt: "05:00",
  createdAt: new Date("2026-11-01T00:00:00Z"),
  lastDay: null as string | null,
};
const next = (now: string, more: Partial<typeof facts> = {}) =>
  findNextSweep(new Date(now), { ...facts, ...more }).toISOString();

describe("The next sweep", () => {
  it("is today's while it has not come, and tomorrow's once it was started", () => {
    expect(next("2026-11-20T01:00:00Z", { lastDay: "2026-11-19" })).toBe("2026-11-20T04:00:00.000Z");
    expect(next("2026-11-20T12:00:00Z", { lastDay: "2026-11-20" })).toBe("2026-11-21T04:00:00.000Z");
  });

  it("is now for one that is due already, such as one whose time was just moved to before now", () => {
    expect(next("2026-11-20T12:00:00Z", { lastDay: "2026-11-19" })).toBe("2026-11-20T12:00:00.000Z");
  });

  it("skips a day that was swept before its time was moved to later on it", () => {
    expect(next("2026-11-20T12:00:00Z", { lastDay: "2026-11-20", sweepAt: "20:00" })).toBe("2026-11-21T19:00:00.000Z");
  });

  it("is when the schedule finds it due, whatever the hour", () => {
    for (let hour = 0; hour < 72; hour += 1) {
      const now = new Date(Date.parse("2026-10-24T00:00:00Z") + hour * 3_600_000);
      const known = { ...facts, createdAt: new Date("2026-10-01T00:00:00Z"), lastDay: "2026-10-24" };
      const at = findNextSweep(now, known);
      expect(findDueSweep(at, known), now.toISOString()).not.toBeNull();
      if (at > now) expect(findDueSweep(new Date(at.getTime() - 1), known), now.toISOString()).toBeNull();
    }
  });
});
