/** Owns the reading of the learned hours of the week. */
import { z } from "zod";
import { refuseFields } from "#lib/core/fields.ts";
import { listPostingWindows, type WindowKey } from "#lib/db/posting-plans.ts";
import { defineQuery } from "./define.ts";
import { decodeCursor, PageInput, pageOf, toPage } from "./page.ts";
import { PlatformFilter } from "./shapes/filters.ts";
import { describePostingWindow, PostingWindow } from "./shapes/posting-plan.ts";

const Key = z.tuple([z.string(), z.int().min(1).max(7), z.int().min(0).max(23)]);

export const postingWindowList = defineQuery({
  name: "posting-window.list",
  title: "List posting times",
  summary:
    "What each hour of the week is expected to bring on each platform, and how sure that is: 168 rows a platform.",
  scope: "library:read",
  role: "viewer",
  path: "/posting-windows",
  input: PageInput.extend({ platform: PlatformFilter }),
  output: pageOf(PostingWindow),
  async run({ session, workspaceId }, { limit, cursor, platform }) {
    const page = { limit: limit + 1, after: readKey(cursor) };
    const rows = await listPostingWindows(session, workspaceId, { platform }, page);
    return toPage(rows, limit, row => [row.platform, row.day_of_week, row.hour], describePostingWindow);
  },
});

function readKey(cursor: string | undefined): WindowKey | undefined {
  const after = decodeCursor(cursor, 3);
  if (after === null) return undefined;
  const key = Key.safeParse(after);
  if (key.success) return key.data;
  throw refuseFields([{ path: "cursor", message: "use the next_cursor of the page before, unchanged" }]);
}
