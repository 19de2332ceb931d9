"use client";
/** Which rows of a list are selected: one by one, as a range, or all that match, shown or not. Rows that are gone are no longer selected. */
import { useRef, useState } from "react";

export function useSelection<Row extends { id: string }, All>(rows: readonly Row[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState<All | null>(null);
  const anchor = useRef<string | null>(null);
  const selected = rows.filter(row => all !== null || ids.has(row.id));

  function toggle(id: string, isRange = false) {
    const from = rows.findIndex(row => row.id === anchor.current);
    const to = rows.findIndex(row => row.id === id);
    // Whoever takes one out of all that match has a list of their own from then on.
    const base = all === null ? ids : new Set(rows.map(row => row.id));
    setAll(null);
    if (isRange && from !== -1 && to !== -1) {
      const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(row => row.id);
      setIds(new Set([...base, ...range]));
      return;
    }
    anchor.current = id;
    const next = new Set(base);
    if (!next.delete(id)) next.add(id);
    setIds(next);
  }

  function add(more: readonly string[]) {
    setIds(before => new Set([...before, ...more]));
  }

  function clear() {
    setIds(new Set());
    setAll(null);
  }

  return { selected, has: (id: string) => all !== null || ids.has(id), all, selectAll: setAll, toggle, add, clear };
}
