"use client";
/** The rows of the timeline: the first ones as the server writes them, then only those near what is being read. */
import { type ComponentType, type RefObject, useEffect, useState } from "react";
import { ActivityRow } from "#components/tasks/activity-row.tsx";
import { TaskRow } from "#components/tasks/task-row.tsx";
import type { Task } from "#lib/operations/shapes/task.ts";
import type { TimelineRow } from "./timeline-search.ts";
import { useLiveTask } from "./use-timeline.ts";
import type { RowPlace, VirtualRowsProps } from "./virtual-rows.tsx";

const rowHeightPx = 41;
/** As many as the highest screens show at once. */
const firstRows = 40;

export type TimelineRowsProps = {
  rows: readonly TimelineRow[];
  hasMore: boolean;
  isCovered: (id: string) => boolean;
  nameOf: (id: string | null) => string;
  frame: RefObject<HTMLDivElement | null>;
};

export function TimelineRows({ rows, hasMore, isCovered, nameOf, frame }: TimelineRowsProps) {
  // Measuring and following the scroll is the larger part of the script, and nothing to do before the page stands.
  const [VirtualRows, setVirtualRows] = useState<ComponentType<VirtualRowsProps> | null>(null);
  const [plainCount, setPlainCount] = useState(firstRows);
  useEffect(() => {
    function putIn(module: { VirtualRows: ComponentType<VirtualRowsProps> }) {
      const focused = document.activeElement?.closest("[data-row]")?.getAttribute("data-row");
      setVirtualRows(() => module.VirtualRows);
      if (!focused) return;
      // The row is drawn anew, so whoever had gone to it already is brought back.
      requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-row="${focused}"]`)?.focus());
    }
    // Without it the list is slower, and must not be shorter.
    import("./virtual-rows.tsx").then(putIn, () => setPlainCount(Number.POSITIVE_INFINITY));
  }, [frame]);

  function renderRow(index: number, place?: RowPlace) {
    const row = rows[index];
    if (!row) return null;
    return (
      <li
        key={row.id}
        ref={place?.measure}
        data-index={index}
        aria-posinset={index + 1}
        aria-setsize={hasMore ? -1 : rows.length}
        className={place ? "absolute inset-x-0 top-0 border-b" : "border-b"}
        style={place ? { transform: `translateY(${place.startPx}px)` } : undefined}
      >
        <Row row={row} isCovered={isCovered(row.id)} nameOf={nameOf} />
      </li>
    );
  }

  return (
    <div ref={frame} className="relative">
      {VirtualRows ? (
        <VirtualRows rows={rows} rowHeightPx={rowHeightPx} frame={frame} renderRow={renderRow} />
      ) : (
        <ol style={{ minHeight: rows.length * rowHeightPx }}>
          {rows.slice(0, plainCount).map((_, at) => renderRow(at))}
        </ol>
      )}
    </div>
  );
}

type RowProps = { row: TimelineRow; isCovered: boolean; nameOf: (id: string | null) => string };

function Row({ row, isCovered, nameOf }: RowProps) {
  if (row.kind === "activity") return <ActivityRow entry={row.entry} nameOf={nameOf} />;
  return <LiveTaskRow task={row.task} isCovered={isCovered} />;
}

function LiveTaskRow({ task, isCovered }: { task: Task; isCovered: boolean }) {
  return <TaskRow task={useLiveTask(task, isCovered)} />;
}
