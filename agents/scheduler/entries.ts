/** Owns the shape of the posting log's entries, and the windows that follow from them; refuses I/O, so that a replay gives the same. */
import { z } from "zod";
import {
  describeWeek,
  fitPostingTimes,
  HOURS_OF_WEEK,
  type PostingCell,
  type PostingModel,
} from "#lib/stats/posting-times.ts";
import { createSeededRandom } from "#lib/stats/seeded-random.ts";
import { estimatePropensities } from "#lib/stats/thompson.ts";

/** Joint draws behind every probability that is said or logged. */
export const DRAWS = 2000;

const Cell = z.tuple([
  z.string().describe("platform"),
  z.string().describe("account"),
  z.int().min(0).max(6).describe("day, 0 is Monday"),
  z.int().min(0).max(23).describe("hour"),
  z.int().min(0).describe("posts"),
  z.number().describe("their weight"),
  z.number().describe("weighted sum of lifts"),
  z.number().describe("weighted sum of squares"),
]);
type Cell = z.infer<typeof Cell>;

/** What an entry of kind `learned` holds beside its posterior: all that the windows follow from. */
export const Learned = z.object({
  as_of: z.string(),
  read_until: z.string(),
  time_zone: z.string(),
  measure: z.enum(["engagement", "views"]),
  seed: z.int(),
  cells: z.array(Cell),
  usual: z.array(z.strictObject({ platform: z.string(), account: z.string(), posts: z.int(), usual: z.number() })),
  variances: z.strictObject({ noise: z.number(), blocks: z.record(z.string(), z.number()) }),
});
export type Learned = z.infer<typeof Learned>;

/** What an entry of kind `recorded` adds; day 0 is Monday. */
export type Recorded = { platform: string; account: string; day: number; hour: number; lift: number };

/** A row of posting_windows. */
export type WindowRow = {
  platform: string;
  day_of_week: number;
  hour: number;
  lift: number;
  lift_sd: number;
  best_share: number;
  posts: number;
  weight: number;
};

/** The posterior and the propensities as the log keeps them: platform, day (1 is Monday), hour, lift, its deviation, best share. */
export type LoggedPosterior = [string, number, number, number, number, number][];

export function toPosterior(windows: readonly WindowRow[]): LoggedPosterior {
  return windows.map(row => [row.platform, row.day_of_week, row.hour, row.lift, row.lift_sd, row.best_share]);
}

/** Cells in one fixed order: sums of numbers depend on it in their last bits. */
export function orderCells(cells: readonly Cell[]): Cell[] {
  return [...cells].sort(
    (a, b) => compare(a[0], b[0]) || compare(a[1], b[1]) || (a[2] as number) - (b[2] as number) || a[3] - b[3],
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The model that the log describes: what was learned, and the results since, in the order they came. */
export function rebuildModel(learned: Learned, recorded: readonly Recorded[]): { model: PostingModel; cells: Cell[] } {
  const cells = [
    ...learned.cells,
    ...recorded.map(
      ({ platform, account, day, hour, lift }): Cell => [platform, account, day, hour, 1, 1, lift, lift * lift],
    ),
  ];
  const model = fitPostingTimes(toPostingCells(cells), { start: learned.variances, rounds: 0 });
  return { model, cells };
}

/** The windows of every platform in the log, 168 each. The same entries give the same numbers to the last bit. */
export function rebuildWindows(learned: Learned, recorded: readonly Recorded[]): WindowRow[] {
  const { model, cells } = rebuildModel(learned, recorded);
  const postingCells = toPostingCells(cells);
  return model.layout.platforms.flatMap((platform, index) => {
    const week = describeWeek(model, postingCells, platform);
    const shares = estimatePropensities(week, DRAWS, createSeededRandom(learned.seed + index));
    const counts = Array.from({ length: HOURS_OF_WEEK }, () => ({ posts: 0, weight: 0 }));
    for (const cell of cells) {
      const count = counts[cell[2] * 24 + cell[3]];
      if (cell[0] !== platform || count === undefined) continue;
      count.posts += cell[4];
      count.weight += cell[5];
    }
    return counts.map(({ posts, weight }, arm) => ({
      platform,
      day_of_week: Math.floor(arm / 24) + 1,
      hour: arm % 24,
      lift: week.mean[arm] as number,
      lift_sd: Math.sqrt(Math.max(0, week.covariance[arm * (HOURS_OF_WEEK + 1)] as number)),
      best_share: shares[arm] as number,
      posts,
      weight,
    }));
  });
}

export function toPostingCells(cells: readonly Cell[]): PostingCell[] {
  return cells.map(([platform, account, day, hour, , weight, sum, sumSquares]) => ({
    platform,
    account,
    day,
    hour,
    weight,
    sum,
    sumSquares,
  }));
}
