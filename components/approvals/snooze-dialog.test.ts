import { describe, expect, it } from "vitest";
import { checkMoment, listMoments } from "./snooze-dialog.tsx";

const friday = new Date(2026, 10, 20, 10, 0);
const dayMs = 24 * 3_600_000;

describe("the moments until which an approval can be put aside", () => {
  it("are all in the future and before it expires", () => {
    const expiresMs = friday.getTime() + dayMs;
    const moments = listMoments(friday, expiresMs);
    expect(moments.map(moment => moment.label)).toEqual(["One hour", "Four hours", "Tomorrow at nine"]);
    for (const { at } of moments) {
      expect(at.getTime()).toBeGreaterThan(friday.getTime());
      expect(at.getTime()).toBeLessThan(expiresMs);
    }
  });

  it("include Monday at nine when there is time until then", () => {
    const monday = listMoments(friday, friday.getTime() + 7 * dayMs).at(-1);
    expect(monday?.label).toBe("Monday at nine");
    expect(monday?.at).toEqual(new Date(2026, 10, 23, 9));
  });

  it("are none when it expires within the hour", () => {
    expect(listMoments(friday, friday.getTime() + 60_000)).toEqual([]);
  });
});

describe("a moment of one's own", () => {
  const expiresMs = friday.getTime() + dayMs;
  it("is taken between now and the expiry, and else refused in words", () => {
    expect(checkMoment("2026-11-20T15:00", friday.getTime(), expiresMs)).toBeNull();
    expect(checkMoment("", friday.getTime(), expiresMs)).toMatch(/day and a time/);
    expect(checkMoment("2026-11-20T09:00", friday.getTime(), expiresMs)).toMatch(/in the future/);
    expect(checkMoment("2026-11-25T09:00", friday.getTime(), expiresMs)).toMatch(/before it expires/);
  });
});
