"use client";
/** The form of a rule: which events, which contact, which task; every refusal of the server is shown at the whole. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { RuleConditions } from "./rule-conditions.tsx";
import { RuleContact } from "./rule-contact.tsx";
import { type RuleDraft, toBody, toDraft } from "./rule-draft.ts";
import { RuleTask } from "./rule-task.tsx";
import type { Rule, Source } from "./webhook-data.ts";

export type RuleDialogProps = { source: Source; rule: Rule | null; position: number; onClose: () => void };

export function RuleDialog({ source, rule, position, onClose }: RuleDialogProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<RuleDraft>(() => toDraft(rule));
  const [errors, setErrors] = useState<string[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const change = (changes: Partial<RuleDraft>) => setDraft(before => ({ ...before, ...changes }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (draft.name.trim() === "") return setErrors(["Give the rule a name, like A new lead."]);
    setIsBusy(true);
    setErrors([]);
    try {
      if (rule === null) {
        await request<Rule>(`/webhooks/${source.id}/rules`, { body: { ...toBody(draft), position } });
      } else {
        await request<Rule>(`/webhook-rules/${rule.id}`, { method: "PATCH", body: toBody(draft) });
      }
      await queries.invalidateQueries({ queryKey: ["webhook"] });
      showSuccess(`“${draft.name.trim()}” is saved`);
      onClose();
    } catch (error) {
      const issues = error instanceof ProblemError ? error.errors : [];
      setErrors(issues.length > 0 ? issues.map(({ path, message }) => `${path}: ${message}`) : [describeError(error)]);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Sheet
      open
      onOpenChange={isOpen => isOpen || onClose()}
      width="lg"
      title={rule === null ? `New rule for ${source.name}` : rule.name}
      description="Every rule that fits an event is carried out, in the order of the list."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-6">
        {errors.map(error => (
          <Refusal key={error}>{error}</Refusal>
        ))}
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Name">
            <Input
              value={draft.name}
              onValueChange={name => change({ name })}
              placeholder="A new lead"
              maxLength={80}
            />
          </Field>
          <Field label="Type of event" hint="Like lead.created; lead.* for all that begin so; empty for every event.">
            <Input
              value={draft.eventType}
              onValueChange={eventType => change({ eventType })}
              placeholder="lead.created"
              className="font-mono"
            />
          </Field>
        </div>
        <RuleConditions conditions={draft.conditions} onChange={conditions => change({ conditions })} />
        <RuleContact draft={draft} onChange={change} />
        <RuleTask draft={draft} onChange={change} />
        <Field label="The rule is on" layout="row">
          <Switch checked={draft.isEnabled} onCheckedChange={isEnabled => change({ isEnabled })} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={isBusy}>
            Save the rule
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
