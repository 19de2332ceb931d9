/** Owns the operations that decide about approvals: each way a person can. The kernel decides what a decision means. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { type ApprovalRow, findApproval } from "#lib/db/approvals.ts";
import { approve, completeSuggestion, editApproval, rejectApproval, snoozeApproval } from "#lib/kernel/approval.ts";
import { attempt } from "./attempt.ts";
import { defineCommand, type OperationContext } from "./define.ts";
import { Approval, describeApproval } from "./shapes/approval.ts";
import { Id, JsonObjectSchema, Moment } from "./shapes/fields.ts";

const ApprovalId = Id.describe("The approval's id");
const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "send the digest of what you read, 64 hexadecimal digits")
  .describe("The digest of exactly what was read; anything changed since is refused");

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
  summary: "Puts a pending approval aside until a moment before it expires, or brings it back.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/approvals/{id}/snooze",
  input: z.object({
    id: ApprovalId,
    until: z.iso
      .datetime({ offset: true, error: "give a moment like 2026-11-20T09:00:00Z" })
      .nullable()
      .describe("When it shows up again, before it expires; null for now"),
  }),
  output: Approval,
  async run(context, { id, until }) {
    await snoozeApproval(context.kernel, context.session, context, {
      id,
      until: until === null ? null : new Date(until),
    });
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
      const { value, refusal } = await attempt(context.session, () => approveOne(context, decision));
      data.push({
        id: decision.id,
        is_approved: refusal === null,
        delivery_id: value?.delivery_id ?? null,
        release_at: value?.release_at ?? null,
        error:
          refusal === null
            ? null
            : { code: refusal.code, message: refusal.message, facts: refusal.details.facts ?? null },
      });
    }
    return { data };
  },
});

async function requireApproval({ session, workspaceId }: OperationContext, id: string): Promise<ApprovalRow> {
  const row = await findApproval(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such approval in this workspace");
  return row;
}
