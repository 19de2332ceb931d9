"use client";
/** What the timeline shows: tasks or everything that happened, whose, in which state, and since when. */
import { allValue, useAgentOptions } from "#components/tasks/use-agents.ts";
import { writeName } from "#components/tasks/value-words.ts";
import { Button } from "#components/ui/button.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Select } from "#components/ui/select.tsx";
import { ranges, statuses, type TimelineSearch, triggers, views } from "./timeline-search.ts";

const rangeWords = { hour: "Last hour", day: "Last 24 hours", week: "Last 7 days", month: "Last 30 days" };
const things = ["task", "approval", "delivery", "contact", "agent", "import", "workspace"];
const viewWords = { tasks: "Tasks", activity: "Activity" };

type Props = { search: TimelineSearch; onChange: (change: Partial<TimelineSearch>) => void };

export function TimelineFilters({ search, onChange }: Props) {
  const agents = useAgentOptions(search.agent);
  const isFiltered = isNarrowed(search);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SegmentedControl
        label="What to show"
        value={search.view}
        onValueChange={view => onChange({ view })}
        options={views.map(value => ({ value, label: viewWords[value] }))}
      />
      {search.view === "tasks" ? (
        <>
          <Choice
            label="Agent"
            all="All agents"
            value={search.agent}
            options={agents.slice(1)}
            onChange={agent => onChange({ agent })}
          />
          <Choice
            label="Status"
            all="Any status"
            value={search.status}
            options={statuses.map(value => ({ value, label: writeName(value) }))}
            onChange={status => onChange({ status })}
          />
          <Choice
            label="Started by"
            all="Any start"
            value={search.trigger}
            options={triggers.map(value => ({ value, label: writeName(value) }))}
            onChange={trigger => onChange({ trigger })}
          />
          <Choice
            label="Time"
            all="Any time"
            value={search.range}
            options={ranges.map(value => ({ value, label: rangeWords[value] }))}
            onChange={range => onChange({ range })}
          />
        </>
      ) : (
        <Choice
          label="About"
          all="About anything"
          value={search.about}
          options={things.map(value => ({ value, label: writeName(value) }))}
          onChange={about => onChange({ about })}
        />
      )}
      {isFiltered ? (
        <Button size="sm" variant="ghost" onClick={() => onChange(noFilter)}>
          Clear filters
        </Button>
      ) : null}
    </div>
  );
}

export const noFilter = { agent: null, status: null, trigger: null, range: null, about: null };

export function isNarrowed({ view, agent, status, trigger, range, about }: TimelineSearch): boolean {
  return view === "tasks" ? [agent, status, trigger, range].some(one => one !== null) : about !== null;
}

type ChoiceProps<Value extends string> = {
  label: string;
  all: string;
  value: Value | null;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value | null) => void;
};

function Choice<Value extends string>({ label, all, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Select<Value | typeof allValue>
      aria-label={label}
      size="sm"
      className="w-36"
      value={value ?? allValue}
      options={[{ value: allValue, label: all }, ...options]}
      onValueChange={next => onChange(next === allValue ? null : next)}
    />
  );
}
