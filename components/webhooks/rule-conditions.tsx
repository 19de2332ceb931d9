"use client";
/** What must hold in an event besides its type, row by row. */
import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { type ConditionDraft, makeRowKey } from "./rule-draft.ts";

const operators = [
  { value: "equals", label: "is" },
  { value: "not-equals", label: "is not" },
  { value: "contains", label: "contains" },
  { value: "starts-with", label: "begins with" },
  { value: "greater", label: "is more than" },
  { value: "less", label: "is less than" },
  { value: "exists", label: "is there" },
  { value: "missing", label: "is not there" },
] as const;

export type RuleConditionsProps = {
  conditions: readonly ConditionDraft[];
  onChange: (conditions: ConditionDraft[]) => void;
};

export function RuleConditions({ conditions, onChange }: RuleConditionsProps) {
  const change = (key: number, changes: Partial<ConditionDraft>) =>
    onChange(conditions.map(one => (one.key === key ? { ...one, ...changes } : one)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">Only when</legend>
      {conditions.map((condition, index) => {
        const takesValue = condition.operator !== "exists" && condition.operator !== "missing";
        const number = index + 1;
        return (
          <div
            key={condition.key}
            className="grid grid-cols-[1fr_auto] items-center gap-2 md:grid-cols-[1fr_9rem_1fr_auto]"
          >
            <Input
              aria-label={`Condition ${number}: where in the event`}
              value={condition.path}
              onValueChange={path => change(condition.key, { path })}
              placeholder="data.plan"
              className="font-mono max-md:col-span-2"
            />
            <Select
              aria-label={`Condition ${number}: how`}
              options={operators}
              value={condition.operator}
              onValueChange={operator => change(condition.key, { operator })}
              className="max-md:col-span-2"
            />
            {takesValue ? (
              <Input
                aria-label={`Condition ${number}: value`}
                value={condition.value}
                onValueChange={value => change(condition.key, { value })}
                placeholder="pro"
              />
            ) : (
              <span />
            )}
            <Button
              size="icon"
              variant="ghost"
              aria-label={`Remove condition ${number}`}
              onClick={() => onChange(conditions.filter(one => one.key !== condition.key))}
            >
              <X aria-hidden />
            </Button>
          </div>
        );
      })}
      <Button
        size="sm"
        variant="ghost"
        className="w-fit"
        onClick={() => onChange([...conditions, { key: makeRowKey(), path: "", operator: "equals", value: "" }])}
      >
        <Plus aria-hidden />
        Add a condition
      </Button>
    </fieldset>
  );
}
