/** Owns the operations on webhook rules: what a member wants an event to lead to. A key can make no rule that does more than the key may. */
import { z } from "zod";
import { AppError, type FieldError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { deleteRule, findRule, insertRule, listRules, type RuleRow, updateRule } from "#lib/db/webhooks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { type Caller, defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { Id } from "./shapes/fields.ts";
import { describeRule, WebhookRule } from "./shapes/webhook.ts";
import { requireSource } from "./webhook.ts";
import { ContactField, RuleCondition, RuleParam } from "./webhooks/rule.ts";

const SourceId = Id.describe("The source's id");
const RuleId = Id.describe("The rule's id");
const mostRules = 100;

const parts = {
  name: z.string().trim().min(1, "give the rule a name").max(80),
  position: z.coerce.number().int().min(0).max(10_000),
  is_enabled: z.boolean(),
  event_type: z.string().trim().min(1).max(200).nullable(),
  conditions: z.array(RuleCondition).max(20, "at most 20 conditions"),
  contact_fields: z.array(ContactField).min(1, "name at least where the e-mail address stands").max(60).nullable(),
  may_overwrite: z.boolean(),
  task: z.string().max(130).nullable(),
  params: z.array(RuleParam).max(60),
};
const words: Record<keyof typeof parts, string> = {
  name: "What it is for, like A new lead",
  position: "Its place among the source's rules, lowest first",
  is_enabled: "Whether it is asked",
  event_type: "The type an event must have; lead.* for every type that begins so; null for all",
  conditions: "What must all hold in the payload",
  contact_fields: "Which fields of a contact stand where: the person is then added or filled in; null for no contact",
  may_overwrite: "Whether the payload replaces what is known of a contact, or only fills what is empty",
  task: "The task to dispatch, as domain.task: prospect.score; null for none",
  params: "How the task's parameters are made",
};

export const webhookListRules = defineQuery({
  name: "webhook.list-rules",
  title: "List webhook rules",
  summary:
    "What a source's events lead to, in the order in which the rules are asked. Every rule that fits is carried out.",
  scope: "webhooks:read",
  role: "viewer",
  path: "/webhooks/{id}/rules",
  input: z.object({ id: SourceId }),
  output: z.object({ data: z.array(WebhookRule), next_cursor: z.string().nullable() }),
  async run(context, { id }) {
    await requireSource(context, id);
    const rows = await listRules(context.session, context.workspaceId, id);
    return { data: rows.map(describeRule), next_cursor: null };
  },
});

export const webhookCreateRule = defineCommand({
  name: "webhook.create-rule",
  title: "Add a webhook rule",
  summary: "Says what a kind of event leads to: a contact noted from it, a task dispatched for it, or both.",
  scope: "webhooks:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/webhooks/{id}/rules",
  isTool: false,
  input: z.object({
    id: SourceId,
    name: parts.name.describe(words.name),
    position: parts.position.default(0).describe(words.position),
    is_enabled: parts.is_enabled.default(true).describe(words.is_enabled),
    event_type: parts.event_type.default(null).describe(words.event_type),
    conditions: parts.conditions.default([]).describe(words.conditions),
    contact_fields: parts.contact_fields.default(null).describe(words.contact_fields),
    may_overwrite: parts.may_overwrite.default(false).describe(words.may_overwrite),
    task: parts.task.default(null).describe(words.task),
    params: parts.params.default([]).describe(words.params),
  }),
  output: WebhookRule,
  async run(context, { id, ...rule }) {
    const source = await requireSource(context, id);
    checkRule(context.kernel, rule);
    requireReach(context.caller, rule);
    const others = await listRules(context.session, context.workspaceId, id);
    if (others.length >= mostRules) throw new AppError("conflict", `a source has at most ${mostRules} rules`);
    const row = await insertRule(context.session, {
      id: createId(),
      workspace_id: context.workspaceId,
      source_id: id,
      ...writeJson(rule),
      name: rule.name,
      created_by: context.caller.userId,
    });
    await tell(context, row, "webhook.rule-created", `made the rule "${row.name}" for ${source.name}`);
    return describeRule(row);
  },
});

export const webhookUpdateRule = defineCommand({
  name: "webhook.update-rule",
  title: "Change a webhook rule",
  summary: "Changes what a rule wants or leads to, its place, or whether it is asked at all.",
  scope: "webhooks:write",
  role: "member",
  method: "PATCH",
  status: 200,
  path: "/webhook-rules/{id}",
  isTool: false,
  input: z.object({
    id: RuleId,
    name: parts.name.optional().describe(words.name),
    position: parts.position.optional().describe(words.position),
    is_enabled: parts.is_enabled.optional().describe(words.is_enabled),
    event_type: parts.event_type.optional().describe(words.event_type),
    conditions: parts.conditions.optional().describe(words.conditions),
    contact_fields: parts.contact_fields.optional().describe(words.contact_fields),
    may_overwrite: parts.may_overwrite.optional().describe(words.may_overwrite),
    task: parts.task.optional().describe(words.task),
    params: parts.params.optional().describe(words.params),
  }),
  output: WebhookRule,
  async run(context, { id, ...changes }) {
    const before = describeRule(await requireRule(context, id));
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0) return before;
    const after = { ...before, ...given };
    checkRule(context.kernel, after);
    requireReach(context.caller, after);
    const row = await updateRule(context.session, context.workspaceId, id, writeJson(given));
    if (row === undefined) throw new AppError("forbidden", "changing a rule needs the role member");
    await tell(context, row, "webhook.rule-updated", `changed the rule "${row.name}"`);
    return describeRule(row);
  },
});

export const webhookDeleteRule = defineCommand({
  name: "webhook.delete-rule",
  title: "Delete a webhook rule",
  summary: "Takes a rule away. What it has led to stays.",
  scope: "webhooks:write",
  role: "member",
  method: "DELETE",
  status: 200,
  path: "/webhook-rules/{id}",
  isTool: false,
  input: z.object({ id: RuleId }),
  output: WebhookRule,
  async run(context, { id }) {
    const row = await requireRule(context, id);
    if (!(await deleteRule(context.session, context.workspaceId, id)))
      throw new AppError("forbidden", "deleting a rule needs the role member");
    await tell(context, row, "webhook.rule-deleted", `deleted the rule "${row.name}"`);
    return describeRule(row);
  },
});

type RuleParts = Pick<WebhookRule, "contact_fields" | "task" | "params">;

/** Throws `invalid` naming every field of a rule that could never work. */
function checkRule(kernel: Kernel, { contact_fields, task, params }: RuleParts): void {
  const errors: FieldError[] = [];
  if (contact_fields === null && task === null)
    errors.push({ path: "task", message: "choose a task, or say which contact to note, or both" });
  if (contact_fields !== null && !contact_fields.some(({ field }) => field === "email" || field === "external_id"))
    errors.push({
      path: "contact_fields",
      message: "say where the e-mail address or the id stands: people are found by it",
    });
  contact_fields?.forEach(({ field, label }, index) => {
    if (field === "attribute" && label === "")
      errors.push({ path: `contact_fields.${index}.label`, message: "name the attribute" });
  });
  if (task !== null) {
    const known = Object.keys(kernel.registry.requireTask(task).strictParams.shape);
    params.forEach(({ name, from, path }, index) => {
      if (!known.includes(name)) {
        const list = known.length === 0 ? "it takes none" : `choose one of ${known.join(", ")}`;
        errors.push({ path: `params.${index}.name`, message: `${task} has no parameter ${name}: ${list}` });
      }
      if (from === "contact" && contact_fields === null)
        errors.push({
          path: `params.${index}.from`,
          message: "this rule notes no contact: say where its fields stand",
        });
      if (from === "payload" && path === "")
        errors.push({ path: `params.${index}.path`, message: "say where in the payload it stands" });
    });
    const names = params.map(({ name }) => name);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) errors.push({ path: "params", message: `${repeated} is given twice` });
  }
  if (errors.length > 0) throw refuseFields(errors);
}

/** Throws `forbidden` when a key would reach further through a rule than by itself. */
export function requireReach({ apiKey }: Caller, { contact_fields, task }: Omit<RuleParts, "params">): void {
  if (apiKey === null) return;
  const needed = [...(task === null ? [] : ["tasks:write"]), ...(contact_fields === null ? [] : ["contacts:write"])];
  const missing = needed.find(scope => !apiKey.scopes.includes(scope));
  if (missing !== undefined)
    throw new AppError("forbidden", `this key lacks the scope ${missing}, which what the rule leads to needs`);
}

/** The columns of a rule's parts, lists as JSON. */
function writeJson<T extends Partial<Omit<WebhookRule, "id" | "source_id" | "created_by" | "updated_at">>>(rule: T) {
  const { conditions, contact_fields, params, ...plain } = rule;
  return {
    ...plain,
    ...(conditions === undefined ? {} : { conditions: JSON.stringify(conditions) }),
    ...(contact_fields === undefined
      ? {}
      : { contact_fields: contact_fields === null ? null : JSON.stringify(contact_fields) }),
    ...(params === undefined ? {} : { params: JSON.stringify(params) }),
  };
}

async function requireRule({ session, workspaceId }: OperationContext, id: string): Promise<RuleRow> {
  const row = await findRule(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such rule in this workspace");
  return row;
}

async function tell(
  { session, workspaceId, actor, changed }: OperationContext,
  row: RuleRow,
  verb: `${string}.${string}`,
  summary: string,
): Promise<void> {
  await recordActivity(session, workspaceId, actor, [{ verb, entity: "webhook", entityId: row.source_id, summary }]);
  changed("webhook", row.source_id);
}
