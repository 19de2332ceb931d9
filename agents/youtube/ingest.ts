/** Owns the task that reads channels and their videos with the numbers of the moment. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { upsertVideos } from "#lib/db/videos.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { type ChannelEnd, openVideoReader, readChannels } from "./channel-reading.ts";
import { writeIngest } from "./finding.ts";
import { countVideos } from "./observations.ts";
import { YouTubeSettings } from "./settings.ts";

const ROWS_PER_WRITE = 500;

const Params = z.strictObject({
  channels: z
    .array(z.string().trim().min(2).max(100))
    .max(50)
    .default([])
    .describe("Channels to read, by id or handle; empty, those of the settings"),
});

const Result = z.object({
  source: z.enum(["youtube", "workspace"]).describe("Whether YouTube was read, or only what the workspace has"),
  channels: z.array(
    z.object({
      channel: z.string(),
      title: z.string().nullable(),
      subscribers: z.int().nullable(),
      videos: z.int(),
      end: z.enum(["complete", "page-limit", "quota", "unknown"]),
    }),
  ),
  pages: z.int(),
  videos: z.int().describe("Videos read, each with its numbers now"),
  known: z.int().describe("Videos in the workspace before"),
  is_complete: z.boolean().describe("False when the quota ended the reading early"),
  reason: z.string().nullable().describe("Why nothing, or less than there could be, was read"),
});

export const ingest = defineTask({
  name: "ingest",
  title: "Read channels",
  purpose: "Reads channels' videos and their numbers from YouTube, page by page, and keeps every reading.",
  settings: YouTubeSettings,
  params: Params,
  result: Result,
  takes: { video: { channels: "channel_id" } },
  isStepwise: true,
  timeoutMs: 600_000,
  promises: { outputs: result => (result.videos > 0 ? 1 : 0) },

  async run(ctx, params) {
    const channels = [...new Set(params.channels.length > 0 ? params.channels : ctx.settings.channels)];
    const { videos: known } = await ctx.query(countVideos);
    const reader = await openVideoReader(ctx);
    if (reader === null || channels.length === 0) {
      const lack =
        reader === null
          ? "Nothing that reads YouTube is connected: add a key under Connections, or import a file of videos."
          : "No channel is named: add ids or handles to this agent's settings.";
      const reason = `${lack} ${known === 0 ? "There are no videos yet." : `The ${writeCount(known, "video")} of the workspace can be tagged and compared as they are.`}`;
      ctx.decide("complete", `Nothing was read. ${reason}`, { confidence: 1, data: { known } });
      return {
        source: "workspace" as const,
        channels: [],
        pages: 0,
        videos: 0,
        known,
        is_complete: true,
        reason,
      };
    }
    ctx.decide(
      "plan",
      `Read ${writeCount(channels.length, "channel")}, up to ${ctx.settings.pages_per_channel} pages of 50 videos each, newest first.`,
      { data: { channels } },
    );
    const found = await readChannels(ctx, reader, channels);
    for (const end of found.channels) ctx.decide("tool-call", describeEnd(end), { data: { ...end } });
    for (let at = 0; at < found.rows.length; at += ROWS_PER_WRITE) {
      const rows = found.rows.slice(at, at + ROWS_PER_WRITE);
      ctx.apply(session => upsertVideos(session, ctx.workspace.id, rows, { importId: null, isSample: false }));
    }
    const isComplete = found.channels.every(({ end }) => end !== "quota");
    const problems = found.channels.filter(({ end }) => end === "quota" || end === "unknown").map(describeEnd);
    const unread = channels.length - found.channels.length;
    if (unread > 0) problems.push(`${writeCount(unread, "channel was", "channels were")} not read for that.`);
    if (found.rows.length > 0) ctx.output(writeIngest(found, describeEnd));
    ctx.decide("complete", `Read ${writeCount(found.rows.length, "video")} in ${writeCount(found.pages, "page")}.`, {
      data: { videos: found.rows.length, pages: found.pages, is_complete: isComplete },
    });
    return {
      source: "youtube" as const,
      channels: found.channels,
      pages: found.pages,
      videos: found.rows.length,
      known,
      is_complete: isComplete,
      reason: problems.length === 0 ? null : problems.join(" "),
    };
  },
});

function describeEnd({ channel, title, videos, end }: ChannelEnd): string {
  const name = title === null || title === channel ? channel : `${title} (${channel})`;
  const ends = {
    complete: `All ${writeCount(videos, "video")} of ${name} were read.`,
    "page-limit": `The newest ${writeCount(videos, "video")} of ${name} were read; the settings allow no more pages.`,
    quota: `The quota of YouTube ended the reading of ${name} after ${writeCount(videos, "video")}.`,
    unknown: `YouTube knows no channel ${name}: check its id or handle.`,
  };
  return ends[end];
}
