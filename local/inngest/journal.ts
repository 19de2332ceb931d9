/**
 * Owns committing: changes submitted while a commit is under way form the next one, so that many decisions share a transaction.
 * Refuses to confirm anything before PostgreSQL has; after a lost connection it finds out what had been applied and applies the rest.
 */
import { ConnectionLost, type Database, reportTrouble, type Statement } from "./database.ts";
import { endDefersSql, saveDefersSql } from "./deferrals.ts";
import { type ExpansionHooks, expandParts } from "./expansion.ts";
import * as flow from "./flow-control/statements.ts";
import { type Changes, createChanges, formatQueueItemId, type Job, type JobKind, type RunRow } from "./rows.ts";
import * as sql from "./statements.ts";

export interface Committed {
  /** Runs that came to be, among all of the commit. */
  startedRuns: Set<string>;
  /** Calls that became ready by this commit. */
  readyJobs: Map<string, Job>;
}

interface Submission {
  changes: Changes;
  resolve: (committed: Committed) => void;
  reject: (error: unknown) => void;
}

export interface JournalHooks extends ExpansionHooks {
  /** Called with each commit's jobs that nobody who submitted had claimed. */
  afterCommit: (changes: readonly Changes[], committed: Committed) => void;
  /** Counts the ready jobs; asked between two commits, and after a reconnection. */
  recount: () => Promise<void>;
  onFatal: (error: unknown) => void;
}

const maxRowsPerCommit = 1000;

export class Journal {
  readonly #database: Database;
  readonly #hooks: JournalHooks;
  #waiting: Submission[] = [];
  #isFlushing = false;
  #isReconnecting = false;
  #mustRecount = false;

  constructor(database: Database, hooks: JournalHooks) {
    this.#database = database;
    this.#hooks = hooks;
  }

  /** Resolves once the changes are durable; rejects only when the database refuses them. */
  submit(changes: Changes): Promise<Committed> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      this.#wake();
    });
  }

  get isIdle(): boolean {
    return !this.#isFlushing && this.#waiting.length === 0;
  }

  /** Notices that the connection is gone and gets it back, also when nothing is waiting to be written. */
  reconnect(): void {
    this.#isReconnecting = true;
    this.#wake();
  }

  /** Has the ready jobs counted anew between two commits, when no count can be overtaken. */
  recount(): void {
    this.#mustRecount = true;
    this.#wake();
  }

  #wake(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#drain().catch(this.#hooks.onFatal);
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#isReconnecting || this.#mustRecount) {
      if (this.#database.isClosed) {
        for (const submission of this.#waiting.splice(0))
          submission.reject(new ConnectionLost("the engine has stopped"));
        break;
      }
      if (this.#isReconnecting) await this.#recover([]);
      const batch = this.#takeBatch();
      try {
        await this.#commit(batch);
        if (this.#mustRecount) await this.#recountNow();
      } catch (error) {
        if (error instanceof ConnectionLost) await this.#recover(batch);
        else await this.#commitOneByOne(batch);
      }
    }
    this.#isFlushing = false;
  }

  /** Comes after the commit that settles what was in doubt, whose leases a count would leave out. */
  async #recountNow(): Promise<void> {
    this.#mustRecount = false;
    try {
      await this.#hooks.recount();
    } catch (error) {
      reportTrouble("counting the queue failed, trying again", error);
      setTimeout(() => this.recount(), 500);
    }
  }

  #takeBatch(): Submission[] {
    let rows = 0;
    let count = 0;
    while (count < this.#waiting.length && rows < maxRowsPerCommit) {
      const { changes } = this.#waiting[count] as Submission;
      rows += 1 + changes.events.length + changes.runs.length + changes.requests.length + changes.plans.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(batch: Submission[]): Promise<void> {
    const parts = batch.map(submission => submission.changes);
    await expandParts(parts, this.#hooks);
    const statements = composeStatements(parts);
    const committed: Committed = { startedRuns: new Set(), readyJobs: new Map() };
    if (statements.length > 0) {
      const results = await this.#database.commit(statements);
      results.forEach((result, index) => {
        readResult(statements[index]?.name ?? "", result.rows as Record<string, unknown>[], committed);
      });
    }
    for (const submission of batch) submission.resolve(committed);
    this.#hooks.afterCommit(parts, committed);
  }

  async #commitOneByOne(batch: Submission[]): Promise<void> {
    for (const submission of batch) {
      try {
        await this.#commit([submission]);
      } catch (error) {
        if (error instanceof ConnectionLost) await this.#recover([submission]);
        else {
          reportTrouble("the database refused a change", error);
          submission.reject(error);
        }
      }
    }
  }

  /** A commit whose outcome is unknown: changes whose job is gone were applied; all others are repeatable. */
  async #recover(batch: Submission[]): Promise<void> {
    this.#isReconnecting = false;
    this.#mustRecount = true;
    const present = await this.#findFences(batch);
    const isApplied = ({ changes: { fence } }: Submission) =>
      fence && !present.has(formatQueueItemId(fence.runId, fence.key));
    for (const submission of batch.filter(isApplied)) {
      const committed = { startedRuns: new Set<string>(), readyJobs: new Map<string, Job>() };
      submission.resolve(committed);
      this.#hooks.afterCommit([submission.changes], committed);
    }
    this.#waiting.unshift(...batch.filter(submission => !isApplied(submission)));
  }

  async #findFences(batch: Submission[]): Promise<Set<string>> {
    const fences = batch.flatMap(({ changes }) =>
      changes.fence ? [formatQueueItemId(changes.fence.runId, changes.fence.key)] : [],
    );
    for (;;) {
      await this.#database.elect();
      if (fences.length === 0 || this.#database.isClosed) return new Set();
      try {
        const found = await this.#database.reader.query<{ id: string }>(sql.findJobsSql, [fences]);
        return new Set(found.rows.map(row => row.id));
      } catch (error) {
        reportTrouble("reading what an interrupted commit had done failed, trying again", error);
      }
    }
  }
}

function composeStatements(parts: readonly Changes[]): Statement[] {
  const all = createChanges();
  for (const part of parts) {
    for (const kind of Object.keys(all) as (keyof Changes)[]) {
      const rows = part[kind];
      if (Array.isArray(rows) && rows.length > 0) (all[kind] as unknown[]).push(...rows);
    }
  }
  const statements: Statement[] = [];
  const add = (name: string, text: string, ...values: unknown[][]) => {
    if (values.some(rows => rows.length > 0)) {
      statements.push({ name, text, values: values.map(rows => (rows.length === 0 ? "[]" : JSON.stringify(rows))) });
    }
  };
  const events = all.events.map(({ id, name, isMatched }) => ({ id, name, matched: isMatched }));
  if (events.length > 0 || all.runs.length > 0)
    add("ingest", sql.ingestSql, events, keepFirstRuns(all.runs), all.waits);
  add("admit", flow.admitRunsSql, all.admissions, all.admissionWaits, all.singletons, all.batchedEvents);
  add("deadlines", flow.setDeadlinesSql, all.deadlines);
  add("save", sql.saveStepsSql, all.steps);
  add("fail", sql.addFailuresSql, all.failures);
  add("plan", sql.planStepsSql, all.plans, all.planWaits);
  add("update", sql.updateJobsSql, all.jobUpdates);
  add("remove", sql.removeSql, all.jobDeletes, all.waitDeletes);
  add("defer", saveDefersSql, all.defers);
  add("deferred", endDefersSql, all.deferEnds);
  add("end", sql.endRunsSql, all.ends);
  add("settle", sql.settleSql, all.settles);
  add("cron", sql.markCronsSql, all.crons);
  add("rates", flow.saveRatesSql, keepLatest(all.rates));
  add("keys", flow.useKeysSql, all.usedKeys);
  add("over", flow.endGatheringsSql, all.gatheringEnds);
  add("gather", flow.saveGatheringsSql, all.gatherings, all.gathered);
  return statements;
}

/** One event id may come several times within a commit, where the database cannot yet tell the repetitions apart. */
function keepFirstRuns(runs: readonly RunRow[]): RunRow[] {
  const first = new Map<string, RunRow>();
  for (const run of runs) {
    const key = `${run.event_id}\n${run.function_id}\n${run.original_run_id ?? ""}`;
    if (!first.has(key)) first.set(key, run);
  }
  return [...first.values()];
}

/** Starts of one throttle within a commit each say what they leave behind; the last one stays. */
function keepLatest(rates: Changes["rates"]): Changes["rates"] {
  return [...new Map(rates.map(rate => [rate.key, rate])).values()];
}

function readResult(name: string, rows: Record<string, unknown>[], committed: Committed): void {
  if (name === "ingest") for (const row of rows) committed.startedRuns.add(String(row.id));
  if (name !== "plan" && name !== "settle" && name !== "update") return;
  for (const row of rows) {
    if (row.is_ready === false) continue;
    const job = readJob(row);
    committed.readyJobs.set(formatQueueItemId(job.runId, job.key), job);
  }
}

/** Reads a row of the queue as every statement returns it. */
export function readJob(row: Record<string, unknown>): Job {
  return {
    runId: String(row.run_id),
    key: String(row.key),
    kind: row.kind as JobKind,
    stepId: String(row.step_id),
    attempt: Number(row.attempt),
    lane: String(row.lane),
    parallel: row.is_parallel === true,
  };
}
