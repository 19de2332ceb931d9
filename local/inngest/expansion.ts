/** Owns following what a commit's changes lead to until nothing new comes of it: cancelled runs, woken waits, decisions. */
import type { Decisions } from "./requests.ts";
import { type Changes, createChanges, type DeferRow, type StoredEvent } from "./rows.ts";

export interface ExpansionHooks {
  /** What events mean to those who wait for them; asked inside the serial section, so that no wait is missed. */
  expandEvents: (events: StoredEvent[], endedRuns: ReadonlySet<string>) => Promise<Changes | undefined>;
  /** The ends of runs to cancel that still run; asked inside the serial section, so that no end is told twice. */
  expandCancels: (cancels: Changes["cancels"], endedRuns: ReadonlySet<string>) => Promise<Changes>;
  /** The events that runs which end have put off until then. */
  expandDeferrals: (runIds: string[], fresh: DeferRow[]) => Promise<Changes>;
  hasDeferrals: (runId: string) => boolean;
  isWaitedFor: (eventName: string) => boolean;
  openDecisions: () => Decisions;
}

/** Appends to the parts of a commit whatever they bring about. */
export async function expandParts(parts: Changes[], hooks: ExpansionHooks): Promise<void> {
  let decisions: Decisions | undefined;
  for (let from = 0; from < parts.length; ) {
    const fresh = parts.slice(from);
    from = parts.length;
    const cancels = fresh.flatMap(part => part.cancels);
    if (cancels.length > 0) parts.push(await hooks.expandCancels(cancels, listEnded(parts)));
    const deferring = fresh.flatMap(part => part.ends.map(end => end.run_id)).filter(hooks.hasDeferrals);
    if (deferring.length > 0) {
      const defers = parts.flatMap(part => part.defers);
      parts.push(await hooks.expandDeferrals(deferring, defers));
    }
    const events = fresh.flatMap(part => part.events);
    if (events.some(event => hooks.isWaitedFor(event.name))) {
      const extra = await hooks.expandEvents(events, listEnded(parts));
      if (extra) parts.push(extra);
    }
    const requests = fresh.flatMap(part => part.requests);
    if (requests.length === 0) continue;
    decisions ??= hooks.openDecisions();
    parts.push(...(await decisions.decide(requests, listEnded(parts))));
  }
  if (!decisions) return;
  const rest = createChanges();
  decisions.finish(rest);
  parts.push(rest);
}

function listEnded(parts: readonly Changes[]): Set<string> {
  return new Set(parts.flatMap(part => part.ends.map(end => end.run_id)));
}
