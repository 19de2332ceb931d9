/** Owns the line of the trends agent, from the trends that its task has written. */
import type { ClaimCondition, ClaimTable } from "#lib/db/claims.ts";
import { type ClaimBook, type Phrase, say, sayCount } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "trends";

export async function writeTrendsLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  const source: { table: ClaimTable; where: ClaimCondition[] } = {
    table: "cross_platform_trends",
    where: [{ column: "task_id", is: "=", value: task.id }],
  };
  const count = await book.derive(DOMAIN, { ...source, aggregate: { of: "count" } });
  const top = (column: string) => ({ of: "first", column, by: "trend_strength" }) as const;
  const niche = await book.derive(DOMAIN, { ...source, aggregate: top("niche") });
  const platforms = await book.derive(DOMAIN, { ...source, aggregate: top("platform_count") });
  return [
    platforms === null
      ? null
      : say("Top trend: ", niche, " × ", platforms, platforms.value === 1 ? " platform" : " platforms"),
    sayCount(count, "niche compared", "niches compared"),
  ];
}
