"use client";
/** What the analytics are about: which days, and whose work. */
import { nameEffect } from "#components/approvals/effect-words.ts";
import { allValue, useAgentOptions } from "#components/tasks/use-agents.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Analytics } from "#lib/operations/shapes/analytics.ts";
import { useNameTask } from "./analytics-names.ts";
import type { AnalyticsSearch } from "./analytics-search.ts";

type Change = Partial<Pick<AnalyticsSearch, "range" | "from" | "to" | "agent" | "task" | "effect">>;
type Props = { search: AnalyticsSearch; analytics: Analytics | undefined; onChange: (change: Change) => void };

export function AnalyticsFilters({ search, analytics, onChange }: Props) {
  const agents = useAgentOptions(search.agent);
  const nameTask = useNameTask();
  const tasks = withChosen(analytics?.choices.tasks ?? [], search.task).filter(
    name => search.agent === null || name.startsWith(`${search.agent}.`),
  );
  const effects = withChosen(analytics?.choices.effect_kinds ?? [], search.effect);
  const isNarrowed = search.agent !== null || search.task !== null || search.effect !== null;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SegmentedControl
        label="Days"
        value={search.range}
        onValueChange={range =>
          onChange(
            range === "own" && analytics && search.from === null
              ? { range, from: new Date(analytics.range.from), to: new Date(analytics.range.to) }
              : { range },
          )
        }
        options={[
          { value: "7", label: "7 days" },
          { value: "30", label: "30 days" },
          { value: "90", label: "90 days" },
          { value: "own", label: "Other" },
        ]}
      />
      {search.range === "own" ? (
        <>
          <DayField label="First day" value={search.from} onChange={from => onChange({ from })} />
          <DayField label="Last day" value={search.to} onChange={to => onChange({ to })} />
        </>
      ) : null}
      <Select
        aria-label="Agent"
        size="sm"
        className="w-36"
        value={search.agent ?? allValue}
        options={agents}
        onValueChange={agent => onChange({ agent: agent === allValue ? null : agent, task: null })}
      />
      <Select
        aria-label="Task"
        size="sm"
        className="w-44"
        value={search.task ?? allValue}
        options={[{ value: allValue, label: "All tasks" }, ...tasks.map(value => ({ value, label: nameTask(value) }))]}
        onValueChange={task => onChange({ task: task === allValue ? null : task })}
      />
      <Select
        aria-label="Kind of effect"
        size="sm"
        className="w-36"
        value={search.effect ?? allValue}
        options={[
          { value: allValue, label: "Any effect" },
          ...effects.map(value => ({ value, label: nameEffect(value) })),
        ]}
        onValueChange={effect => onChange({ effect: effect === allValue ? null : effect })}
      />
      {isNarrowed ? (
        <Button size="sm" variant="ghost" onClick={() => onChange({ agent: null, task: null, effect: null })}>
          Clear filters
        </Button>
      ) : null}
    </div>
  );
}

function withChosen(values: readonly string[], chosen: string | null): string[] {
  return chosen === null || values.includes(chosen) ? [...values] : [...values, chosen];
}

type DayFieldProps = { label: string; value: Date | null; onChange: (value: Date | null) => void };

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <Input
      type="date"
      aria-label={`${label} (UTC)`}
      className="h-7 w-36 text-xs"
      value={value === null ? "" : value.toISOString().slice(0, 10)}
      onValueChange={text => onChange(text === "" ? null : new Date(`${text}T00:00:00Z`))}
    />
  );
}
