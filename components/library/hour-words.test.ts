import { describe, expect, it } from "vitest";
import type { PostingWindow } from "#lib/operations/shapes/posting-plan.ts";
import { chooseSteps, describeHour, findStep, nameHour } from "./hour-words.ts";

const hour = {
  day_of_week: 7,
  hour: 23,
  percent: 12,
  percent_low: -3,
  percent_high: 29,
  best_share: 0.04,
  posts: 0,
} as PostingWindow;

describe("The hours of the week", () => {
  it("are named with their end, also over midnight", () => {
    expect(nameHour(hour)).toBe("Sunday 23:00 to 00:00");
  });

  it("say what is expected, how sure that is, and when nobody has tried", () => {
    expect(describeHour(hour)).toBe(
      "Sunday 23:00 to 00:00: +12 %, 80 % likely −3.0 % to +29 %; best hour of the week with 4.0 %; no post at that hour yet: its day and its hour on other days tell.",
    );
    expect(describeHour({ ...hour, posts: 1 })).toContain("1 post at that hour.");
  });

  it("fall into steps that have a sign each, at their bounds too", () => {
    const steps = chooseSteps([{ percent: 60 }]);
    expect([-80, -25, -10.1, -10, 9.9, 10, 25].map(percent => findStep(steps, percent).sign)).toEqual([
      "−−",
      "−",
      "−",
      "=",
      "=",
      "+",
      "++",
    ]);
  });

  it("are told apart however near they lie to what is usual, and all of them are usual when nothing differs", () => {
    const near = chooseSteps([{ percent: 9 }, { percent: -6 }]);
    expect([9, 3, 0, -6].map(percent => findStep(near, percent).sign)).toEqual(["++", "+", "=", "−−"]);
    expect(findStep(chooseSteps([]), 0).sign).toBe("=");
  });
});
