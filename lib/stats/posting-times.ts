/** Owns what hour and day are worth on each platform, learned together; refuses to treat 168 hours as strangers. */
import {
  addToMoments,
  type Block,
  type BlockOptions,
  type BlockPosterior,
  createMoments,
  fitBlocks,
  predictRow,
  type SparseRow,
} from "./block-regression.ts";
import { multiplyLower } from "./cholesky.ts";
import type { ArmPosterior } from "./thompson.ts";

/** Lifts of posts of one account in one hour of the week: their weight, weighted sum and weighted sum of squares. */
export type PostingCell = {
  platform: string;
  account: string;
  /** 0 = Monday, 0..23, in the zone of the workspace. */
  day: number;
  hour: number;
  weight: number;
  sum: number;
  sumSquares: number;
};
type Effect = Block & {
  kind: "level" | "rhythm" | "weekend" | "hour" | "day" | "hour of week";
  of: "all" | "platform" | "account";
};
/** Which effects there are, and of whom. Accounts beyond the busiest have no rhythm of their own. */
export type PostingLayout = { platforms: string[]; accounts: string[]; effects: Effect[]; size: number };
export type PostingModel = { layout: PostingLayout; posterior: BlockPosterior };
export type PostingFitOptions = Pick<BlockOptions, "start" | "rounds">;

export const HOURS_OF_WEEK = 168;
const MAX_ACCOUNTS = 8;
const HARMONICS = 3;
const SIZES = {
  level: 1,
  rhythm: 2 * HARMONICS,
  weekend: 2 * HARMONICS,
  hour: 24,
  day: 7,
  "hour of week": HOURS_OF_WEEK,
};
/** An unknown platform's level is any plausible logarithm of a count. */
const LEVEL_VARIANCE = 100;
/**
 * Before any data each kind of effect is worth this share of the noise, weighing as much as so many coefficients. Chosen so
 * that what is said of the best of 168 windows stays near what is planted there: larger shares promise twice as much.
 */
const PRIOR = { priorShare: 0.001, priorWeight: 2 };

/**
 * A linear model with exchangeable effects: a level by platform; daily rhythm (three harmonics), hour, day, weekend
 * rhythm and single hour of the week for all; and the deviations of each platform and each account, where there are
 * several. How much each kind of effect matters is learned (block-regression.ts), so what little data says is pulled to
 * what is known of the whole. With `rounds: 0` the variances in `start` are kept.
 * Source: Gelman and Hill 2007, chapter 13; rhythms as in harmonic regression.
 */
export function fitPostingTimes(cells: readonly PostingCell[], options: PostingFitOptions = {}): PostingModel {
  const layout = planLayout(cells);
  const moments = createMoments(layout.size);
  for (const cell of cells) addToMoments(moments, buildRow(layout, cell), cell.weight, cell.sum, cell.sumSquares);
  return { layout, posterior: fitBlocks(moments, layout.effects, { ...PRIOR, ...options }) };
}

/** The expected lift of a post. */
export function predictLift({ layout, posterior }: PostingModel, place: Place): number {
  return predictRow(posterior, buildRow(layout, place));
}

/**
 * Joint posterior of the 168 hours of a platform's week (index day × 24 + hour), as lifts over what its posts usually get:
 * zero is the mean over the hours in which it posted, or over all hours when it never did. With `account`, for that account.
 */
export function describeWeek(
  { layout, posterior }: PostingModel,
  cells: readonly PostingCell[],
  platform: string,
  account: string | null = null,
): ArmPosterior {
  const { size, mean, root } = posterior;
  const rows = Array.from({ length: HOURS_OF_WEEK }, (_, arm) =>
    buildRow(layout, { platform, account: account ?? "", day: Math.floor(arm / 24), hour: arm % 24 }, account !== null),
  );
  const usual = weighHours(cells, platform, account);
  const centre = new Float64Array(size);
  rows.forEach((row, arm) => {
    addRow(centre, row, usual[arm] as number);
  });
  // Each row of half is K·(x - centre), so that covariance = half·halfᵀ.
  const half = rows.map(row => {
    const dense = centre.map(value => -value);
    addRow(dense, row, 1);
    return { value: dot(dense, mean), image: multiplyLower(root, size, dense) };
  });
  const covariance = new Float64Array(HOURS_OF_WEEK * HOURS_OF_WEEK);
  for (let i = 0; i < HOURS_OF_WEEK; i++) {
    for (let j = 0; j <= i; j++) {
      const value = dot((half[i] as (typeof half)[number]).image, (half[j] as (typeof half)[number]).image);
      covariance[i * HOURS_OF_WEEK + j] = value;
      covariance[j * HOURS_OF_WEEK + i] = value;
    }
  }
  return { mean: Float64Array.from(half, ({ value }) => value), covariance };
}

function planLayout(cells: readonly PostingCell[]): PostingLayout {
  const platforms = [...new Set(cells.map(cell => cell.platform))].sort();
  const weights = new Map<string, number>();
  for (const cell of cells) weights.set(keyOf(cell), (weights.get(keyOf(cell)) ?? 0) + cell.weight);
  const hasSeveral = weights.size > platforms.length;
  const accounts = hasSeveral
    ? [...weights]
        .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        .slice(0, MAX_ACCOUNTS)
        .map(([key]) => key)
        .sort()
    : [];
  const effects: Effect[] = [];
  const add = (of: Effect["of"], count: number, kinds: readonly Effect["kind"][]) => {
    if (count === 0) return;
    for (const kind of kinds) effects.push({ name: `${of}: ${kind}`, kind, of, size: count * SIZES[kind] });
  };
  const deviations = ["rhythm", "weekend", "hour", "day"] as const;
  effects.push({
    name: "level",
    kind: "level",
    of: "platform",
    size: platforms.length,
    fixedVariance: LEVEL_VARIANCE,
  });
  add("all", 1, [...deviations, "hour of week"]);
  add("platform", platforms.length > 1 ? platforms.length : 0, deviations);
  add("account", accounts.length, deviations);
  return { platforms, accounts, effects, size: effects.reduce((sum, effect) => sum + effect.size, 0) };
}

type Place = Pick<PostingCell, "platform" | "account" | "day" | "hour">;

function buildRow(layout: PostingLayout, { platform, account, day, hour }: Place, hasAccount = true): SparseRow {
  if (!(day >= 0 && day < 7 && hour >= 0 && hour < 24)) throw new RangeError("day must lie in 0..6 and hour in 0..23");
  const columns: number[] = [];
  const values: number[] = [];
  const put = (column: number, value: number) => {
    columns.push(column);
    values.push(value);
  };
  const positions = {
    all: 0,
    platform: layout.platforms.indexOf(platform),
    account: hasAccount ? layout.accounts.indexOf(keyOf({ platform, account })) : -1,
  };
  let start = 0;
  for (const { kind, of, size } of layout.effects) {
    const first = start + positions[of] * SIZES[kind];
    start += size;
    if (positions[of] < 0) continue;
    if (kind === "level") put(first, 1);
    else if (kind === "hour") put(first + hour, 1);
    else if (kind === "day") put(first + day, 1);
    else if (kind === "hour of week") put(first + day * 24 + hour, 1);
    else if (kind === "rhythm" || day >= 5) {
      for (let k = 0; k < HARMONICS; k++) {
        put(first + 2 * k, Math.cos((2 * Math.PI * (k + 1) * hour) / 24));
        put(first + 2 * k + 1, Math.sin((2 * Math.PI * (k + 1) * hour) / 24));
      }
    }
  }
  return { columns, values };
}

/** Shares of a platform's posts by hour of the week, adding up to 1. */
function weighHours(cells: readonly PostingCell[], platform: string, account: string | null): Float64Array {
  const shares = new Float64Array(HOURS_OF_WEEK);
  let total = 0;
  for (const cell of cells) {
    if (cell.platform !== platform || (account !== null && cell.account !== account)) continue;
    shares[cell.day * 24 + cell.hour] = (shares[cell.day * 24 + cell.hour] as number) + cell.weight;
    total += cell.weight;
  }
  return total === 0 ? shares.fill(1 / HOURS_OF_WEEK) : shares.map(weight => weight / total);
}

const keyOf = ({ platform, account }: Pick<PostingCell, "platform" | "account">) => JSON.stringify([platform, account]);

function addRow(dense: Float64Array, { columns, values }: SparseRow, scale: number): void {
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as number;
    dense[column] = (dense[column] as number) + scale * (values[i] as number);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
