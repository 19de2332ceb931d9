/** Owns the reading of trends. */
import { listTrends } from "#lib/db/trends.ts";
import { defineQuery } from "./define.ts";
import { decodeTextCursor, PageInput, pageOf, toPage } from "./page.ts";
import { NicheFilter, PlatformFilter } from "./shapes/filters.ts";
import { describeTrend, Trend } from "./shapes/trend.ts";

export const trendList = defineQuery({
  name: "trend.list",
  title: "List trends",
  summary: "Niches as of the last detection, the strongest first, with the parts of their strength and their bursts.",
  scope: "library:read",
  role: "viewer",
  path: "/trends",
  input: PageInput.extend({ niche: NicheFilter, platform: PlatformFilter }),
  output: pageOf(Trend),
  async run({ session, workspaceId }, { limit, cursor, ...filter }) {
    const page = { limit: limit + 1, after: decodeTextCursor(cursor) };
    const rows = await listTrends(session, workspaceId, filter, page);
    return toPage(rows, limit, row => [row.trend_strength, row.niche], describeTrend);
  },
});
