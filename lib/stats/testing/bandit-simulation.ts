/** Plays bandit policies against a planted truth, so that Thompson sampling can be compared with the classics. For tests and figures only. */
import { addToMoments, createMoments, fitBlocks, type Variances } from "../block-regression.ts";
import { multiplyLowerTransposed } from "../cholesky.ts";
import { createNormalSource } from "../normal-draw.ts";
import { describeWeek, fitPostingTimes, HOURS_OF_WEEK, type PostingCell } from "../posting-times.ts";
import { createSeededRandom } from "../seeded-random.ts";
import { createArmSampler, findBest } from "../thompson.ts";

/** Rewards are 0 or 1. */
export type Policy = { choose(): number; learn(arm: number, reward: number): void };
export type PolicyMaker = (arms: number, random: () => number) => Policy;

/** Sum over rounds of what the best arm would have given more, in expectation; the mean over the seeds. */
export function measureRegret(rates: ArrayLike<number>, make: PolicyMaker, rounds: number, seeds: readonly number[]) {
  const best = rates[findBest(rates)] as number;
  const regrets = seeds.map(seed => {
    const world = createSeededRandom(seed);
    const policy = make(rates.length, createSeededRandom(seed + 1_000_003));
    let regret = 0;
    for (let t = 0; t < rounds; t++) {
      const arm = policy.choose();
      const rate = rates[arm] as number;
      regret += best - rate;
      policy.learn(arm, world() < rate ? 1 : 0);
    }
    return regret;
  });
  return regrets.reduce((sum, regret) => sum + regret, 0) / seeds.length;
}

/** UCB1 (Auer, Cesa-Bianchi, Fischer 2002, figure 1). */
export function createUcb1(arms: number): Policy {
  const { pulls, sums, learn } = countRewards(arms);
  let t = 0;
  return {
    choose() {
      t += 1;
      if (t <= arms) return t - 1;
      const bounds = pulls.map((n, arm) => (sums[arm] as number) / n + Math.sqrt((2 * Math.log(t)) / n));
      return findBest(bounds);
    },
    learn,
  };
}

/** ε-greedy with a constant ε of 0.1 (Sutton and Barto 2018, section 2.2), every arm once first. */
export function createEpsilonGreedy(arms: number, random: () => number): Policy {
  return createGreedy(arms, random, () => 0.1);
}

/** εₙ-greedy with ε = min(1, cK / d²n), told the true gap d (Auer, Cesa-Bianchi, Fischer 2002, figure 3, c = 0.15). */
export function createInformedEpsilonGreedy(gap: number): PolicyMaker {
  return (arms, random) => createGreedy(arms, random, n => Math.min(1, (0.15 * arms) / (gap * gap * n)));
}

function createGreedy(arms: number, random: () => number, epsilonAt: (round: number) => number): Policy {
  const { pulls, sums, learn } = countRewards(arms);
  let t = 0;
  return {
    choose() {
      t += 1;
      if (t <= arms) return t - 1;
      if (random() < epsilonAt(t)) return Math.floor(random() * arms);
      return findBest(pulls.map((n, arm) => (sums[arm] as number) / n));
    },
    learn,
  };
}

/** Results come back in batches, as posts' do: often at first, then each time the data has grown by a fifth. */
const isDue = (rounds: number, refreshedAt: number) => rounds >= refreshedAt + Math.max(10, refreshedAt / 5);

/** The product's sampler on arms that share nothing but their level. */
export function createThompson(arms: number, random: () => number): Policy {
  const { pulls, sums, learn } = countRewards(arms);
  const normal = createNormalSource(random);
  const blocks = [
    { name: "level", size: 1, fixedVariance: 1 },
    { name: "arm", size: arms },
  ];
  let rounds = 0;
  let refreshedAt = 0;
  let variances: Variances | undefined;
  let posterior = fitBlocks(createMoments(arms + 1), blocks, { priorNoise: 0.25 });
  return {
    choose() {
      if (isDue(rounds, refreshedAt)) {
        refreshedAt = rounds;
        const moments = createMoments(arms + 1);
        for (let arm = 0; arm < arms; arm++) {
          // A reward of 0 or 1 is its own square.
          const sum = sums[arm] as number;
          const row = { columns: [0, arm + 1], values: [1, 1] };
          if ((pulls[arm] as number) > 0) addToMoments(moments, row, pulls[arm] as number, sum, sum);
        }
        posterior = fitBlocks(moments, blocks, { priorNoise: 0.25, start: variances });
        variances = posterior.variances;
      }
      const { size, root, mean } = posterior;
      const draw = multiplyLowerTransposed(root, size, Float64Array.from({ length: size }, normal));
      for (let j = 0; j < size; j++) draw[j] = (draw[j] as number) + (mean[j] as number);
      return findBest(draw.subarray(1));
    },
    learn(arm, reward) {
      rounds += 1;
      learn(arm, reward);
    },
  };
}

/** The product's sampler on the 168 hours of the week, as the scheduler uses it. */
export function createWeekThompson(arms: number, random: () => number): Policy {
  if (arms !== HOURS_OF_WEEK) throw new RangeError("the week has 168 arms");
  const { pulls, sums, learn } = countRewards(arms);
  let rounds = 0;
  let refreshedAt = 0;
  let variances: Variances | undefined;
  let draw = createArmSampler(describeWeek(fitPostingTimes([]), [], "x"), random);
  return {
    choose() {
      if (isDue(rounds, refreshedAt)) {
        refreshedAt = rounds;
        const cells = Array.from(pulls.keys())
          .filter(arm => (pulls[arm] as number) > 0)
          .map((arm): PostingCell => {
            const sum = sums[arm] as number;
            const place = { platform: "x", account: "", day: Math.floor(arm / 24), hour: arm % 24 };
            return { ...place, weight: pulls[arm] as number, sum, sumSquares: sum };
          });
        const model = fitPostingTimes(cells, { start: variances, rounds: 2 });
        variances = model.posterior.variances;
        draw = createArmSampler(describeWeek(model, cells, "x"), random);
      }
      return findBest(draw());
    },
    learn(arm, reward) {
      rounds += 1;
      learn(arm, reward);
    },
  };
}

function countRewards(arms: number) {
  const pulls = new Float64Array(arms);
  const sums = new Float64Array(arms);
  const learn = (arm: number, reward: number) => {
    pulls[arm] = (pulls[arm] as number) + 1;
    sums[arm] = (sums[arm] as number) + reward;
  };
  return { pulls, sums, learn };
}

/** Ten arms, the best .2 above the others. */
export const SEPARATED_RATES: readonly number[] = Array.from({ length: 10 }, (_, arm) => (arm === 6 ? 0.6 : 0.4));

/** A week whose hours and days add up: rates from about .1 to .6, best on Tuesday at 18:00. */
export function plantWeek(): Float64Array {
  return Float64Array.from({ length: HOURS_OF_WEEK }, (_, arm) => {
    const day = Math.floor(arm / 24);
    const hour = 0.14 * Math.cos((2 * Math.PI * ((arm % 24) - 18)) / 24);
    const peak = arm % 24 === 18 ? 0.1 : 0;
    return 0.3 + hour + peak + (day === 1 ? 0.1 : day >= 5 ? -0.06 : 0);
  });
}
