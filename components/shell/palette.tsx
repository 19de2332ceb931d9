"use client";
/** The command palette: every command of the moment, what was opened last, and everything the workspace has as the person types. */
import { Dialog } from "@base-ui/react/dialog";
import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { type Command, useAllCommands } from "./commands.ts";
import { findHitPage, foundKinds, type Hit } from "./found-kinds.ts";
import { PaletteCommand, PaletteGroup, PaletteHit } from "./palette-rows.tsx";
import { readRecentHits, rememberHit } from "./recent-hits.ts";
import { useFoundCommands, useFoundHits } from "./use-found.ts";

const foundPrefix = "found ";

/**
 * Each word that is typed must begin a word of the command's name or of its keywords, which cmdk hands over with the name first.
 * What was found matches already, and stands below the commands whose own words match.
 */
function rank(value: string, search: string, keywords: string[] = []): number {
  if (value.startsWith(foundPrefix)) return 0.1;
  const [name = "", ...others] = keywords.map(text => ` ${text.toLowerCase()}`);
  const typed = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isIn = (text: string) => typed.every(word => text.includes(` ${word}`));
  if (name.startsWith(` ${search.toLowerCase()}`)) return 1;
  if (isIn(name)) return 0.8;
  return isIn(name + others.join("")) ? 0.5 : 0;
}

/** What a page offers stands first, then where one can go; what is always there comes last. */
const groupOrder = ["Go to", "Agents", "Settings", "General"];

function orderGroups(commands: readonly Command[]): [string, Command[]][] {
  const place = (group: string) => groupOrder.indexOf(group);
  return [...Map.groupBy(commands, command => command.group)].sort(([a], [b]) => place(a) - place(b));
}

export type PaletteProps = { workspaceId: string; open: boolean; onOpenChange: (open: boolean) => void };

export function Palette({ workspaceId, open, onOpenChange }: PaletteProps) {
  const router = useRouter();
  const [text, setText] = useState("");
  const commands = useAllCommands().filter(command => command.isInPalette !== false);
  const asked = open ? text.trim() : "";
  const { hits, isSearching, failure } = useFoundHits(asked);
  const sources = useFoundCommands(asked);
  const recent = open && asked === "" ? readRecentHits(workspaceId) : [];

  function close() {
    onOpenChange(false);
    setText("");
  }
  function run(command: Omit<Command, "group">) {
    close();
    command.run();
  }
  function openHit(hit: Pick<Hit, "kind" | "id" | "title" | "detail" | "domain">) {
    close();
    const { kind, id, title, detail, domain } = hit;
    rememberHit({ workspaceId, kind, id, title, detail, domain });
    router.push(findHitPage(hit));
  }

  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="popup-motion fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-2xl overflow-hidden rounded-xl bg-raised shadow-float outline-none max-md:top-3">
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Cmdk label="Search and commands" loop filter={rank}>
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
            <Cmdk.List className="scroll-slim h-[min(26rem,62vh)] overflow-y-auto p-1.5 max-md:h-[calc(100dvh-6rem)]">
              <Cmdk.Empty className="px-3 py-8 text-center text-muted text-sm">
                {isSearching
                  ? "Searching"
                  : `Nothing matches “${text}”. Try a page, an agent, a person, or words of a message.`}
              </Cmdk.Empty>
              {recent.length > 0 ? (
                <PaletteGroup heading="Recent">
                  {recent.map(hit => (
                    <PaletteHit
                      key={hit.id}
                      hit={hit}
                      value={`recent ${hit.title} ${hit.id}`}
                      onOpen={() => openHit(hit)}
                    />
                  ))}
                </PaletteGroup>
              ) : null}
              {orderGroups(commands).map(([group, entries]) => (
                <PaletteGroup key={group} heading={group}>
                  {entries.map(entry => (
                    <PaletteCommand key={entry.id} command={entry} value={`${group} ${entry.id}`} onRun={run} />
                  ))}
                </PaletteGroup>
              ))}
              {[...Map.groupBy(hits, hit => hit.kind)].map(([kind, found]) => (
                <PaletteGroup key={kind} heading={foundKinds[kind].label}>
                  {found.map(hit => (
                    <PaletteHit
                      key={hit.id}
                      hit={hit}
                      value={`${foundPrefix}${kind} ${hit.id}`}
                      onOpen={() => openHit(hit)}
                    />
                  ))}
                </PaletteGroup>
              ))}
              {sources.map(source => (
                <PaletteGroup key={source.label} heading={source.label}>
                  {source.commands.map(entry => (
                    <PaletteCommand
                      key={entry.id}
                      command={entry}
                      value={`${foundPrefix}${source.label} ${entry.id}`}
                      onRun={run}
                    />
                  ))}
                </PaletteGroup>
              ))}
              {failure === null ? null : (
                <p role="alert" className="px-2.5 py-2 text-danger text-xs">
                  The workspace could not be searched: {failure}
                </p>
              )}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
