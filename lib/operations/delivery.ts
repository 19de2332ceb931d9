/** Owns the operations on deliveries: what left, what is held, and what a person must settle. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { type DeliveryRow, findDelivery, listDeliveries } from "#lib/db/deliveries.ts";
import { recallDelivery, resolveDelivery } from "#lib/kernel/delivery.ts";
import { retryDelivery } from "#lib/kernel/release.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Delivery, describeDelivery } from "./shapes/delivery.ts";
import { DeliveryStatusSchema, Id } from "./shapes/fields.ts";

const DeliveryId = Id.describe("The delivery's id");

export const deliveryList = defineQuery({
  name: "delivery.list",
  title: "List deliveries",
  summary: "Approved effects and what became of them, newest first.",
  scope: "approvals:read",
  role: "viewer",
  path: "/deliveries",
  input: PageInput.extend({
    status: DeliveryStatusSchema.optional().describe("Only deliveries in this status"),
    domain: z.string().max(63).optional().describe("Only what this agent proposed"),
    task_id: Id.optional().describe("Only deliveries of this task"),
    approval_id: Id.optional().describe("Only deliveries of this approval"),
  }),
  output: pageOf(Delivery),
  async run({ session, workspaceId }, { limit, cursor, status, domain, task_id, approval_id }) {
    const rows = await listDeliveries(
      session,
      workspaceId,
      { status, domain, taskId: task_id, approvalId: approval_id },
      { limit: limit + 1, beforeId: decodeIdCursor(cursor) },
    );
    return toPage(rows, limit, row => [row.id], describeDelivery);
  },
});

export const deliveryGet = defineQuery({
  name: "delivery.get",
  title: "Show a delivery",
  summary: "One approved effect with its outcome and the evidence for it.",
  scope: "approvals:read",
  role: "viewer",
  path: "/deliveries/{id}",
  input: z.object({ id: DeliveryId }),
  output: Delivery,
  async run(context, { id }) {
    return describeDelivery(await requireDelivery(context, id));
  },
});

export const deliveryRecall = defineCommand({
  name: "delivery.recall",
  title: "Recall",
  summary: "Takes back what is approved and has not left yet, inside its undo window.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/deliveries/{id}/recall",
  input: z.object({ id: DeliveryId }),
  output: Delivery,
  async run(context, { id }) {
    await recallDelivery(context.kernel, context.session, context, id);
    context.changed("delivery", id);
    return describeDelivery(await requireDelivery(context, id));
  },
});

export const deliveryResolve = defineCommand({
  name: "delivery.resolve",
  title: "Settle an unknown delivery",
  summary: "Says of a delivery whose outcome nobody could tell that it was sent, or that it should be sent again.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/deliveries/{id}/resolve",
  isTool: false,
  input: z.object({
    id: DeliveryId,
    verdict: z
      .enum(["sent", "send-again"])
      .describe("sent: it arrived; send-again: it did not, and should leave once more"),
  }),
  output: Delivery,
  async run(context, { id, verdict }) {
    await resolveDelivery(context.kernel, context.session, context, { id, verdict });
    context.changed("delivery", id);
    return describeDelivery(await requireDelivery(context, id));
  },
});

export const deliveryRetry = defineCommand({
  name: "delivery.retry",
  title: "Try a failed delivery again",
  summary: "Makes what was approved and failed once more, unchanged: a new delivery with its own undo window.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/deliveries/{id}/retry",
  isTool: false,
  input: z.object({ id: DeliveryId }),
  output: Delivery,
  async run(context, { id }) {
    const { deliveryId } = await retryDelivery(context.kernel, context.session, context, id);
    return describeDelivery(await requireDelivery(context, deliveryId));
  },
});

async function requireDelivery({ session, workspaceId }: OperationContext, id: string): Promise<DeliveryRow> {
  const row = await findDelivery(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such delivery in this workspace");
  return row;
}
