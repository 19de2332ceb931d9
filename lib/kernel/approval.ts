/** Owns decisions by people: each names the digest that was read, counts once, and refuses everything that came too late. */
import { AppError } from "#lib/core/errors.ts";
import { listFieldErrors, refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { type JsonValue, toJson } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { announcePending } from "./announce.ts";
import { bindEffect } from "./digest.ts";
import type { Scope } from "./dispatch.ts";
import { findEffect } from "./effects.ts";
import type { Kernel } from "./kernel.ts";
import { describeEffect, type Released, release } from "./release.ts";
import { settleTask } from "./settle-task.ts";

type Seen = { id: string; digest: string };

/**
 * Approves exactly what was read and intends its delivery, in one transaction. Throws `conflict` with who decided, when and
 * what; with what changed since; or with why the effect may not be made now.
 */
export async function approve(kernel: Kernel, session: Session, scope: Scope, seen: Seen): Promise<Released> {
  const approval = await decide(kernel, session, scope, seen, "approval", { status: "approved" });
  const intended = await release(kernel, session, scope, approval);
  await tell(session, scope, approval, "approval.approved", `approved ${describeEffect(approval)}`);
  return intended;
}

/** Rejects with a reason, which is kept as feedback that drafting reads. */
export async function rejectApproval(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  rejection: Seen & { reason: string },
): Promise<void> {
  const approval = await decide(kernel, session, scope, rejection, null, {
    status: "rejected",
    decision_reason: rejection.reason,
  });
  await keepFeedback(session, scope, approval, {
    kind: "rejected",
    reason: rejection.reason,
    before: approval.payload,
    after: null,
  });
  await tell(
    session,
    scope,
    approval,
    "approval.rejected",
    `rejected a message to ${approval.recipient}: ${rejection.reason}`,
  );
  await settleTask(session, scope.workspaceId, approval.task_id, kernel.clock.now());
}

/** Says that a person has carried out a suggestion. */
export async function completeSuggestion(kernel: Kernel, session: Session, scope: Scope, seen: Seen): Promise<void> {
  const approval = await decide(kernel, session, scope, seen, "suggestion", { status: "done" });
  await tell(session, scope, approval, "approval.done", `carried out what was suggested for ${approval.recipient}`);
  await settleTask(session, scope.workspaceId, approval.task_id, kernel.clock.now());
}

/** Changes what would be sent: a new revision with a new digest, still pending, and the change kept as feedback. */
export async function editApproval(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  edit: Seen & { payload: unknown; recipient?: string },
): Promise<{ digest: string; revision: number }> {
  const current = await session
    .selectFrom("approvals")
    .selectAll()
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", edit.id)
    .forUpdate()
    .executeTakeFirst();
  if (current?.status !== "pending" || current.digest !== edit.digest || current.expires_at <= kernel.clock.now()) {
    throw await explainRefusal(session, scope.workspaceId, edit.id, edit.digest, null);
  }
  const effect = findEffect(current.effect_kind);
  if (effect === undefined)
    throw new AppError("conflict", `the effect "${current.effect_kind}" is no longer one this product makes`);
  const payload = effect.payload.strict().safeParse(edit.payload);
  if (!payload.success) throw refuseFields(listFieldErrors(payload.error, "payload"), payload.error);
  const recipient = effect.recipient.safeParse(edit.recipient ?? current.recipient);
  if (!recipient.success) throw refuseFields(listFieldErrors(recipient.error, "recipient"), recipient.error);

  const next = toJson(payload.data);
  const bound = {
    kind: effect.kind,
    account: current.account,
    recipient: recipient.data,
    payload: next,
    policyVersion: current.policy_version,
  };
  const digest = bindEffect(bound);
  const revision = current.revision + 1;
  await session
    .updateTable("approvals")
    .set({
      payload: JSON.stringify(next),
      recipient: recipient.data,
      digest,
      revision,
      preview: JSON.stringify(effect.preview(recipient.data, next)),
      author_kind: "person",
    })
    .where("id", "=", current.id)
    .where("workspace_id", "=", scope.workspaceId)
    .execute();
  await keepFeedback(session, scope, current, { kind: "edited", reason: null, before: current.payload, after: next });
  await tell(session, scope, current, "approval.edited", `edited a message to ${recipient.data}`);
  await announcePending(session, scope.workspaceId, [current.id], "person");
  return { digest, revision };
}

/** Puts a pending approval aside until a moment before its expiry, or brings it back with null. */
export async function snoozeApproval(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  snooze: { id: string; until: Date | null },
): Promise<void> {
  const { until } = snooze;
  const now = kernel.clock.now();
  if (until !== null && until <= now) throw refuseFields([{ path: "until", message: "choose a moment in the future" }]);
  const row = await session
    .updateTable("approvals")
    .set({ snoozed_until: until })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", snooze.id)
    .where("status", "=", "pending")
    .where("expires_at", ">", until ?? now)
    .returning(["id", "task_id", "domain", "task", "contact_id", "recipient"])
    .executeTakeFirst();
  if (row !== undefined) {
    await tell(
      session,
      scope,
      row,
      "approval.snoozed",
      until === null
        ? `brought a message to ${row.recipient} back`
        : `put a message to ${row.recipient} aside until ${until.toISOString()}`,
    );
    return;
  }
  const current = await session
    .selectFrom("approvals")
    .select(["status", "expires_at"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", snooze.id)
    .executeTakeFirst();
  if (current?.status === "pending" && until !== null) {
    throw refuseFields([
      { path: "until", message: `choose a moment before it expires at ${current.expires_at.toISOString()}` },
    ]);
  }
  throw await explainRefusal(session, scope.workspaceId, snooze.id, undefined, null);
}

type Decision = { status: "approved" | "rejected" | "done"; decision_reason?: string };

/** The compare-and-set that makes one decision count. `mode` is what it must be, or null for either. */
async function decide(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  seen: Seen,
  mode: "approval" | "suggestion" | null,
  decision: Decision,
) {
  const now = kernel.clock.now();
  let update = session
    .updateTable("approvals")
    .set({ ...decision, decided_by: scope.actor.userId, decided_via: "person", decided_at: now })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", seen.id)
    .where("status", "=", "pending")
    .where("digest", "=", seen.digest)
    .where("expires_at", ">", now);
  if (mode !== null) update = update.where("mode", "=", mode);
  const decided = await update.returningAll().executeTakeFirst();
  if (decided === undefined) throw await explainRefusal(session, scope.workspaceId, seen.id, seen.digest, mode);
  noteChange(session, "approval", decided.id);
  return decided;
}

async function explainRefusal(
  session: Session,
  workspaceId: string,
  id: string,
  digest: string | undefined,
  mode: "approval" | "suggestion" | null,
): Promise<AppError> {
  const row = await session
    .selectFrom("approvals")
    .select([
      "status",
      "digest",
      "revision",
      "mode",
      "decided_by",
      "decided_via",
      "decided_at",
      "decision_reason",
      "expires_at",
    ])
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return new AppError("not-found", "there is no such approval");
  const facts = {
    status: row.status,
    decided_by: row.decided_by,
    decided_via: row.decided_via,
    decided_at: row.decided_at?.toISOString() ?? null,
    decision_reason: row.decision_reason,
    revision: row.revision,
    expires_at: row.expires_at.toISOString(),
  };
  const conflict = (message: string) => new AppError("conflict", message, { details: { facts } });
  if (row.status !== "pending")
    return conflict(
      `already ${row.status}${row.decided_via === "person" ? " by someone else or in another window" : ""}`,
    );
  if (digest !== undefined && row.digest !== digest)
    return conflict("it was changed since you read it: read it again before you decide");
  if (mode !== null && row.mode !== mode) {
    return conflict(
      row.mode === "suggestion"
        ? "this is a suggestion: carry it out yourself and mark it done"
        : "this is an approval: approve or reject it",
    );
  }
  return conflict(`it expired at ${row.expires_at.toISOString()} and was not sent`);
}

type Told = { id: string; task_id: string; domain: string; task: string; contact_id: string | null };

async function keepFeedback(
  session: Session,
  scope: Scope,
  approval: Told,
  feedback: { kind: "rejected" | "edited"; reason: string | null; before: unknown; after: JsonValue },
): Promise<void> {
  if (scope.actor.userId === null) throw new AppError("forbidden", "only a person gives feedback");
  await session
    .insertInto("feedback")
    .values({
      id: createId(),
      workspace_id: scope.workspaceId,
      domain: approval.domain,
      task: approval.task,
      approval_id: approval.id,
      contact_id: approval.contact_id,
      kind: feedback.kind,
      reason: feedback.reason,
      before: JSON.stringify(feedback.before),
      after: feedback.after === null ? null : JSON.stringify(feedback.after),
      created_by: scope.actor.userId,
    })
    .execute();
}

async function tell(
  session: Session,
  scope: Scope,
  approval: Told,
  verb: `${string}.${string}`,
  summary: string,
): Promise<void> {
  await recordActivity(session, scope.workspaceId, scope.actor, [
    { verb, entity: "approval", entityId: approval.id, taskId: approval.task_id, summary },
  ]);
  noteChange(session, "approval", approval.id);
}
