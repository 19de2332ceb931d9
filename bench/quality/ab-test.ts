/** Owns the figures of the sequential test: how often it names a false winner, how often it finds a true one, what it refuses. */
import {
  earlyCheckbacks,
  evenCheckbacks,
  simulateMismatches,
  simulateTests,
} from "#lib/stats/testing/ab-simulation.ts";
import type { QualityFigure, QualityPart } from "./figure.ts";

const RUNS = 10_000;
const SHARE = 0.015;
const SETTING = "10,000 runs, three looks, 1.5 % click rate, 6,000 impressions an arm";
/** What 10,000 runs of a test that keeps 5 % exactly show at most, but for one time in 700. */
const FALSE_WINNER_BOUND = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS);

export const abTest: QualityPart = {
  name: "ab-test",
  dataSets: [],
  *measure(): Iterable<QualityFigure> {
    const same = simulateTests({ share: SHARE, ratio: 1, sizes: evenCheckbacks }, RUNS, 1);
    yield {
      name: "ab_false_winner_rate",
      value: same.winners / RUNS,
      reference: FALSE_WINNER_BOUND,
      relation: "at-most",
      note: `A/A, ${SETTING}; the reference is 5 % and its 3-sigma error`,
    };
    yield {
      name: "ab_naive_false_winner_rate",
      value: same.naiveWinners / RUNS,
      reference: FALSE_WINNER_BOUND,
      relation: "compare",
      note: "the same runs, ended at the first |z| above 1.96",
    };
    const early = simulateTests({ share: SHARE, ratio: 1, sizes: earlyCheckbacks }, RUNS, 2);
    yield {
      name: "ab_false_winner_rate_early",
      value: early.winners / RUNS,
      reference: FALSE_WINNER_BOUND,
      relation: "at-most",
      note: "A/A, a third of the impressions in the first hour",
    };
    const better = simulateTests({ share: SHARE, ratio: 1.5, sizes: evenCheckbacks }, RUNS, 3);
    yield {
      name: "ab_power_ratio",
      value: better.secondWins / better.fixedWinners,
      reference: 0.95,
      relation: "at-least",
      note: `power at +50 % over that of one look at the end (${better.fixedWinners / RUNS}); ${SETTING}`,
    };
    yield {
      name: "ab_power",
      value: better.secondWins / RUNS,
      reference: better.fixedWinners / RUNS,
      relation: "compare",
      note: "share of tests at +50 % whose second arm was named; beside one look at the end",
    };
    const splits = simulateMismatches(2_000, 4);
    yield {
      name: "ab_srm_caught_share",
      value: splits.caught / splits.planted,
      reference: 1,
      relation: "at-least",
      note: `${splits.planted} planted splits with an exact p below .001, in tests that would otherwise name a winner`,
    };
    yield {
      name: "ab_srm_false_alarm_rate",
      value: splits.falseAlarms / splits.fairRuns,
      reference: 0.001,
      relation: "compare",
      note: `${splits.fairRuns} fair splits`,
    };
  },
};
