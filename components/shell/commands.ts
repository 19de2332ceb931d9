"use client";
/** What can be done from the keyboard and the palette right now: pages add their commands while they are shown. */
import type { LucideIcon } from "lucide-react";
import { useEffect, useId, useSyncExternalStore } from "react";

export type Command = {
  id: string;
  label: string;
  /** The heading under which the palette and the list of keys show it. */
  group: string;
  /** "mod+k" for a chord, "g o" for a sequence, "j" for a single key. */
  keys?: string;
  icon?: LucideIcon;
  /** The agent whose sign stands before it, in place of an icon. */
  agent?: string;
  keywords?: string[];
  /** False for keys that make no sense as a palette entry, such as "next row". */
  isInPalette?: boolean;
  run: () => void;
};

/** A source of entities for the palette; asked while the person types, cancelled when they type on. */
export type CommandSearch = {
  id: string;
  label: string;
  search: (text: string, signal: AbortSignal) => Promise<Omit<Command, "group">[]>;
};

function makeStore<Entry>() {
  const byOwner = new Map<string, readonly Entry[]>();
  const listeners = new Set<() => void>();
  let all: readonly Entry[] = [];
  function change() {
    all = [...byOwner.values()].flat();
    for (const listener of listeners) listener();
  }
  return {
    read: () => all,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    put(owner: string, entries: readonly Entry[]) {
      byOwner.set(owner, entries);
      change();
    },
    remove(owner: string) {
      byOwner.delete(owner);
      change();
    },
  };
}

const commandStore = makeStore<Command>();
const searchStore = makeStore<CommandSearch>();
const none: readonly never[] = [];

/** Offers these commands while the calling component is mounted. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useId();
  useEffect(() => {
    commandStore.put(owner, commands);
  }, [owner, commands]);
  useEffect(() => () => commandStore.remove(owner), [owner]);
}

/** Lets the palette search these entities while the calling component is mounted. */
export function useCommandSearch(search: CommandSearch): void {
  const owner = useId();
  useEffect(() => {
    searchStore.put(owner, [search]);
  }, [owner, search]);
  useEffect(() => () => searchStore.remove(owner), [owner]);
}

export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(commandStore.subscribe, commandStore.read, () => none);
}

export function useAllSearches(): readonly CommandSearch[] {
  return useSyncExternalStore(searchStore.subscribe, searchStore.read, () => none);
}

/** The commands of this moment, for event handlers that must not re-render. */
export function readCommands(): readonly Command[] {
  return commandStore.read();
}
