import { describe, expect, it } from "vitest";
import { listMoments } from "./snooze-dialog.tsx";

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
