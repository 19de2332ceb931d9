/** Owns cron triggers: one run per occurrence, also over restarts; after a downtime the latest missed occurrence fires, once. */
import { Cron } from "croner";
import type pg from "pg";
import { addDirectEvent, storeEvent } from "./events.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import { digest } from "./identifiers.ts";
import type { Registry } from "./registry.ts";
import { type Changes, createChanges } from "./rows.ts";

const maxSleepMs = 60_000;

export interface SchedulesPort {
  reader: pg.Pool;
  registry: Registry;
  submit: (changes: Changes) => Promise<unknown>;
  reportTrouble: (what: string, error: unknown) => void;
}

interface Schedule {
  definition: FunctionDefinition;
  schedule: string;
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
      for (const { schedule, pattern, timezone } of definition.crons) {
        const key = `${definition.id} ${schedule}`;
        const lastMs = Math.max(last.get(key) ?? 0, this.#schedules.get(key)?.lastMs ?? 0) || Date.now();
        if (!last.has(key)) fresh.crons.push({ function_id: definition.id, schedule, last_ms: lastMs });
        const cron = new Cron(pattern, {
          paused: true,
          mode: "5-part",
          ...(timezone ? { timezone } : { utcOffset: 0 }),
        });
        schedules.set(key, { definition, schedule, cron, lastMs });
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
      ...[...this.#schedules.values()].map(
        ({ cron, lastMs }) => cron.nextRun(new Date(lastMs))?.getTime() ?? Number.POSITIVE_INFINITY,
      ),
    );
    this.#timer = setTimeout(() => this.#tick(), Math.min(maxSleepMs, Math.max(0, nextMs - Date.now())));
  }

  #tick(): void {
    const nowMs = Date.now();
    for (const entry of this.#schedules.values()) {
      const dueMs = findLatestDue(entry.cron, entry.lastMs, nowMs);
      if (dueMs === undefined) continue;
      entry.lastMs = dueMs;
      this.#port
        .submit(composeFiring(entry, dueMs, nowMs))
        .catch(error => this.#port.reportTrouble("a schedule could not be fired", error));
    }
    this.#arm();
  }
}

/** The last occurrence after `lastMs` and not after `nowMs`, or undefined. */
export function findLatestDue(cron: Cron, lastMs: number, nowMs: number): number | undefined {
  const next = cron.nextRun(new Date(lastMs))?.getTime();
  if (next === undefined || next > nowMs) return undefined;
  const latest = cron.previousRuns(1, new Date(nowMs + 1000))[0]?.getTime();
  return latest !== undefined && latest >= next && latest <= nowMs ? latest : next;
}

function composeFiring({ definition, schedule }: Schedule, dueMs: number, nowMs: number): Changes {
  const changes = createChanges();
  const id = `cron:${digest(`${definition.id}\n${schedule}\n${dueMs}`)}`;
  const event = storeEvent({ id, name: "inngest/scheduled.timer", ts: dueMs, data: { cron: schedule } });
  addDirectEvent(changes, event, definition, nowMs);
  changes.crons.push({ function_id: definition.id, schedule, last_ms: dueMs });
  return changes;
}
