/** How figures of the analytics read: rates with their interval, costs, spans and changes. Says so when there are too few. */
import { formatMicros } from "#components/tasks/format-micros.ts";
import type { CostPerOutcome, DecisionTime, Difference, Share } from "#lib/operations/shapes/analytics.ts";

export const writeCount = (count: number) => count.toLocaleString("en");
export const writePercent = (share: number) => `${Math.round(share * 100)} %`;

/** "40 s", "5 min", "2.5 h", "3 d": no finer than a person plans by. */
export function writeSeconds(seconds: number): string {
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
  ] as const;
  for (const [size, unit] of units) {
    const amount = seconds / size;
    if (amount < (unit === "d" ? 2 : 1)) continue;
    return `${amount < 10 && unit !== "min" ? Math.round(amount * 10) / 10 : Math.round(amount)} ${unit}`;
  }
  return `${Math.round(seconds)} s`;
}

/** "87 %", "3 of 4" where a rate would say too much, a dash where there is nothing. */
export function writeShare(share: Share): string {
  if (share.rate === null) return "–";
  return share.is_few ? `${share.part} of ${share.whole}` : writePercent(share.rate);
}

/** "likely 82 to 91 %" beside a rate. */
export function writeInterval(share: Share): string {
  if (share.rate === null) return "nothing counted yet";
  if (share.is_few || share.low === null || share.high === null) return "too few to say";
  const [low, high] = [Math.round(share.low * 100), Math.round(share.high * 100)];
  return low === high ? `of ${writeCount(share.whole)}` : `likely ${low} to ${high} %`;
}

export type ChangeWords = { text: string; direction: "up" | "down" | "same" };

/** How a rate moved against the period before: said as a change only where the interval leaves zero out. */
export function writeChange(change: Difference | null, before: Share): ChangeWords {
  if (change === null) {
    return {
      text: before.rate === null ? "nothing before to compare with" : `before: ${writeShare(before)}`,
      direction: "same",
    };
  }
  const points = Math.round(change.difference * 100);
  const size = `${Math.abs(points)} ${Math.abs(points) === 1 ? "point" : "points"}`;
  if (change.low <= 0 && change.high >= 0)
    return { text: `no clear change from ${writeShare(before)}`, direction: "same" };
  return change.difference > 0
    ? { text: `${size} up from ${writeShare(before)}`, direction: "up" }
    : { text: `${size} down from ${writeShare(before)}`, direction: "down" };
}

/** "$0.42 each", and what it likely is. */
export function writeCost(cost: CostPerOutcome): { value: string; interval: string } {
  if (cost.micros === null) return { value: "–", interval: "none yet" };
  if (cost.low_micros === null || cost.high_micros === null || cost.is_few)
    return {
      value: formatMicros(Math.round(cost.micros)),
      interval: `from ${writeCount(cost.outcomes)}, too few to say more`,
    };
  return {
    value: formatMicros(Math.round(cost.micros)),
    interval: `likely ${formatMicros(Math.round(cost.low_micros))} to ${formatMicros(Math.round(cost.high_micros))}`,
  };
}

export function writeDecisionTime(time: DecisionTime | null): { value: string; interval: string } {
  if (time === null) return { value: "–", interval: "nothing decided yet" };
  if (time.is_few)
    return { value: writeSeconds(time.median_seconds), interval: `of ${time.decisions}, too few to say more` };
  return {
    value: writeSeconds(time.median_seconds),
    interval: `9 of 10 within ${writeSeconds(time.p90_seconds)}`,
  };
}

/** "3 Nov" of a UTC day. */
export function writeDay(day: string, withYear = false): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: withYear ? "numeric" : undefined,
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
}

export function writeDays(from: string, to: string): string {
  return from === to ? writeDay(from, true) : `${writeDay(from)} – ${writeDay(to, true)}`;
}
