/** Owns the line of the scheduler, from the posting windows that its task has learned. */
import type { ClaimCondition, ClaimValue } from "#lib/db/claims.ts";
import { type ClaimBook, type Phrase, say } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "scheduler";
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export async function writeSchedulerLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  const where: ClaimCondition[] = [{ column: "task_id", is: "=", value: task.id }];
  const count = await book.derive(DOMAIN, { table: "posting_windows", where, aggregate: { of: "count" } });
  const best = (column: string, write?: (value: ClaimValue) => string) =>
    book.derive(DOMAIN, { table: "posting_windows", where, aggregate: { of: "first", column, by: "lift" } }, write);
  const day = await best("day_of_week", value => WEEKDAYS[Number(value) - 1] ?? String(value));
  const hour = await best("hour", value => `${String(value).padStart(2, "0")}:00`);
  const platform = await best("platform");
  return [say("Best time to post: ", day, " ", hour, " on ", platform), say(count, " posting hours compared")];
}
