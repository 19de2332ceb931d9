/** Owns bursts over a season that is learned from the same counts, without the bursts; refuses to let a burst hide itself. */
import { type Burst, detectBursts } from "./burst.ts";
import { estimateSeasonalBaseline, type SeasonalBaseline } from "./seasonal-baseline.ts";

/** The burst state's rate over the ordinary one: what planted bursts of three to five times the rate are told apart best by. */
const RATE_MULTIPLE = 3;
const MAX_ROUNDS = 4;

/**
 * Alternates between the two until nothing changes: the baseline is estimated with burst bins replaced by what was expected
 * there, bursts are found over that baseline. This is the classification form of expectation maximisation for Kleinberg's
 * automaton with an unknown base rate (Celeux and Govaert 1992; Kleinberg 2002), stopped after four rounds. O(bins) a round.
 * startMs: start of the first bin, ms since the epoch; offsetMs: local time minus UTC. Bursts come in time order.
 */
export function detectSeasonalBursts(
  counts: ArrayLike<number>,
  span: { startMs: number; binMs: number; offsetMs?: number },
): { bursts: Burst[]; baseline: SeasonalBaseline } {
  let baseline = estimateSeasonalBaseline(counts, span);
  let bursts = findOver(counts, baseline);
  for (let round = 1; round < MAX_ROUNDS && bursts.length > 0; round++) {
    const ordinary = Float64Array.from(counts);
    for (const { start, end } of bursts) ordinary.set(baseline.expected.subarray(start, end), start);
    baseline = estimateSeasonalBaseline(ordinary, span);
    const found = findOver(counts, baseline);
    const isSettled =
      found.length === bursts.length &&
      found.every(({ start, end }, i) => start === bursts[i]?.start && end === bursts[i]?.end);
    bursts = found;
    if (isSettled) break;
  }
  return { bursts, baseline };
}

function findOver(counts: ArrayLike<number>, { expected, dispersion }: SeasonalBaseline): Burst[] {
  return detectBursts(counts, expected, { dispersion, rateMultiple: RATE_MULTIPLE });
}
