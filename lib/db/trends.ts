/** Owns the reading of trends: how strongly each niche moves across platforms, as of the last detection. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { CrossPlatformTrends } from "./types.gen.ts";

export type TrendListRow = Selectable<CrossPlatformTrends>;
export type TrendFilter = { niche?: string; platform?: string };

/** Trends, strongest first; the page after comes after strength and niche. */
export function listTrends(
  session: Session,
  workspaceId: string,
  filter: TrendFilter,
  page: { limit: number; after?: readonly [strength: number, niche: string] },
): Promise<TrendListRow[]> {
  return session
    .selectFrom("cross_platform_trends")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.niche !== undefined, query => query.where("niche", "=", filter.niche as string))
    .$if(filter.platform !== undefined, query => query.where(sql<boolean>`${filter.platform}::text = any (platforms)`))
    .$if(page.after !== undefined, query => {
      const [strength, niche] = page.after as readonly [number, string];
      return query.where(({ and, eb, or }) =>
        and([
          sql<boolean>`trend_strength <= ${strength}::real`,
          or([sql<boolean>`trend_strength < ${strength}::real`, eb("niche", ">", niche)]),
        ]),
      );
    })
    .orderBy("trend_strength", "desc")
    .orderBy("niche")
    .limit(page.limit)
    .execute();
}
