"use client";
/** Whether a person is noted from an event, and where each of their fields stands in it. */
import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { type ContactDraft, makeRowKey, type RuleDraft } from "./rule-draft.ts";

const targets = [
  { value: "email", label: "E-mail" },
  { value: "name", label: "Name" },
  { value: "phone", label: "Telephone" },
  { value: "company", label: "Company" },
  { value: "job_title", label: "Job title" },
  { value: "time_zone", label: "Time zone" },
  { value: "external_id", label: "Id in their system" },
  { value: "email_consent", label: "Consent to e-mail" },
  { value: "attribute", label: "Something else" },
] as const;

export type RuleContactProps = { draft: RuleDraft; onChange: (changes: Partial<RuleDraft>) => void };

export function RuleContact({ draft, onChange }: RuleContactProps) {
  const { contactFields } = draft;
  const change = (key: number, changes: Partial<ContactDraft>) =>
    onChange({ contactFields: contactFields.map(one => (one.key === key ? { ...one, ...changes } : one)) });
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">Then</legend>
      <Field label="Note the person as a contact" layout="row">
        <Checkbox checked={draft.notesContact} onCheckedChange={notesContact => onChange({ notesContact })} />
      </Field>
      {draft.notesContact ? (
        <div className="flex flex-col gap-2 border-l pl-4">
          {contactFields.map((field, index) => (
            <div
              key={field.key}
              className="grid grid-cols-[1fr_auto] items-center gap-2 md:grid-cols-[10rem_1fr_1fr_auto]"
            >
              <Select
                aria-label={`Field ${index + 1} of the contact`}
                options={targets}
                value={field.field}
                onValueChange={next => change(field.key, { field: next })}
                className="max-md:col-span-2"
              />
              {field.field === "attribute" ? (
                <Input
                  aria-label={`Name of field ${index + 1}`}
                  value={field.label}
                  onValueChange={label => change(field.key, { label })}
                  placeholder="Called, like Plan"
                  className="max-md:col-span-2"
                />
              ) : null}
              <Input
                aria-label={`Where field ${index + 1} stands in the event`}
                value={field.path}
                onValueChange={path => change(field.key, { path })}
                placeholder="data.email"
                className={field.field === "attribute" ? "font-mono" : "font-mono md:col-span-2"}
              />
              <Button
                size="icon"
                variant="ghost"
                aria-label={`Remove field ${index + 1}`}
                onClick={() => onChange({ contactFields: contactFields.filter(one => one.key !== field.key) })}
              >
                <X aria-hidden />
              </Button>
            </div>
          ))}
          <Button
            size="sm"
            variant="ghost"
            className="w-fit"
            onClick={() =>
              onChange({
                contactFields: [...contactFields, { key: makeRowKey(), field: "company", path: "", label: "" }],
              })
            }
          >
            <Plus aria-hidden />
            Add a field
          </Button>
          <Field
            label="Replace what is known already"
            layout="row"
            hint="Otherwise only what is empty is filled in. Whoever has opted out stays opted out."
          >
            <Checkbox checked={draft.mayOverwrite} onCheckedChange={mayOverwrite => onChange({ mayOverwrite })} />
          </Field>
        </div>
      ) : null}
    </fieldset>
  );
}
