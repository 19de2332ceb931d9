"use client";
/** Which rows of a list are selected, one by one or as a range; rows that are gone are no longer selected. */
import { useRef, useState } from "react";

export function useSelection<Row extends { id: string }>(rows: readonly Row[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const selected = rows.filter(row => ids.has(row.id));

  function toggle(id: string, isRange = false) {
    const from = rows.findIndex(row => row.id === anchor.current);
    const to = rows.findIndex(row => row.id === id);
    if (isRange && from !== -1 && to !== -1) {
      const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(row => row.id);
      setIds(new Set([...ids, ...range]));
      return;
    }
    anchor.current = id;
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setIds(next);
  }

  function add(more: readonly string[]) {
    setIds(before => new Set([...before, ...more]));
  }

  return { ids, selected, toggle, add, clear: () => setIds(new Set()) };
}
