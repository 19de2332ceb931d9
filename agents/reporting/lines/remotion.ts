/** Owns the line of the Remotion agent, from the render jobs and from what its task has proposed to publish. */
import { type ClaimBook, type Phrase, say } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "remotion";

export async function writeRemotionLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  const count = (statuses: string[]) =>
    book.derive(DOMAIN, {
      table: "render_jobs",
      where: [{ column: "status", is: "in", value: statuses }],
      aggregate: { of: "count" },
    });
  const complete = await count(["completed"]);
  const working = await count(["queued", "rendering"]);
  const offered = await book.derive(DOMAIN, {
    table: "approvals",
    where: [
      { column: "task_id", is: "=", value: task.id },
      { column: "effect_kind", is: "=", value: "post.publish" },
    ],
    aggregate: { of: "count" },
  });
  return [
    complete === null
      ? null
      : say("Remotion: ", complete, complete.value === 1 ? " render complete" : " renders complete"),
    working === null || working.value === 0 ? null : say(working, " in work"),
    say(offered, " distributing"),
  ];
}
