/** Owns the making of one effect: asked again, fenced, called once, and recorded as what can be known about it. */
import { AppError } from "#lib/core/errors.ts";
import type { JsonObject } from "#lib/core/json.ts";
import { noteUse } from "#lib/db/connections.ts";
import type { Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { announcePending } from "./announce.ts";
import { chooseForEffect } from "./connections.ts";
import type { Connector, EffectOutcome } from "./connector.ts";
import { type DeliverOutcome, describeEnd, type Recorded, type Vendor } from "./delivery-end.ts";
import { bindEffect } from "./digest.ts";
import { type EffectKind, findEffect } from "./effects.ts";
import { settleTouch } from "./governor.ts";
import type { Kernel } from "./kernel.ts";
import { rebindPending } from "./rebind.ts";
import { judgeEffect, readRules } from "./rules.ts";
import { settleTask } from "./settle-task.ts";

type Delivery = NonNullable<Awaited<ReturnType<typeof lockDelivery>>>;

/** How long a claimed call may be another worker's before it counts as cut. */
const graceMs = 10_000;
/** How long an outcome that is known is kept for a database that is away, before it is left to the reconciliation. */
const keepOutcomeMs = 30_000;
const pausedRetryMs = 60_000;
/** How long a call through a connection that has been removed since may have taken: the most a connector may declare. */
const goneTimeoutMs = 120_000;

/**
 * Makes the effect of a delivery at most once. Run again after a crash it never calls blindly: what was claimed and not
 * recorded is looked up, or becomes `unknown` for a person.
 */
export async function deliver(kernel: Kernel, workspaceId: string, deliveryId: string): Promise<DeliverOutcome> {
  const start = await kernel.asWorker(workspaceId, session => prepare(kernel, session, workspaceId, deliveryId));
  if (start.next === "done") return start.outcome;
  if (start.next === "reconcile") return reconcile(kernel, workspaceId, start.delivery, start.connector);

  const { delivery, connector } = start;
  await kernel.clock.reach("before-sending");
  const outcome = await call(connector, delivery, signal =>
    connector.execute(
      { kind: delivery.effect_kind as EffectKind, recipient: delivery.recipient, payload: delivery.payload },
      { idempotencyKey: delivery.idempotency_key, signal },
    ),
  );
  await kernel.clock.reach("between-send-and-record");
  if (outcome.outcome === "ambiguous") return reconcile(kernel, workspaceId, delivery, connector, outcome);
  return record(kernel, workspaceId, delivery, connector, outcome);
}

type Start =
  | { next: "done"; outcome: DeliverOutcome }
  | { next: "send"; delivery: Delivery; connector: Connector }
  | { next: "reconcile"; delivery: Delivery; connector: Connector | null };

/** The transaction before the call: everything is asked again, then `intended → sending` with a new fence. */
async function prepare(kernel: Kernel, session: Session, workspaceId: string, deliveryId: string): Promise<Start> {
  const now = kernel.clock.now();
  const delivery = await lockDelivery(session, workspaceId, deliveryId);
  if (delivery === undefined) return { next: "done", outcome: { status: "ended", as: "recalled" } };
  if (delivery.status !== "intended" && delivery.status !== "sending") {
    return { next: "done", outcome: { status: "ended", as: delivery.status } };
  }
  const effect = findEffect(delivery.effect_kind);
  const links = await kernel.connectors.listLinks(session, workspaceId);
  if (delivery.status === "sending") {
    // Only the account it was sent through can say what became of it: another vendor would truthfully know nothing.
    const used = links.find(({ name, account }) => name === delivery.connector && account === delivery.account);
    const connector = used === undefined ? null : await kernel.connectors.open(session, workspaceId, used);
    const patienceMs = (connector?.timeoutMs ?? goneTimeoutMs) + graceMs;
    const cutAt = (delivery.sending_at ?? delivery.created_at).getTime() + patienceMs;
    if (cutAt > now.getTime()) return wait(new Date(cutAt), "another worker is sending it");
    return { next: "reconcile", delivery, connector };
  }
  const link = effect === undefined ? null : chooseForEffect(links, effect, delivery.payload);
  const connector = link === null ? null : await kernel.connectors.open(session, workspaceId, link);
  if (effect === undefined || link === null || connector === null) {
    return {
      next: "done",
      outcome: await sendBack(kernel, session, delivery, "nothing is connected that could make it"),
    };
  }
  if (delivery.release_at > now) return wait(delivery.release_at, "its undo window is open");

  const rules = await readRules(session, workspaceId, delivery.domain);
  if (rules.isPaused) return wait(new Date(now.getTime() + pausedRetryMs), "the agent is paused");
  const stored = { kind: delivery.effect_kind, recipient: delivery.recipient, payload: delivery.payload };
  const isBound =
    bindEffect({ ...stored, account: link.account, policyVersion: rules.policyVersion }) === delivery.digest;
  const { verdict } = await judgeEffect(session, links, rules, {
    workspaceId,
    effectKind: delivery.effect_kind,
    payload: delivery.payload,
    contactId: delivery.contact_id,
    approvalId: delivery.approval_id,
    taskId: delivery.task_id,
    isUntrusted: false,
    now,
  });
  if (!isBound)
    return {
      next: "done",
      outcome: await sendBack(kernel, session, delivery, "the connection or the policy changed after it was approved"),
    };
  if (verdict.action === "refuse")
    return { next: "done", outcome: await refuse(session, workspaceId, delivery, now, verdict.reasons.join("; ")) };
  if (verdict.notBefore !== undefined && verdict.notBefore > now) return wait(verdict.notBefore, "quiet hours");

  await session
    .updateTable("deliveries")
    .set({ status: "sending", fence: delivery.fence + 1, sending_at: now, connector: connector.name })
    .where("id", "=", deliveryId)
    .where("workspace_id", "=", workspaceId)
    .execute();
  if (link.owner === "workspace") await noteUse(session, workspaceId, link.name, now);
  noteChange(session, "delivery", deliveryId);
  return { next: "send", delivery: { ...delivery, fence: delivery.fence + 1 }, connector };
}

function wait(until: Date, reason: string): Start {
  return { next: "done", outcome: { status: "waiting", until, reason } };
}

async function lockDelivery(session: Session, workspaceId: string, id: string) {
  return session
    .selectFrom("deliveries")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/** The connector's answer within its time; a bug in a connector is ambiguous, since nobody knows how far it came. */
async function call(
  connector: Connector,
  delivery: Delivery,
  run: (signal: AbortSignal) => Promise<EffectOutcome>,
): Promise<EffectOutcome> {
  const signal = AbortSignal.timeout(connector.timeoutMs);
  const cut = new Promise<EffectOutcome>(resolve =>
    signal.addEventListener("abort", () =>
      resolve({
        outcome: "ambiguous",
        reason: `${connector.title} did not answer within ${connector.timeoutMs / 1000} s`,
      }),
    ),
  );
  try {
    return await Promise.race([run(signal), cut]);
  } catch (error) {
    const reason = `${connector.title} failed in an unforeseen way: ${error instanceof Error ? error.message : String(error)}`;
    return { outcome: "ambiguous", reason, evidence: { delivery: delivery.id } };
  }
}

/** What can be found out about a call whose end nobody saw. Never sends again unless the vendor says that nothing was made. */
async function reconcile(
  kernel: Kernel,
  workspaceId: string,
  delivery: Delivery,
  connector: Connector | null,
  seen: { reason: string; evidence?: JsonObject } = { reason: "the product was interrupted while it was sending" },
): Promise<DeliverOutcome> {
  if (connector === null) {
    const reason = `${seen.reason}, and the connection it went through is gone`;
    const gone = { name: delivery.connector ?? "none", title: delivery.connector ?? "the vendor", isLocal: false };
    return record(kernel, workspaceId, delivery, gone, { outcome: "unknown", reason, evidence: seen.evidence });
  }
  const lookup =
    connector.lookup === undefined
      ? null
      : await connector.lookup(delivery.idempotency_key, { signal: AbortSignal.timeout(connector.timeoutMs) });
  if (lookup?.outcome === "found") {
    return record(kernel, workspaceId, delivery, connector, {
      outcome: "accepted",
      vendorId: lookup.vendorId,
      evidence: seen.evidence,
    });
  }
  if (lookup?.outcome === "absent" || connector.isIdempotent) {
    const until = new Date(kernel.clock.now().getTime() + graceMs);
    return record(kernel, workspaceId, delivery, connector, { outcome: "rate-limited", until, reason: seen.reason });
  }
  return record(kernel, workspaceId, delivery, connector, {
    outcome: "unknown",
    reason: seen.reason,
    evidence: seen.evidence,
  });
}

/**
 * Writes down what became of the call, again and again while the database is away: whoever lives and knows must not leave a
 * person to find out. An answer whose fence is no longer the row's changes nothing.
 */
async function record(
  kernel: Kernel,
  workspaceId: string,
  delivery: Delivery,
  connector: Vendor,
  outcome: Recorded,
): Promise<DeliverOutcome> {
  const startedAt = performance.now();
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await recordOnce(kernel, workspaceId, delivery, connector, outcome);
    } catch (error) {
      const isAway = error instanceof AppError && error.code === "unavailable";
      if (!isAway || performance.now() - startedAt > keepOutcomeMs) throw error;
      await new Promise(resolve => setTimeout(resolve, waitMs));
    }
  }
}

/** The transaction after the call. */
async function recordOnce(
  kernel: Kernel,
  workspaceId: string,
  delivery: Delivery,
  connector: Vendor,
  outcome: Recorded,
): Promise<DeliverOutcome> {
  const now = kernel.clock.now();
  return kernel.asWorker(workspaceId, async session => {
    const { changes, told, result, touch } = describeEnd(delivery, connector, outcome, now);
    const updated = await session
      .updateTable("deliveries")
      .set(changes)
      .where("id", "=", delivery.id)
      .where("workspace_id", "=", workspaceId)
      .where("status", "=", "sending")
      .where("fence", "=", delivery.fence)
      .returning("id")
      .executeTakeFirst();
    if (updated === undefined) {
      const current = await lockDelivery(session, workspaceId, delivery.id);
      return current?.status === "confirmed" || current?.status === "failed" || current?.status === "unknown"
        ? { status: "ended", as: current.status }
        : { status: "waiting", until: new Date(now.getTime() + graceMs), reason: "a newer attempt has it" };
    }
    if (touch !== null) await settleTouch(session, delivery.approval_id, touch);
    await recordActivity(session, workspaceId, { kind: "system", id: connector.name }, [told]);
    noteChange(session, "delivery", delivery.id);
    await settleTask(session, workspaceId, delivery.task_id, now);
    return result;
  });
}

/** What was approved is no longer what would be sent: the delivery is recalled and the approval waits again. */
async function sendBack(kernel: Kernel, session: Session, delivery: Delivery, reason: string): Promise<DeliverOutcome> {
  const now = kernel.clock.now();
  const workspaceId = delivery.workspace_id;
  const rules = await readRules(session, workspaceId, delivery.domain);
  await endUnsent(session, workspaceId, delivery, now, { status: "recalled", reason });
  await session
    .updateTable("approvals")
    .set({
      status: "pending",
      decided_by: null,
      decided_via: null,
      decided_at: null,
      decision_reason: null,
      expires_at: new Date(now.getTime() + rules.approvalTtlHours * 3_600_000),
    })
    .where("id", "=", delivery.approval_id)
    .where("workspace_id", "=", workspaceId)
    .where("status", "=", "approved")
    .execute();
  await rebindPending(kernel, session, workspaceId);
  await announcePending(session, workspaceId, [delivery.approval_id], "worker");
  noteChange(session, "approval", delivery.approval_id);
  return { status: "ended", as: "recalled" };
}

async function refuse(
  session: Session,
  workspaceId: string,
  delivery: Delivery,
  now: Date,
  reason: string,
): Promise<DeliverOutcome> {
  await endUnsent(session, workspaceId, delivery, now, { status: "failed", reason });
  await settleTask(session, workspaceId, delivery.task_id, now);
  return { status: "ended", as: "failed" };
}

async function endUnsent(
  session: Session,
  workspaceId: string,
  delivery: Delivery,
  now: Date,
  end: { status: "recalled" | "failed"; reason: string },
) {
  await session
    .updateTable("deliveries")
    .set({ status: end.status, error: JSON.stringify({ reason: end.reason }), finished_at: now })
    .where("id", "=", delivery.id)
    .where("workspace_id", "=", workspaceId)
    .execute();
  await settleTouch(session, delivery.approval_id, "released");
  await recordActivity(session, workspaceId, { kind: "system", id: "policy" }, [
    {
      verb: `delivery.${end.status}`,
      entity: "delivery",
      entityId: delivery.id,
      taskId: delivery.task_id,
      summary: `not sent to ${delivery.recipient}: ${end.reason}`,
    },
  ]);
  noteChange(session, "delivery", delivery.id);
}
