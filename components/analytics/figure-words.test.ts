import { describe, expect, test } from "vitest";
import { writeChange, writeCost, writeDays, writeDecisionTime, writeInterval, writeShare } from "./figure-words.ts";

const share = (part: number, whole: number, low = 0, high = 1) => ({
  part,
  whole,
  rate: whole === 0 ? null : part / whole,
  low: whole === 0 ? null : low,
  high: whole === 0 ? null : high,
  is_few: whole < 10,
});

describe("A rate", () => {
  test("is a percentage with what it likely is", () => {
    expect(writeShare(share(87, 100))).toBe("87 %");
    expect(writeInterval(share(87, 100, 0.79, 0.922))).toBe("likely 79 to 92 %");
  });

  test("of too few is said as counts, and of none as nothing", () => {
    expect(writeShare(share(3, 4))).toBe("3 of 4");
    expect(writeInterval(share(3, 4))).toBe("too few to say");
    expect(writeShare(share(0, 0))).toBe("–");
    expect(writeInterval(share(0, 0))).toBe("nothing counted yet");
  });
});

describe("A change", () => {
  test("is said only where the interval leaves zero out", () => {
    expect(writeChange({ difference: 0.08, low: 0.02, high: 0.14 }, share(79, 100))).toEqual({
      text: "8 points up from 79 %",
      direction: "up",
    });
    expect(writeChange({ difference: -0.01, low: -0.02, high: -0.001 }, share(79, 100)).text).toBe(
      "1 point down from 79 %",
    );
    expect(writeChange({ difference: 0.08, low: -0.02, high: 0.14 }, share(79, 100)).text).toBe(
      "no clear change from 79 %",
    );
    expect(writeChange(null, share(3, 4)).text).toBe("before: 3 of 4");
    expect(writeChange(null, share(0, 0)).text).toBe("nothing before to compare with");
  });
});

describe("A cost and a time", () => {
  test("are said with their interval, or with how few they rest on", () => {
    const cost = { outcomes: 40, micros: 420_000, low_micros: 300_000, high_micros: 510_000, is_few: false };
    expect(writeCost(cost)).toEqual({ value: "$0.42", interval: "likely $0.30 to $0.51" });
    expect(writeCost({ ...cost, outcomes: 2, is_few: true }).interval).toBe("from 2, too few to say more");
    expect(writeCost({ ...cost, outcomes: 0, micros: null })).toEqual({ value: "–", interval: "none yet" });
    const time = {
      decisions: 30,
      median_seconds: 300,
      low_seconds: 200,
      high_seconds: 400,
      p90_seconds: 4_000,
      is_few: false,
    };
    expect(writeDecisionTime(time)).toEqual({ value: "5 min", interval: "9 of 10 within 1.1 h" });
    expect(writeDecisionTime(null).value).toBe("–");
  });

  test("belong to days that are named with their year", () => {
    expect(writeDays("2026-10-22", "2026-11-20")).toBe("22 Oct – 20 Nov 2026");
    expect(writeDays("2026-11-20", "2026-11-20")).toBe("20 Nov 2026");
  });
});
