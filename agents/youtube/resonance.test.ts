import { describe, expect, it } from "vitest";
import { type MeasuredVideo, measureResonance } from "./resonance.ts";

describe("Resonance", () => {
  const video = (niche: string, views: number, more: Partial<MeasuredVideo> = {}): MeasuredVideo => ({
    niche,
    type: null,
    views,
    likes: null,
    days: 10,
    ...more,
  });
  const many = (niche: string, views: number, count: number) =>
    Array.from({ length: count }, (_, at) => video(niche, views * (1 + (at % 5) / 5)));

  it("does not let three lucky videos pass for a pattern", () => {
    const videos = [
      ...many("steady", 3_000, 60),
      ...many("usual", 1_000, 60),
      ...many("rare", 900, 60),
      ...many("lucky", 3_300, 3),
    ];
    const { cells } = measureResonance(videos, "views-per-day", 3);
    const find = (niche: string) => cells.find(cell => cell.niche === niche);
    expect(find("lucky")?.typical).toBeLessThan(find("lucky")?.rawTypical ?? 0);
    expect(find("lucky")?.trust).toBeLessThan(find("steady")?.trust ?? 0);
    expect(find("steady")?.timesUsual).toBeGreaterThan(1);
    expect(cells.at(-1)?.niche).toBe("rare");
  });

  it("counts what is too thin, and compares no video without the number", () => {
    const videos = [...many("a", 100, 5), ...many("b", 200, 5), ...many("c", 1, 2), video("a", 5, { days: null })];
    expect(measureResonance(videos, "views-per-day", 3)).toMatchObject({ videos: 10, thin: 1 });
    expect(measureResonance(videos, "like-rate", 3)).toMatchObject({ cells: [], thin: 0 });
  });
});
