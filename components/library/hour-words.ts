/** Hours of the week in words, and the steps of their map: each has a range, a sign and a shade. */
import type { PostingWindow } from "#lib/operations/shapes/posting-plan.ts";
import { writePercent, writeShare } from "./format-figures.ts";

export const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** "Tuesday 14:00 to 15:00" of an ISO day, where 1 is Monday. */
export function nameHour({ day_of_week, hour }: Pick<PostingWindow, "day_of_week" | "hour">): string {
  const pad = (at: number) => `${String(at % 24).padStart(2, "0")}:00`;
  return `${dayNames[day_of_week - 1]} ${pad(hour)} to ${pad(hour + 1)}`;
}

export function describeHour(row: PostingWindow): string {
  const tried =
    row.posts === 0
      ? "no post at that hour yet: its day and its hour on other days tell"
      : `${row.posts.toLocaleString("en")} ${row.posts === 1 ? "post" : "posts"} at that hour`;
  return `${nameHour(row)}: ${writePercent(row.percent)}, 80 % likely ${writePercent(row.percent_low)} to ${writePercent(row.percent_high)}; best hour of the week with ${writeShare(row.best_share)}; ${tried}.`;
}

export type Step = { from: number; sign: string; words: string; className: string };

/** Inner and outer bounds that a person can keep in mind, in per cent. */
const bounds = [
  [1, 2],
  [2, 5],
  [5, 10],
  [10, 25],
  [25, 50],
] as const;
/** The outermost steps begin at this share of the farthest hour, so that the map shows something whatever its range. */
const outerShare = 0.7;

/**
 * The steps of a map, from the least to the most, by how far its hours lie from usual. A shade never stands alone: the cell
 * carries its number, the legend the sign.
 */
export function chooseSteps(hours: readonly Pick<PostingWindow, "percent">[]): readonly Step[] {
  const reach = Math.max(0, ...hours.map(row => Math.abs(row.percent)));
  const [inner, outer] = bounds.findLast(([, most]) => most <= reach * outerShare) ?? bounds[0];
  return [
    { from: Number.NEGATIVE_INFINITY, sign: "−−", words: `over ${outer} % less`, className: "bg-chart-3/50" },
    { from: -outer, sign: "−", words: `${inner} to ${outer} % less`, className: "bg-chart-3/20" },
    { from: -inner, sign: "=", words: "as usual", className: "bg-sunken" },
    { from: inner, sign: "+", words: `${inner} to ${outer} % more`, className: "bg-chart-1/20" },
    { from: outer, sign: "++", words: `${outer} % more or higher`, className: "bg-chart-1/50" },
  ];
}

export function findStep(steps: readonly Step[], percent: number): Step {
  return steps.findLast(step => percent >= step.from) ?? (steps[0] as Step);
}
