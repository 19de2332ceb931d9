/** Owns cron triggers: one run per occurrence, also over restarts; after a downtime the latest missed occurrence fires, once. */
import { Cron } from "croner";
import type pg from "pg";
import { addDirectEvent, storeEvent } from "./events.ts";
import type { CronTrigger, FunctionDefinition } from "./function-definition.ts";
import { digest } from "./identifiers.ts";
import type { Registry } from "./registry.ts";
import { type Changes, createChanges } from "./rows.ts";

const maxSleepMs = 60_000;
const retryMs = 1000;

export interface SchedulesPort {
  reader: pg.Pool;
  registry: Registry;
  submit: (changes: Changes) => Promise<unknown>;
  reportTrouble: (what: string, error: unknown) => void;
}

interface Schedule extends Pick<CronTrigger, "schedule" | "jitterMs"> {
  definition: FunctionDefinition;
  cron: Cron;
  lastMs: number;
}

export class Schedules {
  readonly #port: SchedulesPort;
  #schedules = new Map<string, Schedule>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(port: SchedulesPort) {
    this.#port = port;
  }

  /** Reads the schedules anew after a registration. A new one counts from now. */
  async refresh(): Promise<void> {
    const found = await this.#port.reader.query<{ function_id: string; schedule: string; last_ms: string }>(
      "select function_id, schedule, extract(epoch from last_at) * 1000 as last_ms from inngest_local.crons",
    );
    const last = new Map(found.rows.map(row => [`${row.function_id} ${row.schedule}`, Number(row.last_ms)]));
    const schedules = new Map<string, Schedule>();
    const fresh = createChanges();
    for (const definition of this.#port.registry.functions.values()) {
      for (const { schedule, pattern, timezone, jitterMs } of definition.crons) {
        const key = `${definition.id} ${schedule}`;
        const knownMs = Math.max(last.get(key) ?? 0, this.#schedules.get(key)?.lastMs ?? 0) || Date.now();
        const lastMs = Math.min(knownMs, Date.now());
        if (!last.has(key)) fresh.crons.push({ function_id: definition.id, schedule, last_ms: lastMs });
        const cron = new Cron(pattern, {
          paused: true,
          mode: "5-part",
          ...(timezone ? { timezone } : { utcOffset: 0 }),
        });
        schedules.set(key, { definition, schedule, jitterMs, cron, lastMs });
      }
    }
    this.#schedules = schedules;
    if (fresh.crons.length > 0) await this.#port.submit(fresh);
    this.#arm();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped || this.#schedules.size === 0) return;
    const nextMs = Math.min(
      ...[...this.#schedules.values()].map(({ cron, lastMs }) => findNextDue(cron, lastMs) ?? Number.POSITIVE_INFINITY),
    );
    this.#timer = setTimeout(() => this.#tick(), Math.min(maxSleepMs, Math.max(0, nextMs - Date.now())));
  }

  #tick(): void {
    const nowMs = Date.now();
    for (const entry of this.#schedules.values()) {
      // A clock that was set back must not stop a schedule; what fires again is known by its event's id and starts nothing.
      entry.lastMs = Math.min(entry.lastMs, nowMs);
      const dueMs = findLatestDue(entry.cron, entry.lastMs, nowMs);
      if (dueMs === undefined) continue;
      const { lastMs } = entry;
      entry.lastMs = dueMs;
      this.#port.submit(composeFiring(entry, dueMs, nowMs)).catch(error => {
        this.#port.reportTrouble("a schedule could not be fired, trying again", error);
        setTimeout(() => this.#restore(entry, dueMs, lastMs), retryMs);
      });
    }
    this.#arm();
  }

  /** Makes an occurrence due again that could not be written. */
  #restore(entry: Schedule, dueMs: number, lastMs: number): void {
    if (entry.lastMs === dueMs) entry.lastMs = lastMs;
    this.#arm();
  }
}

/** The first occurrence after `lastMs`, or undefined when there is none any more. */
export function findNextDue(cron: Cron, lastMs: number): number | undefined {
  return cron.nextRun(new Date(lastMs))?.getTime();
}

/** The last occurrence after `lastMs` and not after `nowMs`, or undefined. */
export function findLatestDue(cron: Cron, lastMs: number, nowMs: number): number | undefined {
  const next = findNextDue(cron, lastMs);
  if (next === undefined || next > nowMs) return undefined;
  const latest = cron.previousRuns(1, new Date(nowMs + 1000))[0]?.getTime();
  return latest !== undefined && latest >= next && latest <= nowMs ? latest : next;
}

/** How long an occurrence's start is put off: spread evenly up to the jitter, and the same whenever it is asked for. */
export function computeJitterMs(occurrenceId: string, jitterMs: number): number {
  return Math.floor((Number.parseInt(digest(occurrenceId).slice(0, 8), 16) / 2 ** 32) * (jitterMs + 1));
}

function composeFiring({ definition, schedule, jitterMs }: Schedule, dueMs: number, nowMs: number): Changes {
  const changes = createChanges();
  const id = `cron:${digest(`${definition.id}\n${schedule}\n${dueMs}`)}`;
  const event = storeEvent({ id, name: "inngest/scheduled.timer", ts: dueMs, data: { cron: schedule } });
  const startMs = dueMs + computeJitterMs(id, jitterMs);
  addDirectEvent(changes, event, definition, nowMs, { dueMs: startMs > nowMs ? startMs : null });
  changes.crons.push({ function_id: definition.id, schedule, last_ms: dueMs });
  return changes;
}
