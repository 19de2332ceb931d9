import { describe, expect, it } from "vitest";
import { formatAbsolute, formatDuration, formatRelative, readInstant } from "./time-format.ts";

const now = Date.parse("2026-11-20T10:00:00Z");

describe("relative times", () => {
  it("says how long ago in the largest whole unit", () => {
    expect(formatRelative(now - 2_000, now)).toBe("just now");
    expect(formatRelative(now - 59_999, now)).toBe("59 s ago");
    expect(formatRelative(now - 60_000, now)).toBe("1 min ago");
    expect(formatRelative(now - 3_599_999, now)).toBe("59 min ago");
    expect(formatRelative(now - 86_399_999, now)).toBe("23 h ago");
    expect(formatRelative(now - 86_400_000, now)).toBe("1 d ago");
  });

  it("says how long until for what lies ahead", () => {
    expect(formatRelative(now + 2 * 3_600_000, now)).toBe("in 2 h");
  });

  it("gives the date in the asked zone beyond thirty days", () => {
    expect(formatRelative(Date.parse("2026-01-01T23:30:00Z"), now, "UTC")).toBe("1 Jan 2026");
    expect(formatRelative(Date.parse("2026-01-01T23:30:00Z"), now, "Europe/Berlin")).toBe("2 Jan 2026");
  });

  it("names the zone of an absolute time", () => {
    expect(formatAbsolute(now, "UTC")).toMatch(/Fri,? 20 Nov 2026,? .*10:00:00 UTC/);
  });
});

describe("durations", () => {
  it("grows from milliseconds to days", () => {
    expect([840, 4_250, 59_999, 185_000, 7_800_000, 273_600_000].map(formatDuration)).toEqual([
      "840 ms",
      "4.2 s",
      "59 s",
      "3 min 05 s",
      "2 h 10 min",
      "3 d 4 h",
    ]);
  });

  it("never shows a negative span when clocks disagree", () => {
    expect(formatDuration(-500)).toBe("0 ms");
  });
});

describe("instants", () => {
  it("reads texts, dates and numbers and refuses what is no time", () => {
    expect(readInstant("2026-11-20T10:00:00Z")).toBe(now);
    expect(readInstant(new Date(now))).toBe(now);
    expect(readInstant("soon")).toBeNull();
    expect(readInstant(null)).toBeNull();
  });
});
