/** Owns the operations on what came in: the log, a trial of the rules that changes nothing, and the handling of an event once more. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { listFieldErrors } from "#lib/core/fields.ts";
import type { JsonValue } from "#lib/core/json.ts";
import { type EventRow, findEvent, listEvents, listRules } from "#lib/db/webhooks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id, JsonObjectSchema } from "./shapes/fields.ts";
import {
  describeEvent,
  describeEventDetail,
  SourceKindSchema,
  VerdictSchema,
  WebhookEvent,
  WebhookEventDetail,
} from "./shapes/webhook.ts";
import { requireSource } from "./webhook.ts";
import { requireReach } from "./webhook-rule.ts";
import { readContact } from "./webhooks/contact-intake.ts";
import { handleEvent, readPayload } from "./webhooks/handle-event.ts";
import { identifyEvent } from "./webhooks/identify-event.ts";
import type { SourceKind } from "./webhooks/proof.ts";
import { buildParams, findMismatch, type Rule, readRule } from "./webhooks/rule.ts";

const EventId = Id.describe("The event's id");

export const webhookListEvents = defineQuery({
  name: "webhook.list-events",
  title: "List webhook events",
  summary: "What came in, newest first: what each event led to, and what no rule wanted.",
  scope: "webhooks:read",
  role: "viewer",
  path: "/webhook-events",
  input: PageInput.extend({
    source_id: Id.optional().describe("Only events of this source"),
    verdict: VerdictSchema.optional().describe("Only events with this end"),
  }),
  output: pageOf(WebhookEvent),
  async run({ session, workspaceId }, { limit, cursor, source_id, verdict }) {
    const filter = { sourceId: source_id, verdict };
    const page = { limit: limit + 1, beforeId: decodeIdCursor(cursor) };
    return toPage(await listEvents(session, workspaceId, filter, page), limit, row => [row.id], describeEvent);
  },
});

export const webhookGetEvent = defineQuery({
  name: "webhook.get-event",
  title: "Show a webhook event",
  summary: "One event as it was received, and what it led to.",
  scope: "webhooks:read",
  role: "viewer",
  path: "/webhook-events/{id}",
  // A stranger's words, whole: not for models that could take them for instructions.
  isTool: false,
  input: z.object({ id: EventId }),
  output: WebhookEventDetail,
  run: async (context, { id }) => describeEventDetail(await requireEvent(context, id)),
});

export const webhookReplay = defineCommand({
  name: "webhook.replay",
  title: "Replay a webhook event",
  summary: "Has a stored event handled once more, by the rules of today. What it leads to stays untrusted.",
  scope: "webhooks:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/webhook-events/{id}/replay",
  isTool: false,
  input: z.object({ id: EventId }),
  output: WebhookEvent,
  async run(context, { id }) {
    const event = await requireEvent(context, id);
    const source = await requireSource(context, event.source_id);
    const rules = await readRules(context, source.id);
    for (const rule of rules) requireReach(context.caller, { contact_fields: rule.contactFields, task: rule.task });
    const origin = { id: source.id, name: source.name, kind: SourceKindSchema.parse(source.kind) };
    if (origin.kind === "telegram")
      throw new AppError("conflict", "what was said in a chat counts once: it cannot be replayed");
    const { verdict } = await handleEvent(context, origin, rules, event, true);
    await recordActivity(context.session, context.workspaceId, context.actor, [
      {
        verb: "webhook.replayed",
        entity: "webhook-event",
        entityId: id,
        summary: `had an event from ${source.name} handled again`,
        data: { verdict },
      },
    ]);
    return describeEvent(await requireEvent(context, id));
  },
});

const Trial = z
  .object({
    rule_id: z.string(),
    rule_name: z.string(),
    is_match: z.boolean(),
    mismatch: z.string().nullable().describe("Why the rule does not want it"),
    contact: JsonObjectSchema.nullable().describe("The contact that would be noted"),
    task: z.string().nullable(),
    params: JsonObjectSchema.nullable().describe("What the task would be given"),
    problems: z.array(z.string()).describe("Why it would fail"),
  })
  .meta({ id: "WebhookTrial" });

export const webhookTest = defineCommand({
  name: "webhook.test",
  title: "Try the rules of a source",
  summary: "Says what an event would lead to, rule by rule. Nothing is stored, noted or dispatched.",
  scope: "webhooks:read",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/webhooks/{id}/test",
  input: z.object({
    id: Id.describe("The source's id"),
    payload: JsonObjectSchema.optional().describe("The event to try; a sample of the source's kind unless given"),
    event_id: Id.optional().describe("A stored event to try instead"),
  }),
  output: z.object({
    event_type: z.string(),
    payload: z.unknown(),
    is_wanted: z.boolean().describe("False when no rule wants it: it would be kept as no-rule"),
    data: z.array(Trial),
  }),
  async run(context, { id, payload: given, event_id }) {
    const source = await requireSource(context, id);
    const kind = SourceKindSchema.parse(source.kind);
    const payload =
      event_id === undefined
        ? ((given ?? samples[kind]) as JsonValue)
        : readPayload((await requireEvent(context, event_id)).body);
    const { type: eventType } = identifyEvent(kind, payload);
    const data = (await readRules(context, id)).map(rule => tryRule(context, rule, eventType, payload));
    return { event_type: eventType, payload, is_wanted: data.some(trial => trial.is_match), data };
  },
});

/** What a rule would do, with its problems in words. */
function tryRule({ kernel }: OperationContext, rule: Rule, type: string, payload: JsonValue): z.infer<typeof Trial> {
  const mismatch = findMismatch(rule, { type, payload });
  const trial = { rule_id: rule.id, rule_name: rule.name, is_match: mismatch === null, mismatch, task: rule.task };
  if (mismatch !== null) return { ...trial, contact: null, params: null, problems: [] };
  const problems: string[] = [];
  let contact: Record<string, unknown> | null = null;
  let contactId: string | null = null;
  if (rule.contactFields !== null) {
    try {
      const { id, ...read } = readContact(rule.contactFields, payload);
      contactId = id;
      contact = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error.message);
    }
  }
  if (rule.task === null) return { ...trial, contact, params: null, problems };
  const params = buildParams(rule, payload, contactId);
  const checked = kernel.registry.requireTask(rule.task).strictParams.safeParse(params);
  if (!checked.success) {
    problems.push(...listFieldErrors(checked.error, "params").map(({ path, message }) => `${path}: ${message}`));
  }
  return { ...trial, contact, params, problems };
}

const samples: Record<SourceKind, JsonValue> = {
  standard: {
    type: "lead.created",
    timestamp: "2026-11-20T09:00:00Z",
    data: { id: "lead_1", name: "Ada Harbour", email: "ada@example.com", company: "Harbour & Sons", plan: "pro" },
  },
  sendgrid: {
    event: "bounce",
    email: "ada@example.com",
    timestamp: 1_795_165_200,
    sg_event_id: "sample",
    sg_message_id: "sample.filter",
    reason: "550 5.1.1 The e-mail account does not exist",
  },
  telegram: {
    update_id: 1,
    message: {
      message_id: 1,
      date: 1_795_165_200,
      chat: { id: 1, type: "private" },
      from: { id: 1, is_bot: false, first_name: "Ada" },
      text: "Hello",
    },
  },
};

async function readRules({ session, workspaceId }: OperationContext, sourceId: string): Promise<Rule[]> {
  return (await listRules(session, workspaceId, sourceId)).map(readRule);
}

async function requireEvent({ session, workspaceId }: OperationContext, id: string): Promise<EventRow> {
  const row = await findEvent(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such webhook event in this workspace");
  return row;
}
