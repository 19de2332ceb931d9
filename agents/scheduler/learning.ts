/** Owns the arithmetic of the scheduler that runs on a thread: learning, rebuilding, choosing. Refuses I/O. */
import type { EngagedPostRow } from "#lib/db/engaged-posts.ts";
import { preferOwn } from "#lib/stats/own-first.ts";
import {
  describeWeek,
  fitPostingTimes,
  type PostingCell,
  type PostingModel,
  predictLift,
} from "#lib/stats/posting-times.ts";
import { createSeededRandom, shuffleIndices } from "#lib/stats/seeded-random.ts";
import { chooseArms } from "#lib/stats/thompson.ts";
import { measureLifts, measureUsual } from "#lib/stats/usual-engagement.ts";
import {
  DRAWS,
  type Learned,
  orderCells,
  type Recorded,
  rebuildModel,
  rebuildWindows,
  toPostingCells,
  type WindowRow,
} from "./entries.ts";

/** Where a thread finds this module. */
export const LEARNING_MODULE = "scheduler/learning.ts";
const DAY_MS = 86_400_000;
const FOLDS = 5;
const LEAST_FOR_FOLDS = 100;
/** One in 24 posts lies in the midnight hour, so a fifth of them at one instant is no habit. */
const DATE_ONLY_SHARE = 0.2;
const LEAST_MIDNIGHTS = 5;

export type LearningWork = {
  kind: "learn";
  /** JSON text of EngagedPostRow[]. */
  posts: string;
  ownPostsNeeded: number;
  halfLifeDays: number;
  /** What goes into the log as it is. */
  frame: Pick<Learned, "read_until" | "time_zone" | "measure" | "seed">;
};
export type Learning = {
  learned: Learned;
  windows: WindowRow[];
  posts: number;
  /** Posts of accounts with no other post, which cannot be compared with anything. */
  incomparable: number;
  /** Posts of which only the date is known, which say nothing about hours. */
  dateOnly: number;
  /** Share of the variance that hour and day explain on posts not learned from; null with few posts. */
  explained: number | null;
  own: string[];
  observed: string[];
};

export type ChoosingWork = {
  kind: "choose";
  learned: Learned | null;
  recorded: Recorded[];
  platform: string;
  account: string | null;
  count: number;
  seed: number;
  gapMs: number;
  /** Moments by arm (day × 24 + hour), and moments that are taken. */
  moments: { arm: number; atMs: number }[];
  taken: number[];
};
export type Choice = { arm: number; atMs: number; propensity: number; lift: number; liftSd: number; rank: number };

export type RebuildingWork = { kind: "rebuild"; learned: Learned; recorded: Recorded[] };

/** What a thread is asked to do. */
export default function work(input: LearningWork | ChoosingWork | RebuildingWork): Learning | Choice[] | WindowRow[] {
  if (input.kind === "learn") return learnWindows(input);
  return input.kind === "choose" ? chooseMoments(input) : rebuildWindows(input.learned, input.recorded);
}

/** Learns the windows from posts; null in `explained` when there are too few to hold some back. */
export function learnWindows({ posts: text, ownPostsNeeded, halfLifeDays, frame }: LearningWork): Learning {
  const chosen = preferOwn(JSON.parse(text) as EngagedPostRow[], ownPostsNeeded);
  const posts = dropDateOnly(chosen.posts);
  const lifts = measureLifts(posts);
  const newestMs = chosen.posts.reduce((newest, post) => Math.max(newest, post.atMs), 0);
  const observations = posts.flatMap((post, index) => {
    const lift = lifts[index]?.lift;
    if (lift === undefined) return [];
    // Falls slower than a power of two: one fresh post does not make years of history worthless.
    const weight = 1 / (1 + (newestMs - post.atMs) / (halfLifeDays * DAY_MS));
    const { platform, account, day, hour } = post;
    return [{ platform, account, day, hour, weight, sum: weight * lift, sumSquares: weight * lift * lift }];
  });
  const cells = gatherCells(observations);
  const model = fitPostingTimes(toPostingCells(cells));
  const learned: Learned = {
    ...frame,
    as_of: new Date(newestMs).toISOString(),
    cells,
    usual: measureUsual(posts),
    variances: model.posterior.variances,
  };
  return {
    learned,
    windows: rebuildWindows(learned, []),
    posts: observations.length,
    incomparable: posts.length - observations.length,
    explained: observations.length < LEAST_FOR_FOLDS ? null : measureExplained(observations, model),
    dateOnly: chosen.posts.length - posts.length,
    own: chosen.own,
    observed: chosen.observed,
  };
}

/** Leaves out what was posted at midnight UTC sharp, on platforms where that is so common that it must stand for the date. */
function dropDateOnly(posts: readonly EngagedPostRow[]): EngagedPostRow[] {
  const isMidnight = (post: EngagedPostRow) => post.atMs % DAY_MS === 0;
  const counts = new Map<string, { all: number; midnight: number }>();
  for (const post of posts) {
    const count = counts.get(post.platform) ?? { all: 0, midnight: 0 };
    counts.set(post.platform, { all: count.all + 1, midnight: count.midnight + (isMidnight(post) ? 1 : 0) });
  }
  return posts.filter(post => {
    const { all = 0, midnight = 0 } = counts.get(post.platform) ?? {};
    return !isMidnight(post) || midnight < Math.max(LEAST_MIDNIGHTS, DATE_ONLY_SHARE * all);
  });
}

function gatherCells(observations: readonly PostingCell[]): Learned["cells"] {
  const cells = new Map<string, Learned["cells"][number]>();
  for (const { platform, account, day, hour, weight, sum, sumSquares } of observations) {
    const key = JSON.stringify([platform, account, day, hour]);
    const cell = cells.get(key) ?? [platform, account, day, hour, 0, 0, 0, 0];
    cell[4] += 1;
    cell[5] += weight;
    cell[6] += sum;
    cell[7] += sumSquares;
    cells.set(key, cell);
  }
  return orderCells([...cells.values()]);
}

/** R² out of fold with the variances of the whole, so that each fold costs one solution. */
function measureExplained(observations: readonly PostingCell[], model: PostingModel): number {
  const fold = new Uint8Array(observations.length);
  shuffleIndices(observations.length, createSeededRandom(1)).forEach((index, position) => {
    fold[index] = position % FOLDS;
  });
  const errors = { total: 0, left: 0 };
  for (let f = 0; f < FOLDS; f++) {
    const train = toPostingCells(gatherCells(observations.filter((_, index) => fold[index] !== f)));
    const fitted = fitPostingTimes(train, { start: model.posterior.variances, rounds: 0 });
    observations.forEach((post, index) => {
      if (fold[index] !== f) return;
      const lift = post.sum / post.weight;
      errors.total += post.weight * lift ** 2;
      errors.left += post.weight * (lift - predictLift(fitted, post)) ** 2;
    });
  }
  return errors.total === 0 ? 0 : 1 - errors.left / errors.total;
}

/** Times by Thompson sampling among the moments that are open and far enough from one another. */
export function chooseMoments(input: ChoosingWork): Choice[] {
  const { platform, count, seed, gapMs, moments, taken } = input;
  const { model, cells } =
    input.learned === null ? { model: fitPostingTimes([]), cells: [] } : rebuildModel(input.learned, input.recorded);
  const isKnown = input.account !== null && cells.some(cell => cell[0] === platform && cell[1] === input.account);
  const week = describeWeek(model, toPostingCells(cells), platform, isKnown ? input.account : null);
  const momentOf = new Map(moments.map(({ arm, atMs }) => [arm, atMs]));
  const isFar = (a: number, b: number) => Math.abs(a - b) >= gapMs;
  const choices = chooseArms(week, {
    count,
    draws: DRAWS,
    random: createSeededRandom(seed),
    isOpen(arm, chosen) {
      const atMs = momentOf.get(arm);
      if (atMs === undefined) return false;
      return [...taken, ...chosen.map(choice => momentOf.get(choice.arm) as number)].every(other => isFar(atMs, other));
    },
  });
  return choices.map(({ arm, propensity }) => ({
    arm,
    atMs: momentOf.get(arm) as number,
    propensity,
    lift: week.mean[arm] as number,
    liftSd: Math.sqrt(Math.max(0, week.covariance[arm * week.mean.length + arm] as number)),
    rank: week.mean.reduce((better, value) => better + (value > (week.mean[arm] as number) ? 1 : 0), 1),
  }));
}
