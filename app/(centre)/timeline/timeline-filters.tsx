"use client";
/** What the timeline shows: tasks or everything that happened, whose, in which state, since when, and with which words. */
import { Search, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { titleTrigger } from "#components/tasks/trigger-words.ts";
import { allValue, useAgentOptions } from "#components/tasks/use-agents.ts";
import { writeName } from "#components/tasks/value-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Select } from "#components/ui/select.tsx";
import { ranges, statuses, type TimelineSearch, triggers, views } from "./timeline-search.ts";

const rangeWords = { hour: "Last hour", day: "Last 24 hours", week: "Last 7 days", month: "Last 30 days" };
const things = ["task", "approval", "delivery", "contact", "agent", "import", "workspace"];
const viewWords = { tasks: "Tasks", activity: "Activity" };
const typingMs = 250;

export const noFilter = {
  agent: null,
  status: null,
  trigger: null,
  range: null,
  text: null,
  dry: null,
  sweep: null,
  about: null,
};

/** What people look for most, one press away. */
const quick: { label: string; filter: Partial<TimelineSearch> }[] = [
  { label: "Running", filter: { status: "running" } },
  { label: "Awaiting approval", filter: { status: "awaiting_approval" } },
  { label: "Failed today", filter: { status: "failed", range: "day" } },
  { label: "Sweeps", filter: { trigger: "sweep" } },
  { label: "Dry runs", filter: { dry: "only" } },
];

type Change = (change: Partial<TimelineSearch>, options?: { history: "replace" | "push" }) => void;
type Props = { search: TimelineSearch; onChange: Change };

export function TimelineFilters({ search, onChange }: Props) {
  const agents = useAgentOptions(search.agent);
  return (
    <div className="mb-4 flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SegmentedControl
          label="What to show"
          value={search.view}
          onValueChange={view => onChange({ view })}
          options={views.map(value => ({ value, label: viewWords[value] }))}
        />
        {search.view === "tasks" ? (
          <>
            <SearchField search={search} onChange={onChange} />
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
              options={triggers.map(value => ({ value, label: titleTrigger(value) }))}
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
      </div>
      <div className="flex min-h-7 flex-wrap items-center gap-1.5">
        {search.view === "tasks"
          ? quick.map(({ label, filter }) => (
              <QuickFilter
                key={label}
                label={label}
                isOn={Object.entries(filter).every(([name, value]) => search[name as keyof TimelineSearch] === value)}
                onChange={isOn => onChange(isOn ? { ...noFilter, ...filter } : noFilter)}
              />
            ))
          : null}
        {search.sweep === null ? null : (
          <QuickFilter label="One sweep" isOn onChange={() => onChange({ sweep: null })} />
        )}
        {isNarrowed(search) ? (
          <Button size="sm" variant="ghost" onClick={() => onChange(noFilter)}>
            Clear filters
          </Button>
        ) : null}
      </div>
    </div>
  );
}

export function isNarrowed({ view, about, ...ofTasks }: TimelineSearch): boolean {
  return view === "tasks" ? Object.values(ofTasks).some(one => one !== null) : about !== null;
}

/** Follows the typing after a short pause; the address holds the words, and Back leaves the search in one step. */
function SearchField({ search, onChange }: Props) {
  const [draft, setDraft] = useState(search.text ?? "");
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(search.text ?? "");
  useEffect(() => {
    if ((search.text ?? "") === sent.current) return;
    sent.current = search.text ?? "";
    setDraft(sent.current);
  }, [search.text]);
  useEffect(() => {
    const text = draft.trim();
    if (text === sent.current.trim()) return;
    const timer = setTimeout(() => {
      const history = sent.current === "" || text === "" ? "push" : "replace";
      sent.current = text;
      onChange({ text: text === "" ? null : text }, { history });
    }, typingMs);
    return () => clearTimeout(timer);
  }, [draft, onChange]);
  const commands = useMemo<Command[]>(
    () => [
      { id: "timeline-search", group: "Timeline", label: "Search tasks", keys: "/", run: () => field.current?.focus() },
    ],
    [],
  );
  useCommands(commands);
  return (
    <div className="relative w-full sm:w-56">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted"
      />
      <Input
        ref={field}
        type="search"
        aria-label="Search tasks"
        placeholder="Names, inputs, results, errors"
        maxLength={200}
        value={draft}
        onChange={event => setDraft(event.target.value)}
        onKeyDown={event => {
          if (event.key === "Escape") setDraft("");
        }}
        className="h-8 pl-8 text-xs max-md:h-11"
      />
    </div>
  );
}

function QuickFilter({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={() => onChange(!isOn)}
      className="inline-flex h-7 items-center gap-1 rounded-full border bg-surface px-2.5 text-muted text-xs hover:bg-hover hover:text-text aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-text max-md:h-11 max-md:px-3.5"
    >
      {label}
      {isOn ? <X aria-hidden className="size-3" /> : null}
    </button>
  );
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
      className="w-36 max-sm:w-[calc(50%-0.25rem)]"
      value={value ?? allValue}
      options={[{ value: allValue, label: all }, ...options]}
      onValueChange={next => onChange(next === allValue ? null : next)}
    />
  );
}
