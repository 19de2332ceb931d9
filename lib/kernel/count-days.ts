/** Owns the keeping of daily counts: closed days are counted once, changed ones again. What is kept is never the truth itself. */
import { sql } from "kysely";
import {
  addDays,
  dayOf,
  findFirstDay,
  keepDay,
  listDays,
  listKeptDays,
  listWorkspacesToCount,
  takeChangedDays,
} from "#lib/db/daily-metrics.ts";
import type { Session } from "#lib/db/database.ts";
import type { Kernel } from "./kernel.ts";

/** A day is closed so long after its midnight: what was decided before it has been committed by then. */
const graceMs = 10 * 60_000;
/** How much one turn does, so that a long past is caught up with over some minutes and nothing else waits. */
const mostWorkspaces = 50;
const mostDays = 20;
const turnBudgetMs = 5_000;

/** The last day that nothing more happens on, but for late changes. */
export function findLastClosedDay(now: Date): string {
  return addDays(dayOf(new Date(now.getTime() - graceMs)), -1);
}

/** One turn: counts closed days that are not kept, newest first, and days that have changed since. Returns how many. */
export async function countDays(kernel: Kernel): Promise<number> {
  const lastClosed = findLastClosedDay(kernel.clock.now());
  const workspaceIds = await kernel.database.asScheduler("count-days", session =>
    listWorkspacesToCount(session, lastClosed, mostWorkspaces),
  );
  const startedAt = performance.now();
  let counted = 0;
  for (const workspaceId of workspaceIds) {
    // A long past goes in parts, so that no transaction holds much and the next turn can take over.
    for (let last = mostDays; last >= mostDays && performance.now() - startedAt < turnBudgetMs; counted += last) {
      last = await kernel.asWorker(workspaceId, session => countDaysOf(session, workspaceId, lastClosed));
    }
  }
  return counted;
}

/** The same for one workspace. Two workers at once: the second finds the lock taken and leaves the work to the first. */
export async function countDaysOf(session: Session, workspaceId: string, lastClosed: string): Promise<number> {
  const { rows } = await sql<{ is_ours: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`count-days ${workspaceId}`}, 0)) as is_ours`.execute(session);
  if (rows[0]?.is_ours !== true) return 0;
  const changed = await takeChangedDays(session, workspaceId, mostDays);
  const missing = await listMissingDays(session, workspaceId, lastClosed);
  // Oldest first and the last closed day at the end: until that is kept, the next turn comes back.
  const due = [...new Set([...changed, ...missing])].filter(day => day <= lastClosed).sort();
  for (const day of due) await keepDay(session, workspaceId, day);
  return due.length;
}

async function listMissingDays(session: Session, workspaceId: string, lastClosed: string): Promise<string[]> {
  const first = (await findFirstDay(session, workspaceId)) ?? lastClosed;
  if (first > lastClosed) return [lastClosed];
  const kept = new Set(await listKeptDays(session, workspaceId, { from: first, to: lastClosed }));
  const missing = listDays(first, lastClosed).filter(day => !kept.has(day));
  return missing.slice(0, mostDays);
}
