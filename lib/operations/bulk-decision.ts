/** Owns deciding about many approvals by one press: written down with what was seen, carried out in the background, stopped, taken back. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import {
  endBulkDecision,
  findBulkDecision,
  insertBulkDecision,
  listBulkDecisions,
  listBulkItems,
  listHeldDeliveries,
  lockBulkDecision,
  noteBulkProgress,
  settleBulkItem,
} from "#lib/db/bulk-decisions.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { stageEvents } from "#lib/kernel/aftermath.ts";
import { approve, rejectApproval } from "#lib/kernel/approval.ts";
import { recallDelivery } from "#lib/kernel/delivery.ts";
import { InboxFilter, readFilter } from "./approval-inbox.ts";
import { attempt } from "./attempt.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { BulkDecision, BulkRefusal, describeBulkDecision, describeBulkRefusal } from "./shapes/bulk-decision.ts";
import { Id } from "./shapes/fields.ts";

/** The event by which a worker begins to carry out a press. */
export const bulkDecisionRequested = "bulk-decision/requested";

/** How many are decided in one transaction: a stop waits for no more than these. */
const portionSize = 25;
const mostAtOnce = 20_000;
const refusalsShown = 200;

const BulkId = Id.describe("The bulk decision's id");
const Named = z.object({ id: Id, digest: z.string().regex(/^[0-9a-f]{64}$/, "send the digest of what you read") });

export const bulkDecisionStart = defineCommand({
  name: "bulk-decision.start",
  title: "Decide about many",
  summary:
    "Approves or rejects many proposals in the background: those that are named, or all that match a filter at this moment. What is changed afterwards is refused, never decided.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 202,
  path: "/bulk-decisions",
  isTool: false,
  input: z.object({
    verb: z.enum(["approve", "reject"]).describe("What to do with each"),
    reason: z
      .string()
      .trim()
      .min(1, "say why, in a few words")
      .max(2000, "shorten the reason to 2,000 characters")
      .optional()
      .describe("Why, when they are rejected"),
    decisions: z
      .array(Named)
      .min(1, "name at least one approval")
      .max(1_000, "name at most 1,000, or decide about all that match")
      .optional()
      .describe("Which approvals, each with the digest that was read"),
    matching: InboxFilter.optional().describe("Instead: all that wait and match this now"),
    at_most: z
      .number()
      .int()
      .min(1)
      .max(mostAtOnce)
      .optional()
      .describe("With matching, how many you were told it is about: when more match by now, nothing is begun"),
  }),
  output: BulkDecision,
  async run(context, input) {
    const { session, workspaceId, actor, caller, clock } = context;
    if (caller.apiKey !== null)
      throw new AppError(
        "forbidden",
        "a key decides about the approvals it names, up to 100 in one call: POST /approvals/approve",
      );
    if ((input.decisions === undefined) === (input.matching === undefined))
      throw refuseFields([{ path: "decisions", message: "give either decisions or matching" }]);
    if (input.verb === "reject" && input.reason === undefined)
      throw refuseFields([{ path: "reason", message: "say why, in a few words" }]);
    if (input.matching !== undefined && input.at_most === undefined)
      throw refuseFields([{ path: "at_most", message: "say how many you were told it is about" }]);
    const id = createId();
    const { verb, matching } = input;
    const bulk = {
      id,
      workspaceId,
      verb,
      reason: verb === "reject" ? (input.reason ?? null) : null,
      userId: caller.userId,
    };
    const { total } = await insertBulkDecision(
      session,
      bulk,
      matching === undefined
        ? { named: dropRepeated(input.decisions ?? []) }
        : {
            matching: {
              ...readFilter(matching, clock.now()),
              status: "pending",
              mode: verb === "approve" ? "approval" : undefined,
              hidesBulk: true,
            },
          },
    );
    if (total === 0) throw new AppError("conflict", "nothing of that waits for a decision any more");
    if (matching !== undefined && total > (input.at_most ?? 0)) {
      throw new AppError("conflict", `${total} match by now, more than you were told: look at the list again`, {
        details: { facts: { matching: total } },
      });
    }
    await stageEvents(session, workspaceId, [{ id, name: bulkDecisionRequested, data: { workspaceId, bulkId: id } }]);
    const many = total === 1 ? "1 proposal" : `${total} proposals`;
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "bulk-decision.started",
        entity: "bulk-decision",
        entityId: id,
        summary: `${verb === "approve" ? "approves" : "rejects"} ${many} at once`,
        data: { total, matching: matching ?? null },
      },
    ]);
    context.changed("bulk-decision", id);
    context.changed("approval", id);
    return describeBulkDecision(await requireBulk(context, id));
  },
});

function dropRepeated(decisions: readonly z.infer<typeof Named>[]) {
  return [...new Map(decisions.map(decision => [decision.id, decision])).values()];
}

export const bulkDecisionList = defineQuery({
  name: "bulk-decision.list",
  title: "List bulk decisions",
  summary: "Decisions about many approvals and how far they are, newest first.",
  scope: "approvals:read",
  role: "viewer",
  path: "/bulk-decisions",
  input: PageInput.extend({
    status: z.enum(["running", "finished", "stopped"]).optional().describe("Only those in this status"),
  }),
  output: pageOf(BulkDecision),
  async run({ session, workspaceId }, { limit, cursor, status }) {
    const rows = await listBulkDecisions(session, workspaceId, {
      limit: limit + 1,
      beforeId: decodeIdCursor(cursor),
      status,
    });
    return toPage(rows, limit, row => [row.id], describeBulkDecision);
  },
});

const BulkDetail = BulkDecision.extend({
  refusals: z.array(BulkRefusal).describe("The first 200 that could not be decided, with the reason"),
  held: z.number().int().describe("Approved and not left yet: these can be taken back"),
}).meta({ id: "BulkDecisionDetail" });

export const bulkDecisionGet = defineQuery({
  name: "bulk-decision.get",
  title: "Show a bulk decision",
  summary: "How far a decision about many approvals is, what was refused and why, and what can still be taken back.",
  scope: "approvals:read",
  role: "viewer",
  path: "/bulk-decisions/{id}",
  input: z.object({ id: BulkId }),
  output: BulkDetail,
  async run(context, { id }) {
    const row = await requireBulk(context, id);
    const refused = await listBulkItems(context.session, id, { status: "refused", limit: refusalsShown });
    return {
      ...describeBulkDecision(row),
      refusals: refused.map(describeBulkRefusal),
      held: (await listHeldDeliveries(context.session, id)).length,
    };
  },
});

export const bulkDecisionStop = defineCommand({
  name: "bulk-decision.stop",
  title: "Stop a bulk decision",
  summary: "Decides about nothing more. What was decided stays decided, the rest waits again.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/bulk-decisions/{id}/stop",
  isTool: false,
  input: z.object({ id: BulkId }),
  output: BulkDecision,
  async run(context, { id }) {
    await requireBulk(context, id);
    if (!(await stop(context, id))) throw new AppError("conflict", "it has ended already: there is nothing to stop");
    return describeBulkDecision(await requireBulk(context, id));
  },
});

async function stop(context: OperationContext, id: string): Promise<boolean> {
  const { session, workspaceId, caller, clock, actor } = context;
  const isStopped = await endBulkDecision(session, workspaceId, id, { at: clock.now(), stoppedBy: caller.userId });
  if (!isStopped) return false;
  await recordActivity(session, workspaceId, actor, [
    {
      verb: "bulk-decision.stopped",
      entity: "bulk-decision",
      entityId: id,
      summary: "stopped deciding about many at once",
    },
  ]);
  context.changed("bulk-decision", id);
  context.changed("approval", id);
  return true;
}

export const bulkDecisionRecall = defineCommand({
  name: "bulk-decision.recall",
  title: "Take a bulk decision back",
  summary: "Stops it and takes back all it approved that has not left yet; those wait for a decision again.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/bulk-decisions/{id}/recall",
  isTool: false,
  input: z.object({ id: BulkId }),
  output: z.object({
    recalled: z.number().int().describe("Taken back, nothing was sent"),
    gone: z.number().int().describe("Had left meanwhile"),
  }),
  async run(context, { id }) {
    const { session, kernel } = context;
    await requireBulk(context, id);
    await stop(context, id);
    let recalled = 0;
    let gone = 0;
    for (const deliveryId of await listHeldDeliveries(session, id)) {
      const { refusal } = await attempt(session, () => recallDelivery(kernel, session, context, deliveryId));
      if (refusal === null) recalled += 1;
      else gone += 1;
    }
    context.changed("bulk-decision", id);
    return { recalled, gone };
  },
});

/**
 * The next portion of a press, carried out as the person who pressed. It is no operation of the API's: only the worker calls
 * it, through the same door, which asks for that person's role anew each time.
 */
export const bulkDecisionCarryOn = defineCommand({
  name: "bulk-decision.carry-on",
  title: "Decide about many",
  summary: "Decides about the next portion.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/bulk-decisions/{id}/carry-on",
  isTool: false,
  input: z.object({ id: BulkId }),
  output: z.object({ has_more: z.boolean() }),
  async run(context, { id }) {
    const { session, workspaceId, kernel, caller, clock } = context;
    const bulk = await lockBulkDecision(session, workspaceId, id);
    if (bulk?.status !== "running") return { has_more: false };
    if (bulk.created_by !== caller.userId) throw new AppError("forbidden", "this is somebody else's decision");
    const items = await listBulkItems(session, id, { status: "waiting", limit: portionSize });
    let done = 0;
    for (const { approval_id: approvalId, digest } of items) {
      const seen = { id: approvalId, digest };
      const { value, refusal } = await attempt(session, async () => {
        if (bulk.verb === "approve") return (await approve(kernel, session, context, seen)).deliveryId;
        await rejectApproval(kernel, session, context, { ...seen, reason: bulk.reason ?? "" });
        return null;
      });
      if (refusal === null) done += 1;
      await settleBulkItem(session, id, { approvalId, message: refusal?.message ?? null, deliveryId: value });
    }
    const hasMore = items.length === portionSize;
    const finishedAt = hasMore ? null : clock.now();
    await noteBulkProgress(session, id, { done, refused: items.length - done, finishedAt });
    context.changed("bulk-decision", id);
    return { has_more: hasMore };
  },
});

async function requireBulk({ session, workspaceId }: OperationContext, id: string) {
  const row = await findBulkDecision(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such bulk decision in this workspace");
  return row;
}
