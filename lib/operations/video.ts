/** Owns the reading of observed videos with their tags and numbers over time. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findVideo, listVideoReadings, listVideos } from "#lib/db/videos.ts";
import { defineQuery } from "./define.ts";
import { decodeNullableKeyCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Flag, Id } from "./shapes/fields.ts";
import { NicheFilter, PlatformFilter } from "./shapes/filters.ts";
import { describeVideo, describeVideoReading, Video, VideoReading } from "./shapes/video.ts";

const shownReadings = 500;

export const videoList = defineQuery({
  name: "video.list",
  title: "List videos",
  summary:
    "Observed videos with their tags and newest numbers, the latest published first, those of unknown date last.",
  scope: "library:read",
  role: "viewer",
  path: "/videos",
  input: PageInput.extend({
    platform: PlatformFilter,
    niche: NicheFilter,
    search: z.string().trim().max(100).optional().describe("How a title or a channel begins"),
    is_tagged: Flag.optional().describe("true for those with a niche, false for those without"),
  }),
  output: pageOf(Video),
  async run({ session, workspaceId }, { limit, cursor, platform, niche, search, is_tagged }) {
    const filter = { platform, niche, search, isTagged: is_tagged };
    const page = { limit: limit + 1, after: decodeNullableKeyCursor(cursor) };
    const rows = await listVideos(session, workspaceId, filter, page);
    return toPage(rows, limit, row => [row.published_key, row.id], describeVideo);
  },
});

export const videoGet = defineQuery({
  name: "video.get",
  title: "Show a video",
  summary: "A video with its description, why it has its tags, and its numbers over time.",
  scope: "library:read",
  role: "viewer",
  path: "/videos/{id}",
  input: z.object({ id: Id.describe("The video's id") }),
  output: Video.extend({
    description: z.string(),
    keywords: z.array(z.string()).describe("The tags its channel gave it"),
    readings: z.array(VideoReading).describe("The latest five hundred, latest first"),
  }).meta({ id: "VideoDetail" }),
  async run({ session, workspaceId }, { id }) {
    const video = await findVideo(session, workspaceId, id);
    if (video === undefined) throw new AppError("not-found", "there is no such video in this workspace");
    const readings = await listVideoReadings(session, workspaceId, id, shownReadings);
    return {
      ...describeVideo(video),
      description: video.description,
      keywords: video.tags,
      readings: readings.map(describeVideoReading),
    };
  },
});
