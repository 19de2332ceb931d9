"use client";
/** Which conversations are shown: unread, waiting for an answer, whose, and with which kind of message. */
import { type AgentOption, allValue } from "#components/tasks/use-agents.ts";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Select } from "#components/ui/select.tsx";
import { type MessagesSearch, shows, types } from "./message-data.ts";
import { typeLooks } from "./message-words.ts";

const showWords = { all: "All", unread: "Unread", waiting: "Needs an answer" };

export type MessagesFiltersProps = {
  search: MessagesSearch;
  agents: readonly AgentOption[];
  onChange: (change: Partial<MessagesSearch>) => void;
};

export function MessagesFilters({ search, agents, onChange }: MessagesFiltersProps) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SegmentedControl
        label="Which conversations"
        value={search.show}
        onValueChange={show => onChange({ show })}
        options={shows.map(value => ({ value, label: showWords[value] }))}
      />
      <Select
        aria-label="Agent"
        size="sm"
        className="w-40"
        value={search.agent ?? allValue}
        options={agents}
        onValueChange={agent => onChange({ agent: agent === allValue ? null : agent })}
      />
      <Select<(typeof types)[number] | typeof allValue>
        aria-label="Type"
        size="sm"
        className="w-36"
        value={search.type ?? allValue}
        options={[
          { value: allValue, label: "Any type" },
          ...types.map(value => ({ value, label: typeLooks[value].word })),
        ]}
        onValueChange={type => onChange({ type: type === allValue ? null : type })}
      />
    </div>
  );
}
