/** Owns the reading of videos in production. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findRenderJob, listRenderJobs } from "#lib/db/render-jobs.ts";
import { defineQuery } from "./define.ts";
import { decodeKeyCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeRenderJob, RenderJob, RenderStatusSchema } from "./shapes/render-job.ts";

export const renderJobList = defineQuery({
  name: "render-job.list",
  title: "List videos in production",
  summary: "Videos that are being made from briefs, newest first, with how far each has come.",
  scope: "library:read",
  role: "viewer",
  path: "/render-jobs",
  input: PageInput.extend({ status: RenderStatusSchema.optional().describe("Only jobs with this status") }),
  output: pageOf(RenderJob),
  async run({ session, workspaceId }, { limit, cursor, status }) {
    const page = { limit: limit + 1, after: decodeKeyCursor(cursor) };
    const rows = await listRenderJobs(session, workspaceId, { status }, page);
    return toPage(rows, limit, row => [row.created_key, row.id], describeRenderJob);
  },
});

export const renderJobGet = defineQuery({
  name: "render-job.get",
  title: "Show a video in production",
  summary: "One video that is being made: how far it has come, from which brief, and the finished output.",
  scope: "library:read",
  role: "viewer",
  path: "/render-jobs/{id}",
  input: z.object({ id: Id.describe("The job's id") }),
  output: RenderJob,
  async run({ session, workspaceId }, { id }) {
    const row = await findRenderJob(session, workspaceId, id);
    if (row === undefined) throw new AppError("not-found", "there is no such video in production in this workspace");
    return describeRenderJob(row);
  },
});
