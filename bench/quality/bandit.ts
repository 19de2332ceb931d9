/** Measures the scheduler's bandit: regret against the classics on planted arms, and what time of week explains on real tweets. */
import {
  createEpsilonGreedy,
  createInformedEpsilonGreedy,
  createThompson,
  createUcb1,
  createWeekThompson,
  measureRegret,
  plantWeek,
  SEPARATED_RATES,
} from "#lib/stats/testing/bandit-simulation.ts";
import { compareTimeModels, readTweets } from "#lib/stats/testing/time-model-comparison.ts";
import type { QualityFigure, QualityPart } from "./figure.ts";

const ROUNDS = 20_000;
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const WEEK_SEEDS = SEEDS.slice(0, 4);

export const bandit: QualityPart = {
  name: "bandit",
  dataSets: [],
  *measure(): Iterable<QualityFigure> {
    const arms = `ten arms, the best .2 better, T = 20,000, ${SEEDS.length} seeds`;
    const thompson = measureRegret(SEPARATED_RATES, createThompson, ROUNDS, SEEDS);
    yield {
      name: "bandit_regret_over_ucb1",
      value: thompson / measureRegret(SEPARATED_RATES, createUcb1, ROUNDS, SEEDS),
      reference: 0.5,
      relation: "at-most",
      note: arms,
    };
    yield {
      name: "bandit_regret_over_epsilon_greedy",
      value: thompson / measureRegret(SEPARATED_RATES, createEpsilonGreedy, ROUNDS, SEEDS),
      reference: 1,
      relation: "at-most",
      note: `${arms}; ε = 0.1`,
    };
    yield {
      name: "bandit_regret_over_informed_epsilon_greedy",
      value: thompson / measureRegret(SEPARATED_RATES, createInformedEpsilonGreedy(0.2), ROUNDS, SEEDS),
      reference: 1,
      relation: "compare",
      note: `${arms}; ε falling with time by a schedule that is told the true gap`,
    };
    const week = plantWeek();
    const pooled = measureRegret(week, createWeekThompson, ROUNDS, WEEK_SEEDS);
    const weekNote = `168 hours whose effects add up, T = 20,000, ${WEEK_SEEDS.length} seeds`;
    yield {
      name: "bandit_week_regret_over_ucb1",
      value: pooled / measureRegret(week, createUcb1, ROUNDS, WEEK_SEEDS),
      reference: 0.5,
      relation: "at-most",
      note: weekNote,
    };
    yield {
      name: "bandit_week_regret_over_epsilon_greedy",
      value: pooled / measureRegret(week, createEpsilonGreedy, ROUNDS, WEEK_SEEDS),
      reference: 1,
      relation: "at-most",
      note: `${weekNote}; ε = 0.1`,
    };
    yield {
      name: "bandit_week_pooled_over_separate_1000",
      value:
        measureRegret(week, createWeekThompson, 1000, WEEK_SEEDS) /
        measureRegret(week, createThompson, 1000, WEEK_SEEDS),
      reference: 1,
      relation: "at-most",
      note: "regret after 1,000 posts over 168 hours, pooled over separate Thompson sampling",
    };
  },
};

export const postingTimes: QualityPart = {
  name: "posting-times",
  dataSets: ["tweet_engagement.csv"],
  *measure(): Iterable<QualityFigure> {
    const tweets = readTweets();
    const account = compareTimeModels(tweets, "account");
    yield {
      name: "bandit_time_model_r2",
      value: account.pooled,
      reference: 0.033,
      relation: "at-least",
      note: "variance within accounts that hour and day explain, 5 folds, 6,439 tweets",
    };
    yield {
      name: "bandit_independent_cells_r2",
      value: account.separate,
      reference: account.pooled,
      relation: "at-most",
      note: "the same from separate means of each account's 168 hours",
    };
    const neighbours = compareTimeModels(tweets, "neighbours");
    yield {
      name: "bandit_time_model_r2_detrended",
      value: neighbours.pooled,
      reference: neighbours.separate,
      relation: "at-least",
      note: "as the agent learns: against the account's posts around that time; beside separate cells",
    };
  },
};
