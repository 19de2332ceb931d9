/** Owns the words about posting times: every number in them was learned, and how sure it is stands beside it. */
import { writeCount } from "#lib/core/count.ts";
import type { OutputDraft } from "#lib/kernel/define.ts";
import { computeNormalQuantile, computeNormalTail } from "#lib/stats/special-functions.ts";
import type { WindowRow } from "./entries.ts";
import type { Learning } from "./learning.ts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const CONFIDENCE = 0.8;
/** Below this share of explained variance, timing was not seen to matter. */
const LEAST_EXPLAINED = 0.005;

/** What a window is said to bring: percent over usual with its interval, and how sure it is to beat the usual. */
export type Estimate = { percent: number; low: number; high: number; better_chance: number };

export function estimateLift(lift: number, sd: number): Estimate {
  const reach = computeNormalQuantile(0.5 + CONFIDENCE / 2) * sd;
  return {
    percent: toPercent(lift),
    low: toPercent(lift - reach),
    high: toPercent(lift + reach),
    better_chance: sd === 0 ? (lift > 0 ? 1 : 0) : round(computeNormalTail(-lift / sd), 3),
  };
}

const toPercent = (lift: number) => round(100 * Math.expm1(lift), 1);
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

/** "Tuesday 18:00 to 19:00"; day 1 is Monday. */
export function writeHour(day: number, hour: number): string {
  const at = (value: number) => `${String(value).padStart(2, "0")}:00`;
  return `${DAYS[day - 1]} ${at(hour)} to ${at((hour + 1) % 24)}`;
}

/** "19 % more than usual", "8 % less than usual". */
export function writePercent(percent: number): string {
  if (Math.abs(percent) < 0.5) return "as much as usual";
  return `${Math.abs(percent).toFixed(0)} % ${percent > 0 ? "more" : "less"} than usual`;
}

export function writeRange({ low, high }: Pick<Estimate, "low" | "high">): string {
  const sign = (value: number) => `${value >= 0.5 ? "+" : ""}${Math.round(value) + 0} %`;
  return `${sign(low)} to ${sign(high)}`;
}

/** The best and the worst windows of a platform. Those never tried are told apart. */
export function rankWindows(windows: readonly WindowRow[], platform: string): WindowRow[] {
  return windows.filter(row => row.platform === platform).sort((a, b) => b.lift - a.lift);
}

export function writeWindow(row: WindowRow): string {
  const estimate = estimateLift(row.lift, row.lift_sd);
  const tried = row.posts === 0 ? "never tried, told from like hours" : writeCount(row.posts, "post");
  return `${writeHour(row.day_of_week, row.hour)}: ${writePercent(estimate.percent)} (80 % likely ${writeRange(estimate)}), ${Math.round(estimate.better_chance * 100)} % sure to beat the usual, ${Math.round(row.best_share * 100)} % that it is the best hour of all; ${tried}`;
}

/** One sentence on how much timing matters. */
export function writeExplained(explained: number | null): string {
  if (explained === null) return "There are too few posts to say how much timing matters.";
  if (explained < LEAST_EXPLAINED)
    return "On posts held back, day and hour explain next to nothing: what you post matters, when hardly does.";
  return `On posts held back, day and hour explain ${(explained * 100).toFixed(1)} % of how much one post differs from another; the rest is what you post and chance.`;
}

/** What goes before the best window: how seriously to take it. */
export function writeCaution(explained: number | null): string {
  return explained !== null && explained >= LEAST_EXPLAINED ? "" : "Only a first guess: ";
}

/** Whose posts were learned from. */
export function writeWhose({ own, observed }: Pick<Learning, "own" | "observed">): string {
  const parts = [
    own.length > 0 ? `Own posts on ${own.join(", ")}.` : "",
    observed.length > 0
      ? `All observed posts on ${observed.join(", ")}: there are too few of your own, so these are the habits of those accounts' audiences.`
      : "",
  ];
  return parts.filter(part => part !== "").join(" ");
}

/** The output of a learning. Untrusted: names of platforms come from outside. */
export function writeWindowFinding(
  learning: Learning,
  { platforms, listed, when }: { platforms: readonly string[]; listed: number; when: string },
): OutputDraft {
  const { learned, windows } = learning;
  const sections = platforms.flatMap(platform => {
    const ranked = rankWindows(windows, platform);
    return [
      `**${platform}**`,
      "",
      ...ranked.slice(0, listed).map((row, index) => `${index + 1}. ${writeWindow(row)}`),
      "",
      `Weakest: ${ranked
        .slice(-listed)
        .reverse()
        .map(row => `${writeHour(row.day_of_week, row.hour)} (${writePercent(estimateLift(row.lift, 0).percent)})`)
        .join(", ")}.`,
      "",
    ];
  });
  const best = platforms.map(platform => rankWindows(windows, platform)[0]).find(row => row !== undefined);
  return {
    kind: "finding",
    about: "posting times",
    title:
      best === undefined
        ? "No posting times yet"
        : `Best time on ${best.platform}: ${writeHour(best.day_of_week, best.hour)} (${learned.time_zone})`,
    content: {
      format: "markdown",
      text: [
        `Learned from ${writeCount(learning.posts, "post")}. ${when} ${writeWhose(learning)} All times are in ${learned.time_zone}.`,
        "",
        ...sections,
        writeExplained(learning.explained),
        "",
        `Every post is compared with what its own account usually got around that time. Hours and days are learned together over all platforms, so an hour with few posts is told from those like it. "More" means ${learned.measure === "views" ? "views" : "likes, replies and shares"}, on the scale of ratios.`,
      ].join("\n"),
    },
    author: { kind: "engine", name: "posting times" },
    isUntrusted: true,
  };
}
