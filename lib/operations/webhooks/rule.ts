/** Owns what a rule can say: which events it wants, which facts of a contact it notes, and how a task's params are made. */
import { z } from "zod";
import type { JsonValue } from "#lib/core/json.ts";
import type { RuleRow } from "#lib/db/webhooks.ts";
import { readPath } from "./read-path.ts";

const Path = z.string().trim().min(1, "say where it stands, like data.email or /data/email").max(300);

export const operators = [
  "equals",
  "not-equals",
  "contains",
  "starts-with",
  "greater",
  "less",
  "exists",
  "missing",
] as const;

export const RuleCondition = z
  .object({
    path: Path.describe("Where in the payload, like data.plan or /data/plan"),
    operator: z.enum(operators).describe("How it is compared"),
    value: z.string().max(500).default("").describe("What it is compared with; unused for exists and missing"),
  })
  .meta({ id: "WebhookCondition" });
export type RuleCondition = z.infer<typeof RuleCondition>;

export const contactTargets = [
  "name",
  "email",
  "phone",
  "company",
  "job_title",
  "time_zone",
  "external_id",
  "email_consent",
  "attribute",
] as const;

export const ContactField = z
  .object({
    field: z.enum(contactTargets).describe("The field of the contact; attribute keeps it under a label of its own"),
    path: Path.describe("Where in the payload it stands"),
    label: z.string().trim().max(80).default("").describe("For an attribute: its name"),
  })
  .meta({ id: "WebhookContactField" });
export type ContactField = z.infer<typeof ContactField>;

export const RuleParam = z
  .object({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, "name one of the task's parameters, like contact_id")
      .max(63)
      .describe("The task's parameter"),
    from: z
      .enum(["payload", "contact", "constant"])
      .describe("payload: a place in it; contact: the id of the contact that was noted; constant: always the same"),
    path: z.string().trim().max(300).default("").describe("For payload: where it stands"),
    value: z.unknown().optional().describe("For constant: the value"),
  })
  .meta({ id: "WebhookParam" });
export type RuleParam = z.infer<typeof RuleParam>;

export type Rule = Pick<RuleRow, "id" | "name" | "is_enabled" | "event_type" | "may_overwrite" | "task"> & {
  conditions: RuleCondition[];
  contactFields: ContactField[] | null;
  params: RuleParam[];
};

/** A stored rule with its parts read. */
export function readRule(row: RuleRow): Rule {
  const { id, name, is_enabled, event_type, may_overwrite, task } = row;
  return {
    id,
    name,
    is_enabled,
    event_type,
    may_overwrite,
    task,
    conditions: z.array(RuleCondition).parse(row.conditions),
    contactFields: row.contact_fields === null ? null : z.array(ContactField).parse(row.contact_fields),
    params: z.array(RuleParam).parse(row.params),
  };
}

export type ArrivedEvent = { type: string; payload: JsonValue };

/** Why a rule does not want an event, in words for whoever edits the rule; null when it does. */
export function findMismatch(rule: Rule, event: ArrivedEvent): string | null {
  if (!rule.is_enabled) return "the rule is switched off";
  if (rule.event_type !== null && !isType(event.type, rule.event_type))
    return `the type is "${event.type}", not "${rule.event_type}"`;
  const failing = rule.conditions.find(condition => !holds(condition, readPath(event.payload, condition.path)));
  if (failing === undefined) return null;
  const found = readPath(event.payload, failing.path);
  const wanted = `${failing.operator.replace("-", " ")} ${failing.value}`.trim();
  return `${failing.path} is ${found === undefined ? "not there" : JSON.stringify(found).slice(0, 80)}; the rule wants: ${wanted}`;
}

function isType(type: string, wanted: string): boolean {
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

function holds({ operator, value }: RuleCondition, found: JsonValue | undefined): boolean {
  const isThere = found !== undefined && found !== null && found !== "";
  if (operator === "exists") return isThere;
  if (operator === "missing") return !isThere;
  if (operator === "not-equals") return !isThere || writeText(found) !== value;
  if (!isThere) return false;
  switch (operator) {
    case "equals":
      return writeText(found) === value;
    case "contains":
      return Array.isArray(found)
        ? found.some(item => writeText(item) === value)
        : writeText(found).toLowerCase().includes(value.toLowerCase());
    case "starts-with":
      return writeText(found).toLowerCase().startsWith(value.toLowerCase());
    case "greater":
      return value.trim() !== "" && Number(writeText(found)) > Number(value);
    case "less":
      return value.trim() !== "" && Number(writeText(found)) < Number(value);
  }
}

function writeText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The params that a rule makes of an event. What the payload lacks is left out, for the task's own default. */
export function buildParams(rule: Rule, payload: JsonValue, contactId: string | null): Record<string, unknown> {
  const params = rule.params.flatMap(({ name, from, path, value }): [string, unknown][] => {
    const made = from === "constant" ? value : from === "contact" ? contactId : readPath(payload, path);
    return made === undefined || made === null ? [] : [[name, made]];
  });
  return Object.fromEntries(params);
}
