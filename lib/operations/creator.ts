/** Owns the reading of creators and what they post. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findCreator, listCreators, listPostsOfCreator } from "#lib/db/creator-lists.ts";
import { defineQuery } from "./define.ts";
import { decodeNullableKeyCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Creator, CreatorPost, describeCreator, describeCreatorPost } from "./shapes/creator.ts";
import { Id } from "./shapes/fields.ts";
import { NicheFilter, PlatformFilter } from "./shapes/filters.ts";

const shownPosts = 50;

export const creatorList = defineQuery({
  name: "creator.list",
  title: "List creators",
  summary: "Accounts that lead a niche, the most followed first; narrowed by platform, niche and handle.",
  scope: "library:read",
  role: "viewer",
  path: "/creators",
  input: PageInput.extend({
    platform: PlatformFilter,
    niche: NicheFilter,
    search: z.string().trim().max(100).optional().describe("How a handle begins, with or without the @"),
  }),
  output: pageOf(Creator),
  async run({ session, workspaceId }, { limit, cursor, ...filter }) {
    const page = { limit: limit + 1, after: decodeNullableKeyCursor(cursor) };
    const rows = await listCreators(session, workspaceId, filter, page);
    return toPage(rows, limit, row => [row.followers, row.id], describeCreator);
  },
});

export const creatorGet = defineQuery({
  name: "creator.get",
  title: "Show a creator",
  summary: "A creator with the latest fifty posts that are known.",
  scope: "library:read",
  role: "viewer",
  path: "/creators/{id}",
  input: z.object({ id: Id.describe("The creator's id") }),
  output: Creator.extend({ posts: z.array(CreatorPost).describe("Latest first") }).meta({ id: "CreatorDetail" }),
  async run({ session, workspaceId }, { id }) {
    const creator = await findCreator(session, workspaceId, id);
    if (creator === undefined) throw new AppError("not-found", "there is no such creator in this workspace");
    const posts = await listPostsOfCreator(session, workspaceId, id, shownPosts);
    return { ...describeCreator(creator), posts: posts.map(describeCreatorPost) };
  },
});
