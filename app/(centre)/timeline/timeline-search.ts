/** What the address of the timeline says, and what is asked of the one door for it; shared by the server and the browser. */
import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { ActivityEntry } from "#lib/operations/shapes/activity.ts";
import type { Task } from "#lib/operations/shapes/task.ts";

export const views = ["tasks", "activity"] as const;
export const statuses = [
  "queued",
  "planning",
  "running",
  "awaiting_approval",
  "completed",
  "failed",
  "cancelled",
] as const;
export const triggers = [
  "web",
  "api",
  "cli",
  "mcp",
  "sweep",
  "schedule",
  "webhook",
  "message",
  "workflow",
  "chat",
] as const;
export const ranges = ["hour", "day", "week", "month"] as const;
/** Dry runs alone, or all but them. */
export const dryChoices = ["only", "none"] as const;

export const timelineSearch = {
  view: parseAsStringLiteral(views).withDefault("tasks"),
  agent: parseAsString,
  status: parseAsStringLiteral(statuses),
  trigger: parseAsStringLiteral(triggers),
  range: parseAsStringLiteral(ranges),
  text: parseAsString,
  dry: parseAsStringLiteral(dryChoices),
  sweep: parseAsString,
  about: parseAsString,
};
export type TimelineSearch = inferParserType<typeof timelineSearch>;
export const loadTimelineSearch = createLoader(timelineSearch);

export const pageSize = 100;
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hourMs = 3_600_000;
const rangeMs = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs };

export type TimelineRow =
  | { kind: "task"; id: string; task: Task }
  | { kind: "activity"; id: string; entry: ActivityEntry };
export type TimelinePage = { rows: TimelineRow[]; next: string | null; isWholeWord: boolean };

/** The input of task.list for this address, without its cursor. */
export function taskInput({ agent, status, trigger, range, text, dry, sweep }: TimelineSearch) {
  return {
    domain: agent ?? undefined,
    status: status ?? undefined,
    trigger: trigger ?? undefined,
    text: text?.trim() || undefined,
    is_dry_run: dry === null ? undefined : dry === "only",
    sweep_id: sweep !== null && idPattern.test(sweep) ? sweep : undefined,
    from: range === null ? undefined : new Date(Date.now() - rangeMs[range]).toISOString(),
    limit: pageSize,
  };
}

/** The input of activity.list for this address, without its cursor. */
export function activityInput({ about }: TimelineSearch) {
  return { entity: about ?? undefined, limit: pageSize };
}

/** What decides which rows there are; part of every key. */
export function filterOf(search: TimelineSearch) {
  const { view, about, ...ofTasks } = search;
  return view === "tasks" ? { view, ...ofTasks } : { view, about };
}

/** Pages that were read. Their first part is no entity: what is being read is not replaced by what just happened. */
export function pagesKey(search: TimelineSearch) {
  return ["timeline", filterOf(search)] as const;
}

export function toTaskPage(page: { data: Task[]; next_cursor: string | null; is_whole_word: boolean }): TimelinePage {
  return {
    rows: page.data.map(task => ({ kind: "task", id: task.id, task })),
    next: page.next_cursor,
    isWholeWord: page.is_whole_word,
  };
}

export function toActivityPage(page: { data: ActivityEntry[]; next_cursor: string | null }): TimelinePage {
  return {
    rows: page.data.map(entry => ({ kind: "activity", id: entry.id, entry })),
    next: page.next_cursor,
    isWholeWord: false,
  };
}
