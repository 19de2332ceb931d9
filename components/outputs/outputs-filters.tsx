"use client";
/** Which outputs are shown: whose, of which kind, in which state, with which words in the title. */
import { useMemo, useRef } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { type AgentOption, allValue } from "#components/tasks/use-agents.ts";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { kinds, type OutputsSearch } from "./output-data.ts";
import { kindLooks, stateOptions } from "./output-words.ts";

export type OutputsFiltersProps = {
  search: OutputsSearch;
  agents: readonly AgentOption[];
  onChange: (change: Partial<OutputsSearch>) => void;
  onFind: (find: string) => void;
};

export function OutputsFilters({ search, agents, onChange, onFind }: OutputsFiltersProps) {
  const field = useRef<HTMLInputElement>(null);
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "outputs-find",
        group: "Outputs",
        label: "Find in the titles",
        keys: "/",
        isInPalette: false,
        run: () => field.current?.focus(),
      },
    ],
    [],
  );
  useCommands(commands);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Input
        ref={field}
        type="search"
        aria-label="Find in the titles"
        placeholder="Find in the titles…"
        className="max-w-64"
        value={search.find}
        onValueChange={onFind}
      />
      <Select
        aria-label="Agent"
        size="sm"
        className="w-40"
        value={search.agent ?? allValue}
        options={agents}
        onValueChange={agent => onChange({ agent: agent === allValue ? null : agent })}
      />
      <Select<(typeof kinds)[number] | typeof allValue>
        aria-label="Kind"
        size="sm"
        className="w-32"
        value={search.kind ?? allValue}
        options={[
          { value: allValue, label: "All kinds" },
          ...kinds.map(value => ({ value, label: `${kindLooks[value].word}s` })),
        ]}
        onValueChange={kind => onChange({ kind: kind === allValue ? null : kind })}
      />
      <Select<(typeof stateOptions)[number]["value"] | typeof allValue>
        aria-label="State"
        size="sm"
        className="w-44"
        value={search.state ?? allValue}
        options={[{ value: allValue, label: "Any state" }, ...stateOptions]}
        onValueChange={state => onChange({ state: state === allValue ? null : state })}
      />
    </div>
  );
}
