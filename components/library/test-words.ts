/** What tests are in words: their state, their lead, and how a look stands against its bound. */
import type { BadgeTone } from "#components/ui/badge.tsx";
import type { AbLook, AbTest } from "#lib/operations/shapes/ab-test.ts";
import { writePercent } from "./format-figures.ts";

export type Standing = { word: string; tone: BadgeTone };

export const lookStandings: Record<AbLook["state"], Standing> = {
  watching: { word: "Watching", tone: "neutral" },
  open: { word: "Not decided", tone: "info" },
  winner: { word: "Winner", tone: "ok" },
  inconclusive: { word: "No winner", tone: "neutral" },
  mismatch: { word: "Uneven split", tone: "warn" },
};

/** Where a test stands in one word; one without a look yet waits for its posts or its first look. */
export function nameStanding(test: AbTest): Standing {
  if (test.status === "stopped") return { word: "Stopped", tone: "neutral" };
  if (test.outcome !== null) return lookStandings[test.outcome];
  const last = test.looks.at(-1);
  if (last !== undefined) return lookStandings[last.state];
  return test.started_at === null ? { word: "Waiting for its posts", tone: "waiting" } : lookStandings.watching;
}

type Uplift = Pick<AbTest, "uplift" | "uplift_low" | "uplift_high">;

/** "+34 % (+8 % to +66 %)" of shares; no upper end is said. */
export function writeUplift({ uplift, uplift_low, uplift_high }: Uplift): string {
  if (uplift === null) return "–";
  const [estimate, low, high] = [uplift, uplift_low, uplift_high].map(share =>
    share === null ? null : writePercent(100 * share),
  );
  if (low == null) return estimate ?? "–";
  return `${estimate} (${low} to ${high ?? "no upper end"})`;
}

/** The size of z as a share of its bound, at most 1; null where nothing may be decided yet. */
export function measureReach(look: Pick<AbLook, "z" | "boundary">): number | null {
  return look.boundary === null ? null : Math.min(1, Math.abs(look.z) / look.boundary);
}
