/** Owns the line of the creators agent, from the creators and posts that its task has read. */
import type { ClaimTable } from "#lib/db/claims.ts";
import { type ClaimBook, type Phrase, say, sayCount } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "creators";

export async function writeCreatorsLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  if (task.started_at === null || task.finished_at === null) return [];
  const from = task.started_at.toISOString();
  const to = task.finished_at.toISOString();
  const countRead = (table: ClaimTable) =>
    book.derive(DOMAIN, {
      table,
      where: [
        { column: "read_at", is: ">=", value: from },
        { column: "read_at", is: "<=", value: to },
      ],
      aggregate: { of: "count" },
    });
  const creators = await countRead("creators");
  const posts = await countRead("creator_posts");
  const known = await book.derive(DOMAIN, { table: "creators", where: [], aggregate: { of: "count" } });
  return [
    sayCount(creators, "creator brought up to date", "creators brought up to date"),
    posts === null || posts.value === 0 ? null : say(posts, " of their posts read"),
    say(known, " known"),
  ];
}
