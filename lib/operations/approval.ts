/** Owns the operations on approvals: the inbox, and each way a person can decide. The kernel decides what a decision means. */
import { sql } from "kysely";
import { z } from "zod";
import { AppError, toAppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { type ApprovalRow, findApproval, listApprovals, listFeedback } from "#lib/db/approvals.ts";
import { listDeliveries } from "#lib/db/deliveries.ts";
import { approve, completeSuggestion, editApproval, rejectApproval, snoozeApproval } from "#lib/kernel/approval.ts";
import { findEffect } from "#lib/kernel/effects.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeCursor, PageInput, pageOf, requireCursorId, toPage } from "./page.ts";
import { toJsonSchema } from "./shapes/agent.ts";
import { Approval, describeApproval, describeFeedback, Feedback } from "./shapes/approval.ts";
import { Delivery, describeDelivery } from "./shapes/delivery.ts";
import { ApprovalStatusSchema, Flag, Id, JsonObjectSchema, Moment } from "./shapes/fields.ts";

const ApprovalId = Id.describe("The approval's id");
const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "send the digest of what you read, 64 hexadecimal digits")
  .describe("The digest of exactly what was read; anything changed since is refused");

export const approvalList = defineQuery({
  name: "approval.list",
  title: "List approvals",
  summary: "What waits for a person, soonest expiry or highest value first; or what was decided, newest first.",
  scope: "approvals:read",
  role: "viewer",
  path: "/approvals",
  input: PageInput.extend({
    status: ApprovalStatusSchema.optional().describe("Only approvals in this status"),
    domain: z.string().max(63).optional().describe("Only what this agent proposed"),
    effect_kind: z.string().max(63).optional().describe("Only this kind of effect, like email.send"),
    order: z
      .enum(["expiry", "value", "newest"])
      .optional()
      .describe(
        "expiry or value for pending ones, newest for all; expiry unless given for status pending, newest otherwise",
      ),
    include_snoozed: Flag.default(false).describe("Whether pending ones that were put aside are listed too"),
  }),
  output: pageOf(Approval),
  async run({ session, workspaceId, clock }, { limit, cursor, ...input }) {
    const order = input.order ?? (input.status === "pending" ? "expiry" : "newest");
    if (order !== "newest" && input.status !== "pending") {
      throw refuseFields([
        { path: "order", message: `${order} orders pending approvals: set status to pending, or order to newest` },
      ]);
    }
    const after = decodeCursor(cursor, order === "newest" ? 1 : 2);
    if (after !== null) requireCursorId(after.at(-1));
    const rows = await listApprovals(
      session,
      workspaceId,
      {
        status: input.status,
        domain: input.domain,
        effectKind: input.effect_kind,
        hideSnoozedAt: input.status === "pending" && !input.include_snoozed ? clock.now() : null,
      },
      { limit: limit + 1, order, after: after === null ? undefined : readKeys(order, after) },
    );
    const keys = {
      newest: (row: (typeof rows)[number]) => [row.id],
      expiry: (row: (typeof rows)[number]) => [row.expires_key, row.id],
      value: (row: (typeof rows)[number]) => [row.value_at_risk_micros, row.id],
    }[order];
    return toPage(rows, limit, keys, describeApproval);
  },
});

/** A cursor's keys, of the kind its order needs, so that a foreign cursor is refused here and not by the database. */
function readKeys(
  order: "newest" | "expiry" | "value",
  after: readonly (string | number | null)[],
): (string | number | null)[] {
  const [first] = after;
  const isValid =
    order === "newest" ||
    (order === "value" && Number.isSafeInteger(first)) ||
    (order === "expiry" &&
      typeof first === "string" &&
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/.test(first));
  if (!isValid)
    throw refuseFields([{ path: "cursor", message: "use the next_cursor of the page before, in the same order" }]);
  return [...after];
}

const ApprovalDetail = Approval.extend({
  feedback: z
    .array(Feedback)
    .describe("Every edit and rejection, oldest first: each edit's before and after is a revision"),
  deliveries: z.array(Delivery).describe("What became of it, newest first"),
  edit_schema: JsonObjectSchema.nullable().describe(
    "What approval.edit takes, recipient and payload as one JSON Schema; null for a kind this product no longer makes",
  ),
}).meta({ id: "ApprovalDetail" });

export const approvalGet = defineQuery({
  name: "approval.get",
  title: "Show an approval",
  summary: "A proposed effect exactly as it would be made, why, its sources, its revisions and what became of it.",
  scope: "approvals:read",
  role: "viewer",
  path: "/approvals/{id}",
  input: z.object({ id: ApprovalId }),
  output: ApprovalDetail,
  async run(context, { id }) {
    const row = await requireApproval(context, id);
    const feedback = await listFeedback(context.session, context.workspaceId, id);
    const deliveries = await listDeliveries(context.session, context.workspaceId, { approvalId: id }, { limit: 20 });
    return {
      ...describeApproval(row),
      feedback: feedback.map(describeFeedback),
      deliveries: deliveries.map(describeDelivery),
      edit_schema: writeEditSchema(row.effect_kind),
    };
  },
});

/** Recipient and payload of an effect as one form. */
function writeEditSchema(kind: string): Record<string, unknown> | null {
  const effect = findEffect(kind);
  if (effect === undefined) return null;
  return toJsonSchema(z.object({ recipient: effect.recipient, ...effect.payload.shape }));
}

const Approved = z
  .object({ id: z.string(), delivery_id: z.string(), release_at: Moment.describe("Until then it can be recalled") })
  .meta({ id: "Approved" });

export const approvalApprove = defineCommand({
  name: "approval.approve",
  title: "Approve",
  summary: "Approves exactly what was read. It leaves once, after the undo window.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/approvals/{id}/approve",
  isTool: false,
  input: z.object({ id: ApprovalId, digest: Digest }),
  output: Approved,
  run: (context, input) => approveOne(context, input),
});

async function approveOne(
  context: OperationContext,
  { id, digest }: { id: string; digest: string },
): Promise<z.infer<typeof Approved>> {
  const { deliveryId, releaseAt } = await approve(context.kernel, context.session, context, { id, digest });
  context.changed("approval", id);
  context.changed("delivery", deliveryId);
  return { id, delivery_id: deliveryId, release_at: releaseAt.toISOString() };
}

export const approvalEdit = defineCommand({
  name: "approval.edit",
  title: "Edit",
  summary: "Changes what would leave: a new revision with a new digest that still waits for a decision.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/approvals/{id}/edit",
  input: z.object({
    id: ApprovalId,
    digest: Digest,
    payload: JsonObjectSchema.describe("The whole payload as it should leave"),
    recipient: z.string().trim().min(1).max(500).optional().describe("Another recipient; the same unless given"),
  }),
  output: Approval,
  async run(context, { id, digest, payload, recipient }) {
    await editApproval(context.kernel, context.session, context, { id, digest, payload, recipient });
    context.changed("approval", id);
    return describeApproval(await requireApproval(context, id));
  },
});

export const approvalReject = defineCommand({
  name: "approval.reject",
  title: "Reject",
  summary: "Refuses a proposal with a reason, which the agent's next draft takes into account.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/approvals/{id}/reject",
  input: z.object({
    id: ApprovalId,
    digest: Digest,
    reason: z
      .string()
      .trim()
      .min(1, "say why, in a few words")
      .max(2000, "shorten the reason to 2,000 characters")
      .describe("Why, in a few words"),
  }),
  output: Approval,
  async run(context, { id, digest, reason }) {
    await rejectApproval(context.kernel, context.session, context, { id, digest, reason });
    context.changed("approval", id);
    return describeApproval(await requireApproval(context, id));
  },
});

export const approvalSnooze = defineCommand({
  name: "approval.snooze",
  title: "Snooze",
  summary: "Puts a pending approval aside until a moment before it expires.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/approvals/{id}/snooze",
  input: z.object({
    id: ApprovalId,
    until: z.iso
      .datetime({ offset: true, error: "give a moment like 2026-11-20T09:00:00Z" })
      .describe("When it shows up again, before it expires"),
  }),
  output: Approval,
  async run(context, { id, until }) {
    await snoozeApproval(context.kernel, context.session, context, { id, until: new Date(until) });
    context.changed("approval", id);
    return describeApproval(await requireApproval(context, id));
  },
});

export const approvalComplete = defineCommand({
  name: "approval.complete",
  title: "Mark as done",
  summary: "Says that a person has carried out a suggestion.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/approvals/{id}/complete",
  isTool: false,
  input: z.object({ id: ApprovalId, digest: Digest }),
  output: Approval,
  async run(context, { id, digest }) {
    await completeSuggestion(context.kernel, context.session, context, { id, digest });
    context.changed("approval", id);
    return describeApproval(await requireApproval(context, id));
  },
});

const BulkResult = z.object({
  id: z.string(),
  is_approved: z.boolean(),
  delivery_id: z.string().nullable(),
  release_at: Moment.nullable(),
  error: z.object({ code: z.string(), message: z.string(), facts: JsonObjectSchema.nullable() }).nullable(),
});

export const approvalApproveMany = defineCommand({
  name: "approval.approve-many",
  title: "Approve several",
  summary: "Approves up to 100 proposals, each exactly as it was read; one that is refused does not stop the others.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/approvals/approve",
  isTool: false,
  input: z.object({
    decisions: z
      .array(z.object({ id: ApprovalId, digest: Digest }))
      .min(1, "name at least one approval")
      .max(100, "approve at most 100 at once")
      .describe("Which approvals, each with the digest that was read"),
  }),
  output: z.object({ data: z.array(BulkResult) }),
  async run(context, { decisions }) {
    const data: z.infer<typeof BulkResult>[] = [];
    for (const decision of decisions) {
      await sql.raw("savepoint one_decision").execute(context.session);
      try {
        const { id, delivery_id, release_at } = await approveOne(context, decision);
        data.push({ id, is_approved: true, delivery_id, release_at, error: null });
        await sql.raw("release savepoint one_decision").execute(context.session);
      } catch (error) {
        const refusal = toAppError(error);
        if (refusal.code === "internal" || refusal.code === "unavailable") throw error;
        await sql.raw("rollback to savepoint one_decision").execute(context.session);
        const { code, message, details } = refusal;
        data.push({
          id: decision.id,
          is_approved: false,
          delivery_id: null,
          release_at: null,
          error: { code, message, facts: details.facts ?? null },
        });
      }
    }
    return { data };
  },
});

async function requireApproval({ session, workspaceId }: OperationContext, id: string): Promise<ApprovalRow> {
  const row = await findApproval(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such approval in this workspace");
  return row;
}
