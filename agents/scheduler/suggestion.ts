/** Owns what a suggested time is, in the result, in the log and in words. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { createId } from "#lib/core/ids.ts";
import { writeMoment } from "./calendar.ts";
import { estimateLift, writePercent, writeRange } from "./finding.ts";
import type { Choice } from "./learning.ts";
import type { LogEntry, LogState } from "./log.ts";

export const Slot = z.object({
  suggestion_id: z.string().describe("Names the slot when its result is recorded"),
  at: z.string(),
  local: z.string().describe("The same in the workspace's zone"),
  percent: z.number().describe("Expected percent over usual"),
  low: z.number(),
  high: z.number(),
  better_chance: z.number(),
  propensity: z.number().describe("Probability with which this time was chosen"),
  rank: z.int().describe("Place among the 168 hours by expectation; 1 is best"),
});
export type Slot = z.infer<typeof Slot>;

export function toSlot(choice: Choice, timeZone: string): Slot {
  const at = new Date(choice.atMs);
  return {
    suggestion_id: createId(),
    at: at.toISOString(),
    local: writeMoment(at, timeZone),
    ...estimateLift(choice.lift, choice.liftSd),
    propensity: choice.propensity,
    rank: choice.rank,
  };
}

/** What the choices of one run share in the log: enough to make them again. */
export type SuggestionFrame = {
  platform: string;
  account: string | null;
  data: {
    seed: number;
    learned_id: string | null;
    count: number;
    from: string;
    to: string;
    gap_hours: number;
    taken: string[];
  };
};

/** The entry of a choice. `position` counts in the order of the draws, on which each propensity depends. */
export function toEntry(
  choice: Choice,
  slot: Slot,
  position: number,
  { platform, account, data }: SuggestionFrame,
): LogEntry {
  return {
    id: slot.suggestion_id,
    kind: "suggested",
    platform,
    account,
    slotAt: new Date(choice.atMs),
    day: Math.floor(choice.arm / 24),
    hour: choice.arm % 24,
    propensity: choice.propensity,
    lift: choice.lift,
    data: { ...data, position, lift_sd: choice.liftSd },
  };
}

/** The best tenth of the 168 hours. */
const BEST_RANKS = 17;

/** A slot as a line. */
export function writeSlot(slot: Slot): string {
  const standing =
    slot.rank <= BEST_RANKS
      ? `number ${slot.rank} of 168 by expectation`
      : `number ${slot.rank} of 168 by expectation, drawn because it may be better than it looks`;
  return `${slot.local}: ${writePercent(slot.percent)} expected (80 % likely ${writeRange(slot)}), ${standing}; chosen with probability ${(slot.propensity * 100).toFixed(1)} %`;
}

/** What the times rest on; `log` is null when what was found cannot be used here. */
export function describeBasis(
  platform: string,
  found: LogState | null,
  log: LogState | null,
  timeZone: string,
): string {
  if (found === null) return "Nothing was learned yet, so the times are spread to learn from: run scheduler.optimize.";
  if (log === null)
    return `The windows were learned in ${found.learned.time_zone}, and the workspace now lives in ${timeZone}: run scheduler.optimize. Until then the times are spread to learn from.`;
  const { learned, recorded } = log;
  const posts = learned.cells.reduce((sum, cell) => sum + (cell[0] === platform ? cell[4] : 0), 0);
  const basis =
    posts === 0
      ? `There is no post on ${platform} to learn from, so it follows what is common to the other platforms.`
      : `Rests on ${writeCount(posts, "post")} up to ${learned.as_of.slice(0, 10)}.`;
  return recorded.length === 0 ? basis : `${basis} ${writeCount(recorded.length, "result")} came in since.`;
}
