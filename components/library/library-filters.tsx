"use client";
/** The filters above a list of the library: what begins how, and choices of what there is. */
import { useQuery } from "@tanstack/react-query";
import { debounce, type Options } from "nuqs";
import { type ReactNode, useMemo, useRef } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { facetsQuery, type ListSearch } from "./library-data.ts";
import type { Narrowing } from "./use-library.ts";

const typingMs = 250;
/** Stands for "any"; no platform, niche or state is called so. */
const any = "*";

export type StateOption = { value: string; label: string };
export type LibraryFiltersProps = {
  search: ListSearch;
  onNarrow: (change: Narrowing, options?: Options) => void;
  /** Whose platforms and niches are offered. */
  facets?: "posts" | "videos" | "creators";
  hasNiche?: boolean;
  /** What a search looks at, when there is one. */
  searched?: string;
  states?: { label: string; any: string; options: readonly StateOption[] };
  actions?: ReactNode;
};

export function LibraryFilters(props: LibraryFiltersProps) {
  const { search, onNarrow, facets, hasNiche, searched, states, actions } = props;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      {searched ? <SearchField text={search.search} searched={searched} onNarrow={onNarrow} /> : null}
      {facets ? (
        <FacetChoices facets={facets} hasNiche={hasNiche === true} search={search} onNarrow={onNarrow} />
      ) : null}
      {states ? (
        <Select
          aria-label={states.label}
          size="sm"
          className="w-44"
          value={search.state ?? any}
          onValueChange={state => onNarrow({ state: state === any ? null : state })}
          options={withAny(states.any, states.options, search.state)}
        />
      ) : null}
      {actions ? <div className="ml-auto flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}

type SearchFieldProps = { text: string; searched: string; onNarrow: LibraryFiltersProps["onNarrow"] };

function SearchField({ text, searched, onNarrow }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "library-find",
        group: "Library",
        label: "Find in this list",
        keys: "/",
        isInPalette: false,
        run: () => field.current?.focus(),
      },
    ],
    [],
  );
  useCommands(commands);
  return (
    <Input
      ref={field}
      type="search"
      aria-label={`Find by the beginning of ${searched}`}
      placeholder={`${searched.charAt(0).toUpperCase()}${searched.slice(1)} begins with…`}
      className="max-w-72"
      value={text}
      onValueChange={next =>
        onNarrow(
          { search: next },
          { history: "replace", limitUrlUpdates: next === "" ? undefined : debounce(typingMs) },
        )
      }
    />
  );
}

type FacetChoicesProps = Pick<LibraryFiltersProps, "search" | "onNarrow"> & {
  facets: "posts" | "videos" | "creators";
  hasNiche: boolean;
};

function FacetChoices({ facets, hasNiche, search, onNarrow }: FacetChoicesProps) {
  const { data } = useQuery(facetsQuery);
  usePulse(["task", "import"], facetsQuery.queryKey);
  const { platforms, niches } = data?.[facets] ?? { platforms: [], niches: [] };
  return (
    <>
      <Select
        aria-label="Platform"
        size="sm"
        className="w-36"
        value={search.platform ?? any}
        onValueChange={platform => onNarrow({ platform: platform === any ? null : platform })}
        options={withAny("All platforms", platforms.map(toOption), search.platform)}
      />
      {hasNiche ? (
        <Select
          aria-label="Niche"
          size="sm"
          className="w-44"
          value={search.niche ?? any}
          onValueChange={niche => onNarrow({ niche: niche === any ? null : niche })}
          options={withAny("All niches", niches.map(toOption), search.niche)}
        />
      ) : null}
    </>
  );
}

const toOption = (value: string): StateOption => ({ value, label: value });

/** The choices with "any" first; one that the address names is offered even when nothing has it any more. */
function withAny(label: string, options: readonly StateOption[], chosen: string | null): StateOption[] {
  const isUnknown = chosen !== null && !options.some(option => option.value === chosen);
  return [{ value: any, label }, ...options, ...(isUnknown ? [toOption(chosen)] : [])];
}
