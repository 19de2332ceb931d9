/** Owns what becomes due: delayed starts, retries, the ends of sleeps, and timeouts of waits and invocations. */
import type pg from "pg";
import { canonicalize } from "./canonical.ts";
import { addStepResult } from "./endings.ts";
import { readJob } from "./journal.ts";
import { type Changes, createChanges, formatQueueItemId, type Job } from "./rows.ts";
import { findDueJobsSql, findNextDueSql } from "./statements.ts";

const maxSleepMs = 60_000;

export interface TimersPort {
  reader: pg.Pool;
  submit: (changes: Changes) => Promise<unknown>;
  nextNumber: () => number;
  /** Why a run whose time is over ends; undefined when it goes on. */
  findExpiry: (job: Job) => string | undefined;
  reportTrouble: (what: string, error: unknown) => void;
}

const invokeTimeout = canonicalize({
  name: "InngestInvokeTimeoutError",
  message: "Timed out waiting for invoked function to complete",
});

export class Timers {
  readonly #port: TimersPort;
  #timer: NodeJS.Timeout | undefined;
  #nextMs = Number.POSITIVE_INFINITY;
  #handling = new Set<string>();
  #isStopped = false;

  constructor(port: TimersPort) {
    this.#port = port;
  }

  start(): void {
    this.notice(Date.now());
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Takes note of a committed moment (epoch milliseconds) at which something is due. */
  notice(dueMs: number): void {
    if (dueMs >= this.#nextMs || this.#isStopped) return;
    this.#nextMs = dueMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(), Math.min(maxSleepMs, Math.max(0, dueMs - Date.now() + 1)));
  }

  async #tick(): Promise<void> {
    this.#nextMs = Number.POSITIVE_INFINITY;
    let nextMs = Date.now() + maxSleepMs;
    try {
      const due = await this.#port.reader.query(findDueJobsSql, [[...this.#handling]]);
      for (const row of due.rows) this.#handle(readJob(row as Record<string, unknown>));
      const next = await this.#port.reader.query<{ next_ms: string }>(findNextDueSql, [[...this.#handling]]);
      if (next.rows[0]) nextMs = Number(next.rows[0].next_ms);
    } catch (error) {
      this.#port.reportTrouble("reading what is due failed, trying again", error);
      nextMs = Date.now() + 500;
    }
    this.notice(nextMs);
  }

  #handle(job: Job): void {
    const id = formatQueueItemId(job.runId, job.key);
    this.#handling.add(id);
    const changes: Changes = { ...createChanges(), fence: { runId: job.runId, key: job.key } };
    if (job.kind === "discover" || job.kind === "step") {
      changes.jobUpdates.push({ run_id: job.runId, key: job.key, attempt: job.attempt, ready: true, due_ms: null });
    } else if (job.kind === "gathering") {
      changes.requests.push({ kind: "gathering", gatheringId: job.runId, nowMs: Date.now() });
      delete changes.fence;
    } else if (job.kind === "timeout") {
      changes.jobDeletes.push({ run_id: job.runId, key: job.key });
      const reason = this.#port.findExpiry(job);
      if (reason !== undefined) changes.cancels.push({ run_id: job.runId, reason });
    } else if (job.kind === "invoke") addStepResult(changes, this.#port, job.runId, job.stepId, "error", invokeTimeout);
    else addStepResult(changes, this.#port, job.runId, job.stepId, "data", "null");
    this.#port
      .submit(changes)
      .catch(error => this.#port.reportTrouble(`what became due for ${id} could not be written`, error))
      .finally(() => this.#handling.delete(id));
  }
}
