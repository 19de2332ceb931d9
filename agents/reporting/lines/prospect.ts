/** Owns the line of the prospect agent, from the contacts that its task has scored. */
import type { ClaimCondition } from "#lib/db/claims.ts";
import { type ClaimBook, type Phrase, say, sayCount } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "prospect";

export async function writeProspectLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  if (task.started_at === null || task.finished_at === null) return [];
  // A contact keeps the moment of its scoring, not the task: those of the task's own time are its own.
  const scored: ClaimCondition[] = [
    { column: "scored_at", is: ">=", value: task.started_at.toISOString() },
    { column: "scored_at", is: "<=", value: task.finished_at.toISOString() },
  ];
  const count = await book.derive(DOMAIN, { table: "contacts", where: scored, aggregate: { of: "count" } });
  if (count === null || count.value === 0) return [say(count, " contacts scored")];
  const ready = await book.derive(DOMAIN, {
    table: "contacts",
    where: [...scored, { column: "is_research_ready", is: "=", value: true }],
    aggregate: { of: "count" },
  });
  const best = (column: string) => ({ of: "first", column, by: "score" }) as const;
  const name = await book.derive(DOMAIN, { table: "contacts", where: scored, aggregate: best("name") });
  const score = await book.derive(DOMAIN, { table: "contacts", where: scored, aggregate: best("score") }, value =>
    Number(value).toFixed(0),
  );
  return [
    sayCount(ready, "research-ready prospect", "research-ready prospects"),
    say("Top: ", name, " (score ", score, ")"),
    say(count, " scored"),
  ];
}
