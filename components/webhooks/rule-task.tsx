"use client";
/** Which task a rule runs, and how each of its parameters is made. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readAgentQuery } from "#components/agents/agent-data.ts";
import { allValue, useAgentOptions } from "#components/tasks/use-agents.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ParamDraft, RuleDraft } from "./rule-draft.ts";

const nothing = "-";

export type RuleTaskProps = { draft: RuleDraft; onChange: (changes: Partial<RuleDraft>) => void };

export function RuleTask({ draft, onChange }: RuleTaskProps) {
  const [domain, setDomain] = useState(draft.task?.split(".")[0] ?? nothing);
  const agents = useAgentOptions(null).filter(option => option.value !== allValue);
  const { data: agent } = useQuery({ ...readAgentQuery(domain), enabled: domain !== nothing });
  const tasks = agent?.tasks ?? [];
  const chosen = tasks.find(task => task.name === draft.task);
  const fields = Object.entries((chosen?.params.properties ?? {}) as Record<string, { description?: string }>);
  const required = (chosen?.params.required ?? []) as readonly string[];

  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Run a task of">
          <Select
            options={[{ value: nothing, label: "Nobody" }, ...agents]}
            value={domain}
            onValueChange={next => {
              setDomain(next);
              onChange({ task: null, params: {} });
            }}
          />
        </Field>
        {domain === nothing ? null : (
          <Field label="Task" hint={chosen?.purpose}>
            <Select
              options={tasks.map(({ name, title }) => ({ value: name, label: title }))}
              value={draft.task}
              placeholder="Choose a task"
              onValueChange={task => onChange({ task, params: {} })}
            />
          </Field>
        )}
      </div>
      {fields.length > 0 ? (
        <div className="flex flex-col gap-3 border-l pl-4">
          {fields.map(([name, { description }]) => (
            <Param
              key={name}
              name={name}
              hint={description}
              isRequired={required.includes(name)}
              notesContact={draft.notesContact}
              param={draft.params[name] ?? { from: "default", text: "" }}
              onChange={param => onChange({ params: { ...draft.params, [name]: param } })}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}

type ParamProps = {
  name: string;
  hint?: string;
  isRequired: boolean;
  notesContact: boolean;
  param: ParamDraft;
  onChange: (param: ParamDraft) => void;
};

function Param({ name, hint, isRequired, notesContact, param, onChange }: ParamProps) {
  const options = [
    { value: "default" as const, label: isRequired ? "Choose where from" : "As the task has it" },
    { value: "payload" as const, label: "From the event" },
    ...(notesContact || param.from === "contact" ? [{ value: "contact" as const, label: "The noted contact" }] : []),
    { value: "constant" as const, label: "Always the same" },
  ];
  const takesText = param.from === "payload" || param.from === "constant";
  return (
    <Field label={<code className="font-mono">{name}</code>} hint={hint} isRequired={isRequired}>
      <div className="grid gap-2 md:grid-cols-[12rem_1fr]">
        <Select
          aria-label={`Where ${name} comes from`}
          options={options}
          value={param.from}
          onValueChange={from => onChange({ ...param, from })}
        />
        {takesText ? (
          <Input
            aria-label={param.from === "payload" ? `Where ${name} stands in the event` : `Value of ${name}`}
            value={param.text}
            onValueChange={text => onChange({ ...param, text })}
            placeholder={param.from === "payload" ? "data.id" : "Value"}
            className={param.from === "payload" ? "font-mono" : undefined}
          />
        ) : null}
      </div>
    </Field>
  );
}
