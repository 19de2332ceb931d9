/** Owns what people do with outputs: accept, ask for changes, edit. Each names the revision that was read; what came too late is refused. */
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { type JsonObject, toJsonObject } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { findOutput, findRevision, type OutputRow } from "#lib/db/outputs.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { editApproval, rejectApproval } from "./approval.ts";
import { dispatchTasks, type Scope } from "./dispatch.ts";
import type { Kernel } from "./kernel.ts";
import { readMemory, writeMemory } from "./memory.ts";

/** The output and the revision of it that the person read. */
export type SeenOutput = { id: string; revision: number };

const workingStatuses = ["queued", "planning", "running"] as const;

/** Accepts a revision; it becomes memory `outputs/<kind>` under the output's id. Throws `conflict` with who came first. */
export async function acceptOutput(kernel: Kernel, session: Session, scope: Scope, seen: SeenOutput): Promise<void> {
  const output = await decide(kernel, session, scope, seen, { from: ["open", "changes_requested"], to: "accepted" });
  const { content, is_untrusted } = await findRevision(session, scope.workspaceId, seen);
  await remember(kernel, session, output, { content: toJsonObject(content as object), isUntrusted: is_untrusted });
  await tell(session, scope, output, "output.accepted", `accepted "${output.title}"`);
}

/** Takes an acceptance back: it is new again, and no memory any more. */
export async function reopenOutput(kernel: Kernel, session: Session, scope: Scope, seen: SeenOutput): Promise<void> {
  const output = await decide(kernel, session, scope, seen, { from: ["accepted"], to: "open" });
  await remember(kernel, session, output, null);
  await tell(session, scope, output, "output.reopened", `took the acceptance of "${output.title}" back`);
}

/**
 * Asks for changes. Where the agent can write it anew a task does so, and its id is returned; null where a person must. A draft
 * that waits for a decision is rejected by it, because its words are no longer wanted.
 */
export async function requestChanges(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  request: SeenOutput & { feedback: string },
): Promise<{ taskId: string | null }> {
  const before = await findOutput(session, scope.workspaceId, request.id);
  if (before?.status === "changes_requested") await refuseWhileRevised(session, before);
  const output = await decide(kernel, session, scope, request, {
    from: ["open", "changes_requested"],
    to: "changes_requested",
  });
  await refuseSent(session, output);
  const pending = await findPending(session, output);
  if (pending !== undefined) await rejectApproval(kernel, session, scope, { ...pending, reason: request.feedback });

  const { content } = await findRevision(session, scope.workspaceId, request);
  const reviser = kernel.registry.findReviser(output.domain, output.kind);
  const params = reviser?.revises?.paramsOf(toJsonObject(content as object)) ?? null;
  const taskId =
    reviser === undefined || params === null
      ? null
      : await dispatchRevision(kernel, session, scope, output, { name: reviser.name, params });
  await session
    .insertInto("output_requests")
    .values({
      id: createId(),
      workspace_id: scope.workspaceId,
      output_id: output.id,
      revision: request.revision,
      feedback: request.feedback,
      task_id: taskId,
      requested_by: requirePerson(scope),
    })
    .execute();
  await tell(
    session,
    scope,
    output,
    "output.changes-requested",
    `asked for changes to "${output.title}": ${request.feedback}`,
  );
  return { taskId };
}

/** Writes the next revision by a person's hand. A message that waits for a decision is changed with it. */
export async function reviseOutput(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  edit: SeenOutput & { text: string; subject?: string },
): Promise<void> {
  const current = await findRevision(session, scope.workspaceId, edit);
  const content = toJsonObject(current.content as object);
  const next = applyEdit(content, edit);
  const output = await decide(
    kernel,
    session,
    scope,
    edit,
    { from: ["open", "changes_requested"], to: "open" },
    edit.revision + 1,
  );
  await refuseSent(session, output);
  const asked = await session
    .selectFrom("output_requests")
    .select("feedback")
    .where("output_id", "=", output.id)
    .where("revision", "=", edit.revision)
    .orderBy("id", "desc")
    .executeTakeFirst();
  await session
    .insertInto("output_revisions")
    .values({
      workspace_id: scope.workspaceId,
      output_id: output.id,
      revision: edit.revision + 1,
      content: JSON.stringify(next),
      author_kind: "person",
      author: requirePerson(scope),
      is_untrusted: current.is_untrusted,
      feedback: asked?.feedback ?? null,
    })
    .execute();
  const pending = await findPending(session, output);
  if (pending !== undefined) {
    const words = Object.fromEntries(Object.entries(next).filter(([name]) => name in pending.payload));
    await editApproval(kernel, session, scope, { ...pending, payload: { ...pending.payload, ...words } });
  }
  await tell(session, scope, output, "output.revised", `edited "${output.title}"`);
}

/** Whether people can edit it: it has a text, and that text is not written out of something else that it holds. */
export function isEditable(content: object): boolean {
  return "text" in content && typeof content.text === "string" && !("text_of" in content);
}

function applyEdit(content: JsonObject, { text, subject }: { text: string; subject?: string }): JsonObject {
  if (!isEditable(content)) {
    throw refuseFields([{ path: "text", message: "this output is not edited as a text: ask for changes instead" }]);
  }
  if (subject !== undefined && typeof content.subject !== "string") {
    throw refuseFields([{ path: "subject", message: "this output has no subject: leave it out" }]);
  }
  const next = { ...content, text, ...(subject === undefined ? {} : { subject }) };
  if (next.text === content.text && (subject === undefined || subject === content.subject)) {
    throw refuseFields([{ path: "text", message: "change something before you keep it as a new revision" }]);
  }
  return next;
}

type Step = { from: readonly OutputRow["status"][]; to: OutputRow["status"] };

/** The compare-and-set on revision and state that makes one of two people at once come second. */
async function decide(
  kernel: Kernel,
  session: Session,
  { workspaceId, actor }: Scope,
  seen: SeenOutput,
  step: Step,
  revision = seen.revision,
): Promise<OutputRow> {
  const isOpen = step.to === "open";
  const decided = await session
    .updateTable("outputs")
    .set({
      status: step.to,
      revision,
      decided_by: isOpen ? null : actor.userId,
      decided_at: isOpen ? null : kernel.clock.now(),
    })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", seen.id)
    .where("revision", "=", seen.revision)
    .where("status", "in", step.from)
    .returningAll()
    .executeTakeFirst();
  if (decided === undefined) throw await explainRefusal(session, workspaceId, seen);
  return decided;
}

const refusals: Record<OutputRow["status"], string> = {
  open: "it is new: nothing was decided about it that could be taken back",
  accepted: "it is accepted: take the acceptance back first",
  changes_requested: "changes were asked for: it is not accepted",
  superseded: "a later output about the same has replaced it",
};

async function explainRefusal(session: Session, workspaceId: string, seen: SeenOutput): Promise<AppError> {
  const row = await findOutput(session, workspaceId, seen.id);
  if (row === undefined) return new AppError("not-found", "there is no such output in this workspace");
  const latest = await findRevision(session, workspaceId, { id: row.id, revision: row.revision });
  const facts = {
    status: row.status,
    revision: row.revision,
    decided_by: row.decided_by,
    decided_at: row.decided_at?.toISOString() ?? null,
    author_kind: latest.author_kind,
    author: latest.author,
  };
  const message =
    row.revision === seen.revision
      ? refusals[row.status]
      : `revision ${row.revision} came since you read revision ${seen.revision}: read it before you decide`;
  return new AppError("conflict", message, { details: { facts } });
}

async function refuseWhileRevised(session: Session, output: OutputRow): Promise<void> {
  const working = await session
    .selectFrom("output_requests as q")
    .innerJoin("tasks as t", "t.id", "q.task_id")
    .select(["q.requested_by", "t.id"])
    .where("q.output_id", "=", output.id)
    .where("q.revision", "=", output.revision)
    .where("t.status", "in", workingStatuses)
    .executeTakeFirst();
  if (working === undefined) return;
  throw new AppError("conflict", "changes were asked for already, and the next revision is being written", {
    details: { facts: { status: output.status, decided_by: working.requested_by, task_id: working.id } },
  });
}

/** What has left, or is about to, is not changed any more. */
async function refuseSent(session: Session, output: OutputRow): Promise<void> {
  const sent = await session
    .selectFrom("approvals as a")
    .innerJoin("deliveries as d", "d.approval_id", "a.id")
    .select("a.id")
    .where("a.workspace_id", "=", output.workspace_id)
    .where("a.output_id", "=", output.id)
    .where("d.status", "in", ["intended", "sending", "confirmed", "unknown"])
    .executeTakeFirst();
  if (sent === undefined) return;
  throw new AppError("conflict", "it was approved and sent: what has left can no longer be changed", {
    details: { facts: { approval_id: sent.id } },
  });
}

async function findPending(session: Session, output: OutputRow) {
  const row = await session
    .selectFrom("approvals")
    .select(["id", "digest", "payload"])
    .where("workspace_id", "=", output.workspace_id)
    .where("output_id", "=", output.id)
    .where("status", "=", "pending")
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, payload: toJsonObject(row.payload as object) };
}

async function dispatchRevision(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  output: OutputRow,
  { name, params }: { name: string; params: JsonObject },
): Promise<string | null> {
  const origin = await session
    .selectFrom("tasks")
    .select("correlation_id")
    .where("id", "=", output.task_id)
    .executeTakeFirstOrThrow();
  const request = {
    task: `${output.domain}.${name}`,
    params,
    priority: 8,
    parentTaskId: output.task_id,
    correlationId: origin.correlation_id,
  };
  // A paused agent's task waits and says so, rather than that the person's words are lost.
  const [task] = await dispatchTasks(kernel, session, scope, [request], { evenPaused: true });
  return task?.id ?? null;
}

/** Keeps an accepted output where agents read, or forgets it by letting it expire. */
async function remember(
  kernel: Kernel,
  session: Session,
  output: OutputRow,
  accepted: { content: JsonObject; isUntrusted: boolean } | null,
): Promise<void> {
  const now = kernel.clock.now();
  const at = { workspaceId: output.workspace_id, namespace: `outputs/${output.kind}`, key: output.id, now };
  const known = await readMemory(session, at);
  if (accepted === null && known === null) return;
  await writeMemory(session, {
    ...at,
    value: {
      title: output.title,
      agent: output.domain,
      revision: output.revision,
      content: accepted?.content ?? {},
    },
    source: "accepted output",
    expectedVersion: known?.version ?? 0,
    expiresAt: accepted === null ? now : undefined,
    isUntrusted: accepted?.isUntrusted ?? known?.isUntrusted,
  });
}

function requirePerson({ actor }: Scope): string {
  if (actor.userId === null) throw new AppError("forbidden", "only a person decides about outputs");
  return actor.userId;
}

async function tell(
  session: Session,
  scope: Scope,
  output: OutputRow,
  verb: `${string}.${string}`,
  summary: string,
): Promise<void> {
  await recordActivity(session, scope.workspaceId, scope.actor, [
    { verb, entity: "output", entityId: output.id, taskId: output.task_id, summary },
  ]);
  noteChange(session, "output", output.id);
}
