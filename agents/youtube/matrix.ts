/** Owns the task that says which niches and types of video resonate. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { describeCell, writeMatrix } from "./matrix-finding.ts";
import { readMeasured } from "./observations.ts";
import { type Cell, chooseMeasure, measureResonance } from "./resonance.ts";
import { YouTubeSettings } from "./settings.ts";

const LISTED = 50;

const Params = z.strictObject({
  channel: z.string().trim().min(1).max(200).optional().describe("Only this channel, by id or title"),
  min_videos: z.int().min(1).max(1_000).default(5).describe("How many videos a niche of one type needs to be compared"),
});

const CellResult = z.object({
  niche: z.string(),
  type: z.string(),
  videos: z.int(),
  typical: z.number().describe("What the typical video reaches, thin groups pulled towards the usual"),
  low: z.number(),
  high: z.number(),
  times_usual: z.number(),
  trust: z.number().describe("Share of the group's own figure that is believed, 0 to 1"),
});

const Result = z.object({
  measure: z.enum(["views-per-day", "views"]),
  videos: z.int().describe("Videos that were compared"),
  without_niche: z.int().describe("Videos left out because they have no niche tag"),
  views: z.array(CellResult).describe("Niche by type, most viewed first"),
  like_rate: z.array(CellResult).describe("Niche by type, most liked per view first"),
  reason: z.string().nullable().describe("Why there is nothing to compare, or what the figures cannot say"),
});

export const matrix = defineTask({
  name: "matrix",
  title: "Compare niches",
  purpose: "Compares niches and types of video by views a day and likes per view, careful with thin groups.",
  settings: YouTubeSettings,
  params: Params,
  result: Result,
  takes: { video: { channel: "channel_id" } },
  promises: { outputs: result => (result.views.length > 0 ? 1 : 0) },

  async run(ctx, params) {
    const channel = params.channel ?? null;
    const read = await ctx.query(session => readMeasured(session, { channel, max: ctx.settings.max_videos }));
    const measure = chooseMeasure(read.videos);
    const views = measureResonance(read.videos, measure, params.min_videos);
    const likes = measureResonance(read.videos, "like-rate", params.min_videos);
    const scope = channel === null ? "" : ` of ${channel}`;
    if (views.cells.length === 0) {
      const reason = explainLack(read, params.min_videos, scope);
      ctx.decide("complete", `Nothing to compare. ${reason}`, { confidence: 1 });
      return { measure, videos: 0, without_niche: read.withoutNiche, views: [], like_rate: [], reason };
    }
    const caution =
      measure === "views"
        ? "Most videos do not say when they were published, so all views at the last reading are compared: older videos had longer to gather them."
        : null;
    ctx.decide(
      "tool-call",
      `Compared ${writeCount(views.videos, "video")}${scope} in ${writeCount(views.cells.length, "group")} of niche and type by ${measure === "views" ? "views" : "views a day"}. ${writeCount(views.thin, "group has", "groups have")} fewer than ${params.min_videos} videos and ${writeCount(read.withoutNiche, "video has", "videos have")} no niche: left out. ${caution ?? ""}`.trim(),
      { data: { measure, videos: views.videos, cells: views.cells.length, without_niche: read.withoutNiche } },
    );
    ctx.output(writeMatrix(views, likes, { scope, caution, withoutNiche: read.withoutNiche }));
    const best = views.cells[0] as Cell;
    ctx.decide("complete", `Best: ${describeCell(best, measure)}.`, { confidence: best.trust });
    return {
      measure,
      videos: views.videos,
      without_niche: read.withoutNiche,
      views: views.cells.slice(0, LISTED).map(toResult),
      like_rate: likes.cells.slice(0, LISTED).map(toResult),
      reason: caution,
    };
  },
});

function toResult({ niche, type, videos, typical, low, high, timesUsual, trust }: Cell) {
  const round = (value: number) => Number(value.toPrecision(4));
  const figures = { typical: round(typical), low: round(low), high: round(high), times_usual: round(timesUsual) };
  return { niche, type, videos, ...figures, trust: round(trust) };
}

function explainLack(
  { videos, withoutNiche, unread }: { videos: readonly unknown[]; withoutNiche: number; unread: number },
  minVideos: number,
  scope: string,
): string {
  if (videos.length > 0) return `No niche${scope} has ${minVideos} videos of one type: lower min_videos.`;
  if (withoutNiche > 0) return `${writeCount(withoutNiche, "video")}${scope} have no niche tag yet: run analyze first.`;
  if (unread > 0) return `${writeCount(unread, "video")}${scope} have no numbers: run ingest, or import their views.`;
  return `There are no videos${scope} yet: connect YouTube and run ingest, or import a file of videos.`;
}
