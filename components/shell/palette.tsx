"use client";
/** The command palette: every command of the moment, and entities from the search sources as the person types. */
import { Dialog } from "@base-ui/react/dialog";
import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { type Command, useAllCommands, useAllSearches } from "./commands.ts";

const searchDelayMs = 140;
const shortestSearch = 2;

type Found = { label: string; commands: Omit<Command, "group">[]; failure: string | null };

export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [text, setText] = useState("");
  const commands = useAllCommands().filter(command => command.isInPalette !== false);
  const found = useFound(open ? text.trim() : "");
  const groups = Map.groupBy(commands, command => command.group);

  function run(command: Omit<Command, "group">) {
    onOpenChange(false);
    setText("");
    command.run();
  }

  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="popup-motion fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl bg-raised shadow-float outline-none">
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Cmdk label="Search and commands" loop>
            <div className="flex items-center gap-2.5 border-b px-4">
              <Search aria-hidden className="size-4 shrink-0 text-faint" />
              <Cmdk.Input
                value={text}
                onValueChange={setText}
                placeholder="Go to a page, do something, find anything"
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-faint max-md:text-[1rem]"
              />
              <Kbd keys="escape" />
            </div>
            <Cmdk.List className="scroll-slim max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
              <Cmdk.Empty className="px-3 py-8 text-center text-muted text-sm">
                Nothing matches “{text}”. Try a page, an agent or a person.
              </Cmdk.Empty>
              {[...groups].map(([group, entries]) => (
                <PaletteGroup key={group} heading={group} entries={entries} onRun={run} />
              ))}
              {found.map(source =>
                source.failure ? (
                  <p key={source.label} role="alert" className="px-2.5 py-2 text-danger text-xs">
                    {source.label} could not be searched: {source.failure}
                  </p>
                ) : (
                  <PaletteGroup
                    key={source.label}
                    heading={source.label}
                    entries={source.commands}
                    onRun={run}
                    matchedText={text}
                  />
                ),
              )}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type PaletteGroupProps = {
  heading: string;
  entries: readonly Omit<Command, "group">[];
  onRun: (command: Omit<Command, "group">) => void;
  /** What these were found by: they match it already, so the palette's own filter must keep them. */
  matchedText?: string;
};

function PaletteGroup({ heading, entries, onRun, matchedText }: PaletteGroupProps) {
  if (entries.length === 0) return null;
  return (
    <Cmdk.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {entries.map(entry => (
        <Cmdk.Item
          key={entry.id}
          value={`${heading} ${entry.label} ${entry.id}`}
          keywords={matchedText === undefined ? entry.keywords : [matchedText]}
          onSelect={() => onRun(entry)}
          className="flex h-9 select-none items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover max-md:h-11"
        >
          {entry.icon ? <entry.icon aria-hidden className="size-4 shrink-0 text-muted" /> : null}
          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
          {entry.keys ? <Kbd keys={entry.keys} className="max-md:hidden" /> : null}
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

function useFound(text: string): Found[] {
  const searches = useAllSearches();
  const [found, setFound] = useState<Found[]>([]);
  useEffect(() => {
    if (text.length < shortestSearch) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const results = await Promise.all(
        searches.map(source =>
          source.search(text, abort.signal).then(
            commands => ({ label: source.label, commands, failure: null }),
            (error: unknown) => ({
              label: source.label,
              commands: [],
              failure: error instanceof Error ? error.message : String(error),
            }),
          ),
        ),
      );
      if (!abort.signal.aborted) setFound(results);
    }, searchDelayMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, searches]);
  return found;
}
