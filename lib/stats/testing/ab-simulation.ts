/** Owns simulated tests of two ways of posting, with the truth known: what the promises about false winners and power are measured on. */
import { computeBoundaries } from "../group-sequential.ts";
import { createSeededRandom, drawBinomial } from "../seeded-random.ts";
import { judgeLook } from "../sequential-look.ts";
import { compareShares } from "../two-arm.ts";

export type SimulatedTest = {
  /** The first arm's true share of clicks, and the second's over it. */
  share: number;
  ratio: number;
  /** Impressions of each arm at each look, rising; the last are all. */
  sizes: readonly number[];
};

export type SimulationCounts = {
  runs: number;
  /** Tests that named a winner by the product's rule. */
  winners: number;
  /** Of them, those that named the second arm. */
  secondWins: number;
  /** Tests that looking at 1.96 each time would have ended. */
  naiveWinners: number;
  /** Tests that one look at the end, at 1.96, would have ended. */
  fixedWinners: number;
};

/** Checkbacks at 1, 4 and 24 hours of 6,000 impressions an arm that come evenly. */
export const evenCheckbacks = [250, 1_000, 6_000] as const;
/** The same when a third of the impressions come in the first hour, as posts age. */
export const earlyCheckbacks = [2_000, 3_600, 6_000] as const;

const FIXED = 1.959964;

/** Plays `runs` tests and counts how each rule ended them. The same seed gives the same counts. */
export function simulateTests(test: SimulatedTest, runs: number, seed: number): SimulationCounts {
  const random = createSeededRandom(seed);
  const counts: SimulationCounts = { runs, winners: 0, secondWins: 0, naiveWinners: 0, fixedWinners: 0 };
  const planned = test.sizes.at(-1) as number;
  // The sizes are the same in every run, and so are the boundaries: judging each run alone would compute them again.
  const bounds = computeBoundaries(
    test.sizes.map(size => size / planned),
    { isComplete: true },
  );
  for (let run = 0; run < runs; run++) {
    const successes = [0, 0];
    let isOver = false;
    let isNaivelyOver = false;
    for (const [look, size] of test.sizes.entries()) {
      const added = size - (test.sizes[look - 1] ?? 0);
      successes[0] = (successes[0] as number) + drawBinomial(added, test.share, random);
      successes[1] = (successes[1] as number) + drawBinomial(added, test.share * test.ratio, random);
      const { z, isSufficient } = compareShares(
        { trials: size, successes: successes[0] },
        { trials: size, successes: successes[1] },
      );
      const isPast = Math.abs(z) > FIXED;
      isNaivelyOver ||= isPast;
      if (look === test.sizes.length - 1 && isPast) counts.fixedWinners += 1;
      if (isOver || !isSufficient || Math.abs(z) <= (bounds[look]?.boundary ?? Number.POSITIVE_INFINITY)) continue;
      isOver = true;
      counts.winners += 1;
      if (z > 0) counts.secondWins += 1;
    }
    if (isNaivelyOver) counts.naiveWinners += 1;
  }
  return counts;
}

export type MismatchCounts = { planted: number; caught: number; fairRuns: number; falseAlarms: number };

/**
 * Plants uneven splits in tests whose second arm is far better, so that only the check stands between them and a winner. A
 * split counts as planted when its two-sided binomial probability, summed here from its terms, is below 0.001.
 */
export function simulateMismatches(runs: number, seed: number): MismatchCounts {
  const random = createSeededRandom(seed);
  const counts: MismatchCounts = { planted: 0, caught: 0, fairRuns: 0, falseAlarms: 0 };
  for (let run = 0; run < runs; run++) {
    const total = 40 + Math.floor(random() * 12_000);
    const faulty = 0.5 + (random() < 0.5 ? -1 : 1) * (0.02 + 0.2 * random());
    for (const share of [faulty, 0.5]) {
      const first = drawBinomial(total, share, random);
      const judgement = judgeLook(
        compareShares(
          { trials: first, successes: Math.floor(first * 0.2) },
          { trials: total - first, successes: Math.floor((total - first) * 0.6) },
        ),
        { plannedPerArm: 6_000, plannedShare: 0.5, earlier: [], isLast: true },
      );
      const isStopped = judgement.state === "mismatch" && judgement.winner === null;
      if (share === 0.5) {
        counts.fairRuns += 1;
        if (isStopped) counts.falseAlarms += 1;
      } else if (sumBinomialTails(first, total) < 0.001) {
        counts.planted += 1;
        if (isStopped) counts.caught += 1;
      }
    }
  }
  return counts;
}

/** P of a fair split at least as uneven, from the ratio of neighbouring terms: shares nothing with the check it is held against. */
function sumBinomialTails(first: number, total: number): number {
  const outer = Math.max(first, total - first);
  let logTerm = -total * Math.LN2;
  for (let k = 1; k <= outer; k++) logTerm += Math.log((total - k + 1) / k);
  let tail = 0;
  for (let k = outer; k <= total; k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((total - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}
