/** Owns the beginning and the human end of a delivery: intended after a decision, recalled in its window, resolved when unknown. */
import { AppError } from "#lib/core/errors.ts";
import { createId, deriveId } from "#lib/core/ids.ts";
import type { JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange, stageEvents } from "./aftermath.ts";
import { announcePending } from "./announce.ts";
import type { Scope } from "./dispatch.ts";
import { type EffectDefinition, findEffect } from "./effects.ts";
import { reserveTouch, settleTouch } from "./governor.ts";
import type { Kernel, OutgoingEvent } from "./kernel.ts";
import { settleTask } from "./settle-task.ts";

export type ApprovedEffect = {
  id: string;
  workspaceId: string;
  taskId: string;
  domain: string;
  effectKind: string;
  account: string;
  recipient: string;
  contactId: string | null;
  payload: JsonValue;
  policyVersion: number;
  digest: string;
};

/** Writes the delivery of an approved effect, reserves its touch and stages its event. Returns when it will be released. */
export async function intendDelivery(
  session: Session,
  intention: {
    approval: ApprovedEffect;
    effect: EffectDefinition;
    now: Date;
    undoWindowSeconds: number;
    notBefore?: Date;
  },
): Promise<{ deliveryId: string; releaseAt: Date }> {
  const { approval, effect } = intention;
  const windowEnd = intention.now.getTime() + intention.undoWindowSeconds * 1000;
  const releaseAt = new Date(Math.max(windowEnd, intention.notBefore?.getTime() ?? 0));
  const deliveryId = createId();
  await session
    .insertInto("deliveries")
    .values({
      id: deliveryId,
      workspace_id: approval.workspaceId,
      approval_id: approval.id,
      task_id: approval.taskId,
      domain: approval.domain,
      effect_kind: approval.effectKind,
      capability: effect.capability,
      account: approval.account,
      recipient: approval.recipient,
      contact_id: approval.contactId,
      payload: JSON.stringify(approval.payload),
      policy_version: approval.policyVersion,
      digest: approval.digest,
      idempotency_key: `qd-${deliveryId}`,
      release_at: releaseAt,
    })
    .execute();
  if (approval.contactId !== null && effect.channel !== null) {
    await reserveTouch(session, {
      workspaceId: approval.workspaceId,
      contactId: approval.contactId,
      channel: effect.channel,
      domain: approval.domain,
      approvalId: approval.id,
    });
  }
  await stageEvents(session, approval.workspaceId, [
    describeDeliveryEvent(approval.workspaceId, deliveryId, releaseAt, deliveryId),
  ]);
  noteChange(session, "delivery", deliveryId);
  return { deliveryId, releaseAt };
}

/** The later of two moments, either of which may be missing. */
export function findLater(first: Date | null, second: Date | undefined): Date | undefined {
  if (first === null || second === undefined) return first ?? second;
  return first > second ? first : second;
}

/** The event that starts a delivery's run. */
export function describeDeliveryEvent(
  workspaceId: string,
  deliveryId: string,
  releaseAt: Date,
  eventId: string,
): OutgoingEvent {
  return {
    id: eventId,
    name: "delivery/intended",
    data: { workspaceId, deliveryId, releaseAt: releaseAt.toISOString() },
  };
}

/** Recalls a delivery inside its undo window; what was approved waits for a decision again. Throws `conflict` with its state when it is too late. */
export async function recallDelivery(kernel: Kernel, session: Session, scope: Scope, id: string): Promise<void> {
  const recalled = await session
    .updateTable("deliveries")
    .set({ status: "recalled", finished_at: kernel.clock.now() })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", id)
    .where("status", "=", "intended")
    .returning(["task_id", "approval_id", "recipient"])
    .executeTakeFirst();
  if (recalled === undefined) throw await explainDelivery(session, scope.workspaceId, id, "recalled");
  await settleTouch(session, recalled.approval_id, "released");
  await session
    .updateTable("approvals")
    .set({ status: "pending", decided_by: null, decided_via: null, decided_at: null, decision_reason: null })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", recalled.approval_id)
    .where("status", "=", "approved")
    .execute();
  noteChange(session, "approval", recalled.approval_id);
  await announcePending(session, scope.workspaceId, [recalled.approval_id], "person");
  await recordActivity(session, scope.workspaceId, scope.actor, [
    {
      verb: "delivery.recalled",
      entity: "delivery",
      entityId: id,
      taskId: recalled.task_id,
      summary: `recalled what was to go to ${recalled.recipient}`,
    },
  ]);
  noteChange(session, "delivery", id);
}

/** A person says what became of a delivery that nobody could tell: it was sent, or send it again. */
export async function resolveDelivery(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  resolution: { id: string; verdict: "sent" | "send-again" },
): Promise<void> {
  const now = kernel.clock.now();
  const isSent = resolution.verdict === "sent";
  const resolved = await session
    .updateTable("deliveries")
    .set({
      status: isSent ? "confirmed" : "intended",
      resolved_by: scope.actor.userId,
      finished_at: isSent ? now : null,
      ...(isSent ? {} : { release_at: now }),
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", resolution.id)
    .where("status", "=", "unknown")
    .returning(["task_id", "approval_id", "recipient", "effect_kind"])
    .executeTakeFirst();
  if (resolved === undefined) throw await explainDelivery(session, scope.workspaceId, resolution.id, "resolved");
  if (isSent) await settleTouch(session, resolved.approval_id, "made");
  else {
    const eventId = deriveId(resolution.id, now.toISOString());
    await stageEvents(session, scope.workspaceId, [
      describeDeliveryEvent(scope.workspaceId, resolution.id, now, eventId),
    ]);
  }
  const effect = findEffect(resolved.effect_kind)?.title.toLowerCase() ?? resolved.effect_kind;
  await recordActivity(session, scope.workspaceId, scope.actor, [
    {
      verb: "delivery.resolved",
      entity: "delivery",
      entityId: resolution.id,
      taskId: resolved.task_id,
      summary: isSent
        ? `says that it did ${effect} to ${resolved.recipient}`
        : `asks to ${effect} to ${resolved.recipient} again`,
    },
  ]);
  noteChange(session, "delivery", resolution.id);
  await settleTask(session, scope.workspaceId, resolved.task_id, now);
}

async function explainDelivery(session: Session, workspaceId: string, id: string, wanted: string): Promise<AppError> {
  const row = await session
    .selectFrom("deliveries")
    .select(["status", "finished_at", "release_at"])
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return new AppError("not-found", "there is no such delivery");
  return new AppError("conflict", `this delivery is ${row.status} and can no longer be ${wanted}`, {
    details: { facts: { status: row.status, finished_at: row.finished_at?.toISOString() ?? null } },
  });
}
