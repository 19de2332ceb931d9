/** Owns how a run's deliverables are kept: new ones, next revisions of old ones, and what they supersede. */
import { AppError } from "#lib/core/errors.ts";
import { toJsonObject } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { noteChange } from "./aftermath.ts";
import type { Revision } from "./define.ts";
import type { Kernel } from "./kernel.ts";
import type { StagedOutput } from "./task-context.ts";

export type OutputOrigin = { workspaceId: string; domain: string; taskId: string };

/** What a run was dispatched to write anew, or null when it was dispatched for anything else. */
export async function readRevision(kernel: Kernel, workspaceId: string, taskId: string): Promise<Revision | null> {
  const row = await kernel.database.asWorker(workspaceId, session =>
    session
      .selectFrom("output_requests as q")
      .innerJoin("outputs as o", "o.id", "q.output_id")
      .innerJoin("output_revisions as r", join =>
        join.onRef("r.output_id", "=", "q.output_id").onRef("r.revision", "=", "q.revision"),
      )
      .select(["o.id", "o.kind", "o.title", "q.revision", "r.content", "r.is_untrusted", "q.feedback"])
      .where("q.workspace_id", "=", workspaceId)
      .where("q.task_id", "=", taskId)
      .executeTakeFirst(),
  );
  if (row === undefined) return null;
  return {
    outputId: row.id,
    kind: row.kind,
    title: row.title,
    number: row.revision,
    content: toJsonObject(row.content as object),
    isUntrusted: row.is_untrusted,
    feedback: row.feedback,
  };
}

/**
 * Writes a run's outputs in its finishing transaction. Throws `illegal-transition` when the output that it was to write anew has
 * gone another way meanwhile: a person edited or accepted it.
 */
export async function storeOutputs(
  session: Session,
  origin: OutputOrigin,
  outputs: readonly StagedOutput[],
): Promise<void> {
  if (outputs.length === 0) return;
  const { workspaceId } = origin;
  const fresh = outputs.filter(output => output.follows === undefined);
  for (const output of outputs) if (output.follows !== undefined) await raiseRevision(session, origin, output);
  if (fresh.length > 0) {
    await supersedeEarlier(session, origin, fresh);
    await session
      .insertInto("outputs")
      .values(
        fresh.map(output => ({
          id: output.id,
          workspace_id: workspaceId,
          task_id: origin.taskId,
          domain: origin.domain,
          kind: output.kind,
          title: output.title,
          about: output.about ?? null,
        })),
      )
      .execute();
  }
  await session
    .insertInto("output_revisions")
    .values(
      outputs.map(output => ({
        workspace_id: workspaceId,
        output_id: output.id,
        revision: output.follows === undefined ? 1 : output.follows.number + 1,
        content: JSON.stringify(output.content),
        author_kind: output.author.kind,
        author: output.author.name,
        // What a stranger's words went into stays marked, however often it is written anew.
        is_untrusted: output.isUntrusted === true || output.follows?.isUntrusted === true,
        feedback: output.follows?.feedback ?? null,
      })),
    )
    .execute();
  for (const output of outputs) noteChange(session, "output", output.id);
}

async function raiseRevision(session: Session, origin: OutputOrigin, output: StagedOutput): Promise<void> {
  const number = output.follows?.number ?? 0;
  const raised = await session
    .updateTable("outputs")
    .set({ revision: number + 1, status: "open", title: output.title, decided_by: null, decided_at: null })
    .where("workspace_id", "=", origin.workspaceId)
    .where("id", "=", output.id)
    .where("revision", "=", number)
    .where("status", "=", "changes_requested")
    .returning("id")
    .executeTakeFirst();
  if (raised === undefined) {
    throw new AppError(
      "illegal-transition",
      "somebody changed or accepted this output while it was written anew, so the new text was left out",
    );
  }
}

/** Puts aside what nobody accepted and a later output about the same replaces. */
async function supersedeEarlier(
  session: Session,
  { workspaceId, domain }: OutputOrigin,
  fresh: readonly StagedOutput[],
): Promise<void> {
  const subjects = fresh.flatMap(output => output.about ?? []);
  if (subjects.length === 0) return;
  const superseded = await session
    .updateTable("outputs")
    .set({ status: "superseded", decided_by: null, decided_at: null })
    .where("workspace_id", "=", workspaceId)
    .where("domain", "=", domain)
    .where("about", "in", subjects)
    .where("status", "in", ["open", "changes_requested"])
    .returning("id")
    .execute();
  for (const { id } of superseded) noteChange(session, "output", id);
}
