"use client";
/** The steps of a task as bars over time. A step's details stand beside it under an address of its own; the arrow keys go along. */
import { ChartNoAxesGantt, Table2 } from "lucide-react";
import { useQueryState } from "nuqs";
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import type { TaskDetail } from "../task-types.ts";
import { useMedia } from "../use-media.ts";
import { listTicks, writeTick } from "./axis.ts";
import { listRows, readWaterfall, type WaterfallGroup, type WaterfallRow } from "./waterfall-rows.ts";

const StepDetails = lazy(() => import("./step-details.tsx").then(module => ({ default: module.StepDetails })));
const StepTable = lazy(() => import("./step-table.tsx").then(module => ({ default: module.StepTable })));

const tickEveryMs = 250;
const calmTickEveryMs = 1_000;

export function Waterfall({ task }: { task: TaskDetail }) {
  const nowMs = useTicking(task);
  const groups = readWaterfall(task, nowMs);
  const rows = listRows(groups);
  const [view, setView] = useState<"bars" | "table">("bars");
  const [chosen, setChosen] = useQueryState("step", { history: "replace", scroll: false });
  const list = useRef<HTMLDivElement>(null);
  const open = rows.find(row => row.id === chosen) ?? null;
  const [focused, setFocused] = useState<string | null>(null);
  const stop = open?.id ?? focused ?? rows[0]?.id;

  useEffect(() => {
    if (chosen === null) return;
    list.current?.querySelector(`[data-step="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  function move(event: KeyboardEvent) {
    const by = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length }[event.key];
    if (event.key === "Escape" && open !== null) void setChosen(null);
    if (by === undefined) return;
    event.preventDefault();
    const at = rows.findIndex(row => row.id === (focused ?? stop));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(next.id)}"]`)?.focus();
    if (open !== null) void setChosen(next.id);
  }

  if (rows.length === 0) {
    return (
      <p className="px-4 py-3 text-muted text-sm">No record of its steps was kept: it ended before it was taken up.</p>
    );
  }
  return (
    <div>
      <div className="flex items-center justify-between gap-3 px-4 pt-3 max-md:flex-wrap">
        <p className="text-muted text-xs">
          Choose a step to see its details. <span className="max-md:hidden">The arrow keys go along.</span>
        </p>
        <SegmentedControl
          label="Show the steps as"
          value={view}
          onValueChange={setView}
          options={[
            { value: "bars", label: "Bars", icon: <ChartNoAxesGantt aria-hidden /> },
            { value: "table", label: "Table", icon: <Table2 aria-hidden /> },
          ]}
        />
      </div>
      {view === "table" ? (
        <Suspense fallback={<div className="h-64" />}>
          <StepTable groups={groups} />
        </Suspense>
      ) : (
        <div
          className={joinClasses("grid items-start", open !== null && "lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]")}
        >
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the buttons inside */}
          <div ref={list} onKeyDown={move} className="min-w-0 px-4 pt-2 pb-4">
            {groups.map(group => (
              <Group
                key={group.id}
                group={group}
                chosen={open?.id ?? null}
                stop={stop ?? null}
                onFocus={setFocused}
                onChoose={id => void setChosen(id === open?.id ? null : id)}
              />
            ))}
          </div>
          {open === null ? null : (
            <Suspense fallback={<div className="min-h-40 border-line border-l" />}>
              <StepDetails row={open} task={task} onClose={() => void setChosen(null)} />
            </Suspense>
          )}
        </div>
      )}
    </div>
  );
}

type GroupProps = {
  group: WaterfallGroup;
  chosen: string | null;
  stop: string | null;
  onFocus: (id: string) => void;
  onChoose: (id: string) => void;
};

function Group({ group, chosen, stop, onFocus, onChoose }: GroupProps) {
  const ticks = listTicks(group.spanMs);
  return (
    <section aria-label={`${group.title}: ${group.note}`} className="mt-3 first:mt-1">
      <h3 className="flex flex-wrap items-baseline gap-x-2 text-xs">
        <span className="font-medium text-text">{group.title}</span>
        <span className={joinClasses("min-w-0 break-words", noteTones[group.tone])}>{group.note}</span>
        <span className="ml-auto text-muted tabular-nums">{writeTick(group.spanMs)}</span>
      </h3>
      <div className="relative mt-1.5">
        <div aria-hidden className="absolute inset-y-0 right-16 left-[40%] md:left-56">
          {ticks.map(tick => (
            <span
              key={tick}
              className="absolute inset-y-0 border-line border-l"
              style={{ left: `${(tick / group.spanMs) * 100}%` }}
            />
          ))}
        </div>
        <div aria-hidden className="relative mr-16 ml-[40%] h-5 md:ml-56">
          {ticks.map(tick => (
            <span
              key={tick}
              className="absolute top-0 pl-1 text-[0.6875rem] text-muted leading-5 tabular-nums"
              style={{ left: `${(tick / group.spanMs) * 100}%` }}
            >
              {writeTick(tick)}
            </span>
          ))}
        </div>
        <ol>
          {group.rows.map(row => (
            <li key={row.id}>
              <button
                type="button"
                data-step={row.id}
                aria-pressed={row.id === chosen}
                aria-label={describeRow(row)}
                tabIndex={row.id === stop ? 0 : -1}
                onFocus={() => onFocus(row.id)}
                onClick={() => onChoose(row.id)}
                className="group relative flex h-7 w-full items-center rounded-sm text-left text-xs outline-offset-[-2px] hover:bg-hover aria-pressed:bg-selected max-md:h-11"
              >
                <span
                  className="flex w-[40%] shrink-0 items-center gap-1.5 pr-2 md:w-56"
                  style={{ paddingLeft: 4 + Math.min(row.depth, 4) * 12 }}
                >
                  <span className={joinClasses("truncate", row.error === null ? "text-text" : "text-danger")}>
                    {row.label}
                  </span>
                </span>
                <span aria-hidden className="relative h-3.5 min-w-0 flex-1">
                  <Bar row={row} spanMs={group.spanMs} />
                </span>
                <span className="w-16 shrink-0 pr-1 text-right text-muted tabular-nums">
                  {writeTick(row.durationMs)}
                </span>
              </button>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

const noteTones = { idle: "text-muted", ok: "text-ok", danger: "text-danger", info: "text-info" };

const barTones = {
  wait: "bg-idle-soft border border-line-strong",
  work: "bg-info",
  read: "bg-accent",
  write: "bg-waiting",
  ok: "bg-ok",
  danger: "bg-danger",
};

function Bar({ row, spanMs }: { row: WaterfallRow; spanMs: number }) {
  const left = row.isCut ? 0 : Math.min(99.5, (row.startMs / spanMs) * 100);
  const width = row.isCut ? 100 : Math.min(100 - left, (row.durationMs / spanMs) * 100);
  return (
    <span
      className={joinClasses(
        "absolute inset-y-0 min-w-[3px] rounded-xs opacity-85 group-hover:opacity-100 group-aria-pressed:opacity-100",
        barTones[row.tone],
        row.isRunning && "motion-safe:animate-pulse",
        row.isCut && "bg-[repeating-linear-gradient(135deg,var(--line-strong)_0_2px,transparent_2px_6px)]",
      )}
      style={{ left: `${left}%`, width: `${width}%` }}
    />
  );
}

function describeRow(row: WaterfallRow): string {
  const end = row.isRunning ? `for ${writeTick(row.durationMs)} so far` : `took ${writeTick(row.durationMs)}`;
  const start = row.isCut ? "" : `, begins at ${writeTick(row.startMs)}`;
  return `${row.label}${start}, ${end}${row.error === null ? "" : `, failed: ${row.error}`}`;
}

/** The present moment while something of the task is under way; who wants less motion sees it each second. */
function useTicking(task: TaskDetail): number {
  const isOpen = !["completed", "failed", "cancelled"].includes(task.status);
  const isCalm = useMedia("(prefers-reduced-motion: reduce)") || task.status === "awaiting_approval";
  const [nowMs, setNowMs] = useState(() => Date.parse(task.finished_at ?? task.started_at ?? task.created_at));
  useEffect(() => {
    setNowMs(Date.now());
    if (!isOpen) return;
    const timer = setInterval(() => setNowMs(Date.now()), isCalm ? calmTickEveryMs : tickEveryMs);
    return () => clearInterval(timer);
  }, [isOpen, isCalm]);
  return nowMs;
}
