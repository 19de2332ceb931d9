/** Owns the line of the outreach agent, from the messages that its task has planned and written. */
import { type ClaimBook, type Phrase, say, sayCount } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "outreach";

export async function writeOutreachLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  const count = (column: "queued_by" | "drafted_by") =>
    book.derive(DOMAIN, {
      table: "outreach_queue",
      where: [{ column, is: "=", value: task.id }],
      aggregate: { of: "count" },
    });
  const queued = await count("queued_by");
  const drafted = await count("drafted_by");
  return [
    sayCount(drafted, "outreach message queued", "outreach messages queued"),
    queued === null || queued.value === 0 ? null : say(queued, " planned"),
  ];
}
