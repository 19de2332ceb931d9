/** Owns how niches and types of video do beside each other, thin ones pulled towards the usual. Pure. */
import { type ShrunkMean, shrinkMeans } from "#lib/stats/shrinkage.ts";

/** A video with its newest numbers; days is null where it is not known when it was published. */
export type MeasuredVideo = {
  niche: string;
  type: string | null;
  views: number | null;
  likes: number | null;
  days: number | null;
};

export type Measure = "views-per-day" | "views" | "like-rate";

/** One cell of the matrix. Values are those of the typical video: views a day, views, or likes per view. */
export type Cell = {
  niche: string;
  type: string;
  videos: number;
  typical: number;
  low: number;
  high: number;
  rawTypical: number;
  /** The typical value over that of all cells. */
  timesUsual: number;
  /** Share of the cell's own distance from the usual that is believed, 0..1. */
  trust: number;
};

export type Matrix = { measure: Measure; cells: Cell[]; usual: number; videos: number; thin: number };

export const NO_TYPE = "other types";
/** A video's first hours say little about a day. */
const LEAST_DAYS = 1;

/** Views a day where most videos say when they were published, all views otherwise. */
export function chooseMeasure(videos: readonly MeasuredVideo[]): "views-per-day" | "views" {
  const viewed = videos.filter(video => video.views !== null);
  return viewed.filter(video => video.days !== null).length * 2 >= viewed.length ? "views-per-day" : "views";
}

/**
 * The matrix of niche × type, best first: means of logarithms, shrunk by empirical Bayes, so that one hit in a cell of three
 * does not pass for a pattern. Cells of fewer than `minVideos` are counted as thin and left out.
 */
export function measureResonance(videos: readonly MeasuredVideo[], measure: Measure, minVideos: number): Matrix {
  const byCell = new Map<string, { niche: string; type: string; values: number[] }>();
  for (const video of videos) {
    const value = readValue(video, measure);
    if (value === null) continue;
    const type = video.type ?? NO_TYPE;
    const key = JSON.stringify([video.niche, type]);
    const cell = byCell.get(key) ?? { niche: video.niche, type, values: [] };
    cell.values.push(value);
    byCell.set(key, cell);
  }
  const all = [...byCell.values()];
  const kept = all.filter(({ values }) => values.length >= minVideos);
  if (kept.length === 0) return { measure, cells: [], usual: 0, videos: 0, thin: all.length };
  const { commonMean, groups } = shrinkMeans(kept);
  const cells = kept.map(({ niche, type, values }, index): Cell => {
    const { raw, estimate, interval, kept: trust } = groups[index] as ShrunkMean;
    return {
      niche,
      type,
      videos: values.length,
      typical: Math.exp(estimate),
      low: Math.exp(interval.low),
      high: Math.exp(interval.high),
      rawTypical: Math.exp(raw),
      timesUsual: Math.exp(estimate - commonMean),
      trust,
    };
  });
  cells.sort((a, b) => b.typical - a.typical || (a.niche < b.niche ? -1 : 1));
  const counted = kept.reduce((sum, { values }) => sum + values.length, 0);
  return { measure, cells, usual: Math.exp(commonMean), videos: counted, thin: all.length - kept.length };
}

/** The logarithm of what is compared; half a like keeps a video without likes in. */
function readValue({ views, likes, days }: MeasuredVideo, measure: Measure): number | null {
  if (views === null) return null;
  if (measure === "views") return Math.log(views + 1);
  if (measure === "views-per-day") return days === null ? null : Math.log((views + 1) / Math.max(LEAST_DAYS, days));
  return likes === null || views === 0 ? null : Math.log((likes + 0.5) / (views + 1));
}
