/** Reads the counts of a range of days: kept ones as they are, the latest others at this moment from the rows, within a bound. */
import {
  addDays,
  dayOf,
  findFirstDay,
  listDays,
  listKeptChoices,
  listKeptDays,
  type MetricChoice,
  type MetricFilter,
  type MetricRow,
  readKeptDays,
  readLiveDay,
} from "#lib/db/daily-metrics.ts";
import type { Session } from "#lib/db/database.ts";

/** Today, yesterday until it is closed, and one in reserve for a worker that was away. */
const mostLiveDays = 3;
/** A running day looks at no more tasks than this; it is counted whole once it has ended. */
const mostLiveTasks = 50_000;

export type ReadDays = {
  rows: MetricRow[];
  live: Set<string>;
  uncounted: Set<string>;
  isCapped: boolean;
  choices: MetricChoice[];
};

/** The counts from the first to the last day, narrowed by a filter; the choices are of the whole range. */
export async function readDays(
  session: Session,
  workspaceId: string,
  range: { from: string; to: string },
  filter: MetricFilter,
  now: Date,
): Promise<ReadDays> {
  const today = dayOf(now);
  const to = range.to < today ? range.to : today;
  const kept = new Set(await listKeptDays(session, workspaceId, range));
  const rows = await readKeptDays(session, workspaceId, range, filter);
  const choices = await listKeptChoices(session, workspaceId, range);
  let missing = listDays(range.from, to).filter(day => !kept.has(day));
  if (missing.some(day => day < today)) {
    const first = (await findFirstDay(session, workspaceId)) ?? today;
    missing = missing.filter(day => day >= first);
  }
  const live = missing.filter(day => day > addDays(today, -mostLiveDays));
  let isCapped = false;
  for (const day of live) {
    const counted = await readLiveDay(session, workspaceId, day, mostLiveTasks);
    isCapped ||= counted.reduce((sum, row) => sum + row.tasks_succeeded + row.tasks_failed, 0) >= mostLiveTasks;
    choices.push(...counted);
    rows.push(...counted.filter(row => matches(row, filter)));
  }
  const uncounted = new Set(missing.filter(day => !live.includes(day)));
  return { rows, live: new Set(live), uncounted, isCapped, choices };
}

function matches(row: MetricRow, { domain, task, effectKind }: MetricFilter): boolean {
  return (
    (domain === undefined || row.domain === domain) &&
    (task === undefined || row.task === task) &&
    (effectKind === undefined || row.effect_kind === effectKind)
  );
}
