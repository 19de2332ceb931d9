"use client";
/** "Delegate to …": opens what agents could do for one row. The panel behind it is loaded on the first press. */
import { Forward } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import type { Delegable } from "./delegate-data.ts";
import { useDelegation } from "./use-delegation.tsx";

export type DelegateButtonProps = Pick<ButtonProps, "size" | "variant" | "className"> & {
  row: Delegable;
  /** The key that presses it, where the page is about this one row. */
  shortcut?: string;
};

export function DelegateButton({ row, shortcut, ...look }: DelegateButtonProps) {
  const { delegate, sheet } = useDelegation();
  const latest = useRef(row);
  useEffect(() => {
    latest.current = row;
  });
  const { label } = row;
  const commands = useMemo<Command[]>(() => {
    if (shortcut === undefined) return [];
    const run = () => delegate(latest.current);
    return [
      { id: "delegate", group: "Delegation", label: `Delegate ${label} to …`, keys: shortcut, icon: Forward, run },
    ];
  }, [shortcut, label, delegate]);
  useCommands(commands);
  return (
    <>
      <Button {...look} aria-haspopup="dialog" onClick={() => delegate(row)}>
        <Forward aria-hidden />
        Delegate to …
      </Button>
      {sheet}
    </>
  );
}

export type RowDelegateProps = { label: string; onDelegate: () => void; className?: string };

/** The same at the end of a row: seen when the row is pointed at or holds the focus; a row without a pointer has its page. */
export function RowDelegate({ label, onDelegate, className }: RowDelegateProps) {
  return (
    <Button
      size="sm"
      aria-label={`Delegate ${label} to …`}
      aria-haspopup="dialog"
      onClick={onDelegate}
      className={joinClasses(
        "-translate-y-1/2 absolute top-1/2 right-2 z-1 opacity-0 focus-visible:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:hidden max-md:hidden",
        className,
      )}
    >
      <Forward aria-hidden />
      Delegate to …
    </Button>
  );
}
