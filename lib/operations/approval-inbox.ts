/** Owns the reading of the inbox: what waits, in which order and why in that order, how many, and one proposal whole. Decides nothing. */
import { z } from "zod";
import { AppError, toAppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import {
  type ApprovalFilter,
  type ApprovalRow,
  countApprovals,
  findApproval,
  type JudgedRow,
  listApprovals,
  listFeedback,
  listJudged,
  rankApprovals,
} from "#lib/db/approvals.ts";
import { listDeliveries } from "#lib/db/deliveries.ts";
import { attentionConstants, weighAttention } from "#lib/kernel/attention.ts";
import { chooseForEffect } from "#lib/kernel/connections.ts";
import { type EffectKind, findEffect } from "#lib/kernel/effects.ts";
import { defineQuery, type OperationContext } from "./define.ts";
import { decodeCursor, PageInput, pageOf, requireCursorId, toPage } from "./page.ts";
import { toJsonSchema } from "./shapes/agent.ts";
import { Approval, Attention, describeApproval, describeFeedback, Feedback, Leaving } from "./shapes/approval.ts";
import { Delivery, describeDelivery } from "./shapes/delivery.ts";
import { ApprovalStatusSchema, Flag, Id, JsonObjectSchema } from "./shapes/fields.ts";

/** What narrows the inbox; the same for listing, for counting and for deciding about all that match. */
export const InboxFilter = z.object({
  domain: z.string().max(63).optional().describe("Only what this agent proposed"),
  effect_kind: z.string().max(63).optional().describe("Only this kind of effect, like email.send"),
  include_snoozed: Flag.default(false).describe("Whether pending ones that were put aside are listed too"),
});

const orders = ["attention", "expiry", "value", "newest"] as const;
type Order = (typeof orders)[number];
type Key = string | number | null;

/** An approval as the inbox lists it: with why it stands where it stands. */
const InboxApproval = Approval.extend({
  attention: Attention.nullable().describe("Why it stands where it stands; null once it is decided"),
}).meta({ id: "InboxApproval" });

export const approvalList = defineQuery({
  name: "approval.list",
  title: "List approvals",
  summary:
    "What waits for a person, what deserves attention most first unless another order is given; or what was decided, newest first. What a running bulk decision is about to decide no longer waits.",
  scope: "approvals:read",
  role: "viewer",
  path: "/approvals",
  input: PageInput.extend({
    status: ApprovalStatusSchema.optional().describe("Only approvals in this status"),
    ...InboxFilter.shape,
    order: z
      .enum(orders)
      .optional()
      .describe(
        "attention (value at risk, time left, uncertainty), expiry or value for pending ones, newest for all; attention unless given for status pending, newest otherwise",
      ),
  }),
  output: pageOf(InboxApproval),
  async run(context, { limit, cursor, ...input }) {
    const { session, workspaceId, clock } = context;
    const order = input.order ?? (input.status === "pending" ? "attention" : "newest");
    if (order !== "newest" && input.status !== "pending") {
      throw refuseFields([
        { path: "order", message: `${order} orders pending approvals: set status to pending, or order to newest` },
      ]);
    }
    const after = readKeys(order, cursor);
    const at = order === "attention" && after !== null ? new Date(after[0] as string) : clock.now();
    const filter = { ...readFilter(input, at), status: input.status, hidesBulk: input.status === "pending" };
    const judged = await listJudged(session, workspaceId, { at, size: attentionConstants.recordSize });
    const shape = (row: ApprovalRow) => describeWaiting(row, judged, at);
    if (order === "attention") {
      const rows = await rankApprovals(session, workspaceId, filter, {
        limit: limit + 1,
        at,
        judged,
        constants: attentionConstants,
        after: after === null ? undefined : [after[1] as number, after[2] as string],
      });
      return toPage(rows, limit, row => [at.toISOString(), row.attention_key, row.id], shape);
    }
    const page = { limit: limit + 1, order, after: after ?? undefined };
    const rows = await listApprovals(session, workspaceId, filter, page);
    const keys: Record<typeof order, (row: (typeof rows)[number]) => Key[]> = {
      newest: row => [row.id],
      expiry: row => [row.expires_key, row.id],
      value: row => [row.value_at_risk_micros ?? 0, row.id],
    };
    return toPage(rows, limit, keys[order], shape);
  },
});

/** The database's filter for an inbox's; `at` decides what is still put aside. */
export function readFilter(input: z.infer<typeof InboxFilter> & { status?: string }, at: Date): ApprovalFilter {
  return {
    domain: input.domain,
    effectKind: input.effect_kind,
    hideSnoozedAt: (input.status ?? "pending") === "pending" && !input.include_snoozed ? at : null,
  };
}

const keyCounts: Record<Order, number> = { attention: 3, expiry: 2, value: 2, newest: 1 };
const momentPatterns = {
  expiry: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/,
  attention: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};

/** A cursor's keys, of the kind its order needs, so that a foreign cursor is refused here and not by the database. */
function readKeys(order: Order, cursor: string | undefined): Key[] | null {
  const keys = decodeCursor(cursor, keyCounts[order]);
  if (keys === null) return null;
  requireCursorId(keys.at(-1));
  const [first, score] = keys;
  const isMoment = (pattern: RegExp) =>
    typeof first === "string" && pattern.test(first) && !Number.isNaN(Date.parse(first));
  const isValid = {
    newest: () => true,
    value: () => Number.isSafeInteger(first),
    expiry: () => isMoment(momentPatterns.expiry),
    attention: () => isMoment(momentPatterns.attention) && typeof score === "number",
  }[order]();
  if (!isValid)
    throw refuseFields([{ path: "cursor", message: "use the next_cursor of the page before, in the same order" }]);
  return keys;
}

function describeWaiting(row: ApprovalRow, judged: readonly JudgedRow[], at: Date): z.input<typeof InboxApproval> {
  const record = judged.find(one => one.domain === row.domain && one.effect_kind === row.effect_kind);
  return { ...describeApproval(row), attention: row.status === "pending" ? describeAttention(row, record, at) : null };
}

function describeAttention(row: ApprovalRow, record: JudgedRow | undefined, at: Date): z.input<typeof Attention> {
  const { judged, changed } = record ?? { judged: 0, changed: 0 };
  const { score, lapseChance, changeChance } = weighAttention({
    valueAtRiskMicros: row.value_at_risk_micros,
    confidence: row.confidence,
    secondsLeft: (row.expires_at.getTime() - at.getTime()) / 1_000,
    record: { judged, changed },
  });
  return { score_usd: score, lapse_chance: lapseChance, change_chance: changeChance, judged, changed };
}

export const approvalCount = defineQuery({
  name: "approval.count",
  title: "Count what waits",
  summary:
    "How many approvals wait for a person under a filter, and how many of them can be approved rather than done by hand.",
  scope: "approvals:read",
  role: "viewer",
  path: "/approvals/count",
  input: InboxFilter,
  output: z.object({
    waiting: z.number().int().describe("All that match"),
    approvable: z.number().int().describe("Without suggestions, which a person carries out"),
  }),
  async run({ session, workspaceId, clock }, input) {
    const filter = { ...readFilter(input, clock.now()), status: "pending" as const, hidesBulk: true };
    return {
      waiting: await countApprovals(session, workspaceId, filter),
      approvable: await countApprovals(session, workspaceId, { ...filter, mode: "approval" }),
    };
  },
});

const ApprovalDetail = InboxApproval.extend({
  feedback: z
    .array(Feedback)
    .describe("Every edit and rejection, oldest first: each edit's before and after is a revision"),
  deliveries: z.array(Delivery).describe("What became of it, newest first"),
  edit_schema: JsonObjectSchema.nullable().describe(
    "What approval.edit takes, recipient and payload as one JSON Schema; null for a kind this product no longer makes",
  ),
  leaving: Leaving.nullable().describe(
    "What would leave, composed by the connection that would send it; null where nothing would, or it cannot tell",
  ),
  leaving_problem: z.string().nullable().describe("Why the connection would refuse it as it is"),
}).meta({ id: "ApprovalDetail" });

export const approvalGet = defineQuery({
  name: "approval.get",
  title: "Show an approval",
  summary: "A proposed effect exactly as it would be made, why, its sources, its revisions and what became of it.",
  scope: "approvals:read",
  role: "viewer",
  path: "/approvals/{id}",
  input: z.object({ id: Id.describe("The approval's id") }),
  output: ApprovalDetail,
  async run(context, { id }) {
    const { session, workspaceId, clock } = context;
    const row = await findApproval(session, workspaceId, id);
    if (row === undefined) throw new AppError("not-found", "there is no such approval in this workspace");
    const now = clock.now();
    const feedback = await listFeedback(session, workspaceId, id);
    const deliveries = await listDeliveries(session, workspaceId, { approvalId: id }, { limit: 20 });
    const judged = await listJudged(session, workspaceId, {
      at: now,
      size: attentionConstants.recordSize,
      pair: { domain: row.domain, effectKind: row.effect_kind },
    });
    return {
      ...describeWaiting(row, judged, now),
      feedback: feedback.map(describeFeedback),
      deliveries: deliveries.map(describeDelivery),
      edit_schema: writeEditSchema(row.effect_kind),
      ...(await composeLeaving(context, row)),
    };
  },
});

/** Recipient and payload of an effect as one form. */
function writeEditSchema(kind: string): Record<string, unknown> | null {
  const effect = findEffect(kind);
  if (effect === undefined) return null;
  return toJsonSchema(z.object({ recipient: effect.recipient, ...effect.payload.shape }));
}

type Composed = { leaving: z.input<typeof Leaving> | null; leaving_problem: string | null };

/** What the connection that would make it now would hand over: by the very code that sends. */
async function composeLeaving({ kernel, session, workspaceId }: OperationContext, row: ApprovalRow): Promise<Composed> {
  const none: Composed = { leaving: null, leaving_problem: null };
  const definition = findEffect(row.effect_kind);
  if (row.status !== "pending" || row.mode === "suggestion" || definition === undefined) return none;
  const links = await kernel.connectors.listLinks(session, workspaceId);
  const link = chooseForEffect(links, definition, row.payload);
  if (link === null) return none;
  try {
    const connector =
      link.owner === "installation"
        ? await kernel.connectors.open(session, workspaceId, link)
        : await kernel.asWorker(workspaceId, worker => kernel.connectors.open(worker, workspaceId, link));
    const composed = connector?.compose?.({
      kind: row.effect_kind as EffectKind,
      recipient: row.recipient,
      payload: row.payload,
    });
    if (composed === undefined) return none;
    if ("outcome" in composed) return { leaving: null, leaving_problem: `${composed.reason} ${composed.fix}` };
    return { leaving: composed, leaving_problem: null };
  } catch (error) {
    // A connection whose secrets no longer open cannot send either: that is worth saying, not worth hiding the proposal for.
    const refusal = toAppError(error);
    if (refusal.code === "internal") throw error;
    return { leaving: null, leaving_problem: refusal.message };
  }
}
