/** Owns the line of the YouTube agent, from the videos that its task has tagged. */
import type { ClaimCondition } from "#lib/db/claims.ts";
import { type ClaimBook, type Phrase, say, sayCount } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "youtube";

export async function writeYoutubeLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  if (task.started_at === null || task.finished_at === null) return [];
  const tagged: ClaimCondition[] = [
    { column: "tagged_at", is: ">=", value: task.started_at.toISOString() },
    { column: "tagged_at", is: "<=", value: task.finished_at.toISOString() },
  ];
  const count = (where: ClaimCondition[]) =>
    book.derive(DOMAIN, { table: "videos", where, aggregate: { of: "count" } });
  const looked = await count(tagged);
  const withNiche = looked?.value === 0 ? null : await count([...tagged, { column: "niche", is: "<>", value: null }]);
  return [sayCount(looked, "video tagged", "videos tagged"), say(withNiche, " with a niche")];
}
