"use client";
/** Moves the focus along the rows of a list with j and k; a row is any element that carries data-row. */
import { useMemo, useRef } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";

/** Give the returned ref to the element around the rows. `group` heads these keys in the list of keys. */
export function useRowKeys<Frame extends HTMLElement>(group: string) {
  const frame = useRef<Frame>(null);
  const commands = useMemo<Command[]>(() => {
    function move(step: 1 | -1) {
      const rows = [...(frame.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
      const at = rows.findIndex(row => row === document.activeElement || row.contains(document.activeElement));
      const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    }
    const common = { group, isInPalette: false };
    return [
      { ...common, id: `${group}-next`, label: "Next row", keys: "j", run: () => move(1) },
      { ...common, id: `${group}-previous`, label: "Previous row", keys: "k", run: () => move(-1) },
    ];
  }, [group]);
  useCommands(commands);
  return frame;
}
