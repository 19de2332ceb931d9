/** Owns the line of the content mix, from the plan that its task has made. */
import type { ClaimCondition } from "#lib/db/claims.ts";
import { type ClaimBook, type Phrase, say, sayCount } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "content-mix";

export async function writeContentMixLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  const where: ClaimCondition[] = [{ column: "task_id", is: "=", value: task.id }];
  const posts = await book.derive(DOMAIN, { table: "content_plans", where, aggregate: { of: "sum", column: "posts" } });
  if (posts === null) return [say("Content mix: nothing to plan from yet")];
  const most = (column: string) => ({ of: "first", column, by: "posts" }) as const;
  const niche = await book.derive(DOMAIN, { table: "content_plans", where, aggregate: most("niche") });
  const share = await book.derive(DOMAIN, { table: "content_plans", where, aggregate: most("posts") });
  return [
    sayCount(posts, "post planned for the week", "posts planned for the week"),
    say("most: ", niche, " (", share, ")"),
  ];
}
