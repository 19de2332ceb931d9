/** What the form of a rule holds while it is edited, and the step from there to what the API takes. */
import type { Rule } from "./webhook-data.ts";

export type ConditionDraft = { key: number } & Rule["conditions"][number];
export type ContactDraft = { key: number } & NonNullable<Rule["contact_fields"]>[number];
/** How a parameter is made; "default" leaves it to the task. */
export type ParamDraft = { from: "default" | "payload" | "contact" | "constant"; text: string };

export type RuleDraft = {
  name: string;
  isEnabled: boolean;
  eventType: string;
  conditions: ConditionDraft[];
  notesContact: boolean;
  contactFields: ContactDraft[];
  mayOverwrite: boolean;
  task: string | null;
  params: Record<string, ParamDraft>;
};

let lastKey = 0;

/** A key that tells rows of a form apart while they have no other identity. */
export function makeRowKey(): number {
  lastKey += 1;
  return lastKey;
}

export function toDraft(rule: Rule | null): RuleDraft {
  const keyed = <T extends object>(rows: readonly T[]) => rows.map(row => ({ key: makeRowKey(), ...row }));
  return {
    name: rule?.name ?? "",
    isEnabled: rule?.is_enabled ?? true,
    eventType: rule?.event_type ?? "",
    conditions: keyed(rule?.conditions ?? []),
    notesContact: rule?.contact_fields != null,
    contactFields: keyed(
      rule?.contact_fields ?? [
        { field: "email" as const, path: "data.email", label: "" },
        { field: "name" as const, path: "data.name", label: "" },
      ],
    ),
    mayOverwrite: rule?.may_overwrite ?? false,
    task: rule?.task ?? null,
    params: Object.fromEntries(
      (rule?.params ?? []).map(({ name, from, path, value }) => [
        name,
        { from, text: from === "payload" ? path : from === "constant" ? writeValue(value) : "" },
      ]),
    ),
  };
}

type ParamBody = { name: string; from: ParamDraft["from"]; path?: string; value?: unknown };

export function toBody(draft: RuleDraft) {
  return {
    name: draft.name.trim(),
    is_enabled: draft.isEnabled,
    event_type: draft.eventType.trim() === "" ? null : draft.eventType.trim(),
    conditions: draft.conditions.map(({ key: _, ...condition }) => condition),
    contact_fields: draft.notesContact ? draft.contactFields.map(({ key: _, ...field }) => field) : null,
    may_overwrite: draft.mayOverwrite,
    task: draft.task,
    params:
      draft.task === null
        ? []
        : Object.entries(draft.params).flatMap(([name, { from, text }]): ParamBody[] => {
            if (from === "default") return [];
            if (from === "payload") return [{ name, from, path: text.trim() }];
            return [from === "contact" ? { name, from } : { name, from, value: readValue(text) }];
          }),
  };
}

function writeValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

/** Numbers, yes and no, and lists as such; everything else is the text itself. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a text as it stands.
    return text;
  }
}
