/** Owns the words about niches and plans: every number in them was measured, and posts' own words stay marked as such. */
import { writeCount } from "#lib/core/count.ts";
import type { NicheRow, Performance } from "./performance.ts";
import type { Plan, PlanRow } from "./plan.ts";

const toPercent = (lift: number) => 100 * Math.expm1(lift);
const toSigned = (percent: number) => `${percent > 0 ? "+" : ""}${percent.toFixed(0)} %`;

/** "19 % more than usual". */
export function writeLift(lift: number): string {
  const percent = toPercent(lift);
  if (Math.abs(percent) < 0.5) return "as much as usual";
  return `${Math.abs(percent).toFixed(0)} % ${percent > 0 ? "more" : "less"} than usual`;
}

export function writeNiche(row: NicheRow): string {
  const range = `${toSigned(toPercent(row.lift_low))} to ${toSigned(toPercent(row.lift_high))}`;
  return `${writeLift(row.lift)} (80 % likely ${range}; raw ${toSigned(toPercent(row.raw_lift))}) over ${writeCount(row.posts, "post")}, ${Math.round(row.above_usual * 100)} % of them above usual`;
}

/** Whose posts were compared, and how many fell in no niche. */
export function writeBasis({ own, observed, posts, unplaced, niches }: Performance): string {
  const whose = [
    own.length > 0 ? `Own posts on ${own.join(", ")}.` : "",
    observed.length > 0
      ? `All observed posts on ${observed.join(", ")}: there are too few of your own, so this is what works for those accounts.`
      : "",
  ];
  const discovered = niches.filter(niche => niche.is_discovered).length;
  const labels =
    discovered === 0
      ? ""
      : discovered === niches.length
        ? "No post has a niche, so these are terms found in their words: import a niche column for your own."
        : `${discovered} of ${niches.length} niches are terms found in posts without a label.`;
  const rest =
    unplaced === 0 ? "" : `${unplaced.toLocaleString("en")} of ${writeCount(posts, "post")} belong to none of them.`;
  return [...whose, labels, rest].filter(part => part !== "").join(" ");
}

/** The table of a tracking. */
export function writePerformance(performance: Performance, when: string): string {
  const lines = performance.niches.map((row, index) => `${index + 1}. **${row.niche}**: ${writeNiche(row)}`);
  return [
    `${when} ${writeBasis(performance)}`,
    "",
    ...lines,
    "",
    "Every post is compared with what its own account usually got around that time. The fewer posts a niche has, the nearer its figure is pulled to the mean of all; raw is the figure before that.",
  ].join("\n");
}

/** Why a niche gets what it gets. */
export function writeReason(row: PlanRow, niche: NicheRow, total: number, maxShare: number): string {
  const before = `${Math.round(row.current_share * 100)} % of posts so far, ${Math.round((100 * row.posts) / total)} % planned`;
  const bounds = {
    most: `${Math.round(maxShare * 100)} % is the most a niche may take`,
    rise: "more would be too large a step for one week",
    fall: "less would be too large a step for one week",
  };
  const explore =
    row.explore_posts === 0 ? "" : `; ${writeCount(row.explore_posts, "post")} of these to learn more about it`;
  return `Brings ${writeNiche(niche)}. ${before}${row.bound === null || row.posts === 0 ? "" : `; ${bounds[row.bound]}`}${explore}.`;
}

export function writeExpected({ expected, current }: Plan): string {
  const gain = toPercent(expected - current);
  if (gain < 0.5) return "No better mix than the present one is known; this one spreads the risk and keeps learning.";
  return `Expected to bring ${gain.toFixed(0)} % more per post than the mix so far.`;
}
