"use client";
/** Opens the panel of a delegation from anywhere on a page, by a press or by the key d on a focused row. */
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { showInfo } from "#components/ui/toast.ts";
import type { Delegable, Params, TaskDefinition } from "./delegate-data.ts";

const DelegateSheet = dynamic(() => import("./delegate-sheet.tsx").then(module => module.DelegateSheet), {
  ssr: false,
});

/** What the panel begins with: the choice of a task for a row, or a dry run that was asked for elsewhere. */
export type DelegationStart = { row: Delegable } | { definition: TaskDefinition; params: Params; taskId: string };

export type Delegation = {
  delegate: (row: Delegable) => void;
  /** Shows a dry run that has been asked for. */
  show: (dryRun: { definition: TaskDefinition; params: Params; taskId: string }) => void;
  /** The panel, to be put anywhere on the page. */
  sheet: ReactNode;
};

export function useDelegation(): Delegation {
  const [start, setStart] = useState<(DelegationStart & { key: number }) | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const begin = useCallback((next: DelegationStart) => {
    setStart(before => ({ ...next, key: (before?.key ?? 0) + 1 }));
    setIsOpen(true);
  }, []);
  const delegate = useCallback((row: Delegable) => begin({ row }), [begin]);
  const sheet =
    start === null ? null : <DelegateSheet key={start.key} start={start} isOpen={isOpen} onOpenChange={setIsOpen} />;
  return { delegate, show: begin, sheet };
}

/** The same for a list whose rows carry `data-row`: d delegates the row that has the focus. */
export function useRowDelegation(group: string, rowOf: (id: string) => Delegable | null): Delegation {
  const delegation = useDelegation();
  const { delegate } = delegation;
  const latest = useRef(rowOf);
  useEffect(() => {
    latest.current = rowOf;
  });
  const commands = useMemo<Command[]>(() => {
    function delegateFocused() {
      const id = document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row;
      const row = id === undefined ? null : latest.current(id);
      if (row === null) void showInfo("Choose a row first, with j and k");
      else delegate(row);
    }
    return [
      {
        id: `${group}-delegate`,
        group,
        label: "Delegate the row to …",
        keys: "d",
        isInPalette: false,
        run: delegateFocused,
      },
    ];
  }, [group, delegate]);
  useCommands(commands);
  return delegation;
}
