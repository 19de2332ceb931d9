"use client";
/** Loaded after the page stands. Keeps only the rows near what is being read in the document, however many there are. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useLayoutEffect, useState } from "react";
import type { TimelineRow } from "./timeline-search.ts";

const overscan = 12;

/** Where a row stands from the top of the list; `measure` learns its true height. */
export type RowPlace = { startPx: number; measure: (row: Element | null) => void };

export type VirtualRowsProps = {
  rows: readonly TimelineRow[];
  rowHeightPx: number;
  frame: RefObject<HTMLDivElement | null>;
  renderRow: (index: number, place: RowPlace) => ReactNode;
};

export function VirtualRows({ rows, rowHeightPx, frame, renderRow }: VirtualRowsProps) {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(frame.current?.offsetTop ?? 0), [frame]);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeightPx,
    overscan,
    scrollMargin: offset,
    getItemKey: index => rows[index]?.id ?? index,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
  });
  return (
    <ol className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(item =>
        renderRow(item.index, {
          startPx: item.start - virtual.options.scrollMargin,
          measure: virtual.measureElement,
        }),
      )}
    </ol>
  );
}
