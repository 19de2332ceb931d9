/** Owns the reading of posts, observed and the workspace's own. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findPost, listPostReadings, listPosts } from "#lib/db/posts.ts";
import { defineQuery } from "./define.ts";
import { decodeKeyCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Flag, Id } from "./shapes/fields.ts";
import { NicheFilter, PlatformFilter } from "./shapes/filters.ts";
import { describePost, describePostReading, Post, PostReading } from "./shapes/post.ts";

const shownReadings = 100;

export const postList = defineQuery({
  name: "post.list",
  title: "List posts",
  summary: "Posts that were observed or published, the latest first; narrowed by platform, niche and account.",
  scope: "library:read",
  role: "viewer",
  path: "/posts",
  input: PageInput.extend({
    platform: PlatformFilter,
    niche: NicheFilter,
    search: z.string().trim().max(100).optional().describe("How an account begins, with or without the @"),
    is_own: Flag.optional().describe("true for those published through the workspace, false for the others"),
  }),
  output: pageOf(Post),
  async run({ session, workspaceId }, { limit, cursor, platform, niche, search, is_own }) {
    const filter = { platform, niche, search, isOwn: is_own };
    const page = { limit: limit + 1, after: decodeKeyCursor(cursor) };
    const rows = await listPosts(session, workspaceId, filter, page);
    return toPage(rows, limit, row => [row.posted_key, row.id], describePost);
  },
});

export const postGet = defineQuery({
  name: "post.get",
  title: "Show a post",
  summary: "A post with what it had reached each time it was read.",
  scope: "library:read",
  role: "viewer",
  path: "/posts/{id}",
  input: z.object({ id: Id.describe("The post's id") }),
  output: Post.extend({ readings: z.array(PostReading).describe("The latest hundred, latest first") }).meta({
    id: "PostDetail",
  }),
  async run({ session, workspaceId }, { id }) {
    const post = await findPost(session, workspaceId, id);
    if (post === undefined) throw new AppError("not-found", "there is no such post in this workspace");
    const readings = await listPostReadings(session, workspaceId, id, shownReadings);
    return { ...describePost(post), readings: readings.map(describePostReading) };
  },
});
