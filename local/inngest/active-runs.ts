/** Owns the runs that have a call in flight, in memory; everything in it is also in the database. */
import type pg from "pg";
import { canonicalize } from "./canonical.ts";
import type { DeferRow, JsonObject } from "./rows.ts";
import { loadRunSql } from "./statements.ts";

export interface ActiveRun {
  id: string;
  functionId: string;
  /** Canonical JSON of the list of events. */
  events: string;
  isBatch?: boolean;
  /** What the run has put off, by its id, and whether it may still be taken back. */
  defers?: Record<string, { abortable: boolean }>;
  steps: Map<string, { payload: string; seq: number }>;
  parent?: { runId: string; stepId: string };
}

interface Entry {
  run: ActiveRun;
  holders: number;
  loading?: Promise<boolean>;
}

/** The event that started the run, as canonical JSON. */
export function firstEvent(run: Pick<ActiveRun, "events" | "isBatch">): string {
  return run.isBatch ? canonicalize(readFirstEvent(run)) : run.events.slice(1, -1);
}

export function readFirstEvent(run: Pick<ActiveRun, "events">): JsonObject {
  return (JSON.parse(run.events) as JsonObject[])[0] ?? {};
}

export class ActiveRuns {
  readonly #reader: pg.Pool;
  #entries = new Map<string, Entry>();

  constructor(reader: pg.Pool) {
    this.#reader = reader;
  }

  /** Puts a run that was just created; whoever holds it releases it. */
  put(run: ActiveRun): void {
    if (!this.#entries.has(run.id)) this.#entries.set(run.id, { run, holders: 0 });
  }

  /** Holds a run, reading it if need be; undefined when it is over. */
  async hold(runId: string): Promise<ActiveRun | undefined> {
    let entry = this.#entries.get(runId);
    if (!entry) {
      entry = { run: { id: runId, functionId: "", events: "[]", steps: new Map() }, holders: 0 };
      this.#entries.set(runId, entry);
      entry.loading = this.#load(entry.run);
    }
    entry.holders += 1;
    if (!entry.loading) return entry.run;
    try {
      if (await entry.loading) {
        delete entry.loading;
        return entry.run;
      }
    } catch (error) {
      this.release(runId);
      throw error;
    }
    this.release(runId);
    return undefined;
  }

  release(runId: string): void {
    const entry = this.#entries.get(runId);
    if (!entry) return;
    entry.holders -= 1;
    if (entry.holders <= 0) this.#entries.delete(runId);
  }

  /** Takes note of a committed step; one that a load is just reading is kept over what the load finds. */
  noteStep(runId: string, stepId: string, payload: string, seq: number): void {
    const steps = this.#entries.get(runId)?.run.steps;
    if (steps && !steps.has(stepId)) steps.set(stepId, { payload, seq });
  }

  noteDefer({ run_id, id, is_aborted }: DeferRow): void {
    const run = this.#entries.get(run_id)?.run;
    if (run) run.defers = { ...run.defers, [id]: { abortable: !is_aborted } };
  }

  get(runId: string): ActiveRun | undefined {
    const entry = this.#entries.get(runId);
    return entry?.loading ? undefined : entry?.run;
  }

  async #load(run: ActiveRun): Promise<boolean> {
    const found = await this.#reader.query<LoadedRow>({ name: "load-run", text: loadRunSql, values: [run.id] });
    const row = found.rows[0];
    if (row?.status !== "running") return false;
    run.functionId = row.function_id;
    run.events = row.events;
    if (row.is_batch) run.isBatch = true;
    if (row.defers) run.defers = { ...row.defers, ...run.defers };
    if (row.parent_run_id && row.parent_step_id) run.parent = { runId: row.parent_run_id, stepId: row.parent_step_id };
    for (const [stepId, payload, seq] of row.steps ?? [])
      if (!run.steps.has(stepId)) run.steps.set(stepId, { payload, seq });
    return true;
  }
}

interface LoadedRow {
  function_id: string;
  events: string;
  status: string;
  is_batch: boolean;
  defers: Record<string, { abortable: boolean }> | null;
  parent_run_id: string | null;
  parent_step_id: string | null;
  steps: [string, string, number][] | null;
}
