/** Owns letting an approved effect go: asked again of policy and governor, compared with its digest, then intended. */
import type { Selectable } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import type { JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import type { Approvals } from "#lib/db/types.gen.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { findLater, intendDelivery } from "./delivery.ts";
import { bindEffect } from "./digest.ts";
import type { Scope } from "./dispatch.ts";
import { findEffect } from "./effects.ts";
import type { Kernel } from "./kernel.ts";
import { judgeEffect, readRules } from "./rules.ts";

export type Released = { deliveryId: string; releaseAt: Date };

/**
 * Intends the delivery of an approval. Throws `conflict` with why the effect may not be made now, or when the connection or
 * the policy is no longer what the digest says.
 */
export async function release(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  approval: Selectable<Approvals>,
): Promise<Released> {
  const now = kernel.clock.now();
  const rules = await readRules(session, scope.workspaceId, approval.domain);
  const links = await kernel.connectors.listLinks(session, scope.workspaceId);
  const { effect, account, verdict } = await judgeEffect(session, links, rules, {
    workspaceId: scope.workspaceId,
    effectKind: approval.effect_kind,
    payload: approval.payload,
    contactId: approval.contact_id,
    approvalId: approval.id,
    taskId: approval.task_id,
    isUntrusted: approval.is_untrusted,
    now,
  });
  if (verdict.action === "refuse") throw new AppError("conflict", `not sent: ${verdict.reasons.join("; ")}`);
  const payload = approval.payload as JsonValue;
  const { recipient } = approval;
  const bound = { kind: approval.effect_kind, account, recipient, payload, policyVersion: rules.policyVersion };
  if (bindEffect(bound) !== approval.digest) {
    throw new AppError(
      "conflict",
      "the connection or the policy changed since this was proposed: read it again in a moment",
      { details: { facts: { account, policy_version: rules.policyVersion } } },
    );
  }
  return intendDelivery(session, {
    approval: {
      id: approval.id,
      workspaceId: scope.workspaceId,
      taskId: approval.task_id,
      domain: approval.domain,
      effectKind: approval.effect_kind,
      account,
      recipient,
      contactId: approval.contact_id,
      payload,
      policyVersion: rules.policyVersion,
      digest: approval.digest,
    },
    effect,
    now,
    undoWindowSeconds: rules.undoWindowSeconds,
    notBefore: findLater(approval.not_before, verdict.notBefore),
  });
}

/** An effect in the words of the activity log: "to send an e-mail to ada@example.com". */
export function describeEffect(approval: { effect_kind: string; recipient: string }): string {
  const title = findEffect(approval.effect_kind)?.title.toLowerCase() ?? approval.effect_kind;
  return `to ${title} to ${approval.recipient}`;
}

/** Tries a delivery that failed once more, as it was approved. Throws `conflict` when it did not fail or may not leave now. */
export async function retryDelivery(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  failedId: string,
): Promise<Released> {
  const failed = await session
    .selectFrom("deliveries")
    .select(["approval_id", "status"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", failedId)
    .executeTakeFirst();
  if (failed === undefined) throw new AppError("not-found", "there is no such delivery");
  const approval = await session
    .selectFrom("approvals")
    .selectAll()
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", failed.approval_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const live = await session
    .selectFrom("deliveries")
    .select("status")
    .where("approval_id", "=", approval.id)
    .where("status", "not in", ["failed", "recalled"])
    .executeTakeFirst();
  if (failed.status !== "failed" || approval.status !== "approved" || live !== undefined) {
    throw new AppError(
      "conflict",
      `only a failed delivery can be tried again; this one is ${live?.status ?? failed.status}`,
    );
  }
  const intended = await release(kernel, session, scope, approval);
  await recordActivity(session, scope.workspaceId, scope.actor, [
    {
      verb: "delivery.retried",
      entity: "approval",
      entityId: approval.id,
      taskId: approval.task_id,
      summary: `asked to try again: ${describeEffect(approval)}`,
    },
  ]);
  noteChange(session, "approval", approval.id);
  return intended;
}
