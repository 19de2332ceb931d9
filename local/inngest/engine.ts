/** Owns putting the parts together and what happens around each commit; one engine is elected per database. */
import { ActiveRuns } from "./active-runs.ts";
import { expandCancels } from "./cancelling.ts";
import { Database, reportTrouble } from "./database.ts";
import { DeferralIndex, expandDeferrals } from "./deferrals.ts";
import { computeRetryDelayMs, type Settings } from "./environment.ts";
import { Executor } from "./executor.ts";
import { findExpiry } from "./flow-control/expiry.ts";
import { Starts } from "./flow-control/starts.ts";
import { Throttles } from "./flow-control/throttles.ts";
import { type Committed, Journal, readJob } from "./journal.ts";
import { type LaneLimits, readLane } from "./lanes.ts";
import { expandEvents } from "./matching.ts";
import { type Lease, Queue } from "./queue.ts";
import { Registrations } from "./registration.ts";
import { Registry } from "./registry.ts";
import { Decisions } from "./requests.ts";
import { startRetention } from "./retention.ts";
import { type Changes, formatQueueItemId, type Job, type RunRow, type WaitRow } from "./rows.ts";
import { Schedules } from "./schedules.ts";
import { countReadySql, takeJobsSql } from "./statements.ts";
import { Timers } from "./timers.ts";
import { WaitIndex } from "./waits.ts";

/** How often the count of ready jobs is compared with the database, against anything that could have gone astray. */
const recountEveryMs = 60_000;

export class Engine {
  readonly settings: Settings;
  readonly database: Database;
  readonly registry = new Registry();
  readonly waits = new WaitIndex();
  readonly runs: ActiveRuns;
  readonly queue: Queue;
  readonly #throttles = new Throttles();
  readonly #deferrals = new DeferralIndex();
  readonly registrations: Registrations;
  readonly #journal: Journal;
  readonly #timers: Timers;
  readonly #schedules: Schedules;
  readonly #stopRetention: () => void;
  #recountTimer: NodeJS.Timeout | undefined;

  /** Waits for the election, reads what is durable, and starts to work. */
  static async start(settings: Settings, onFatal: (error: unknown) => void): Promise<Engine> {
    const database = new Database(settings.databaseUrl);
    await database.elect();
    const engine = new Engine(settings, database, onFatal);
    await engine.#resume();
    return engine;
  }

  private constructor(settings: Settings, database: Database, onFatal: (error: unknown) => void) {
    this.settings = settings;
    this.database = database;
    this.runs = new ActiveRuns(database.reader);
    const submit = (changes: Changes) => this.submit(changes);
    const nextNumber = () => this.queue.nextNumber();
    const computeDelay = (nextAttempt: number) => computeRetryDelayMs(settings.retryDelaysMs, nextAttempt);
    const parts = {
      registry: this.registry,
      waits: this.waits,
      nextNumber,
      submit,
      reportTrouble,
      reader: database.reader,
    };
    this.queue = new Queue(
      {
        readLane: lane => this.#readLane(lane),
        isAppUp: appId => this.registry.pickAddress(appId) !== undefined,
        throttles: this.#throttles,
        takeJobs: (wanted, leased) => this.#takeJobs(wanted, leased),
        start: lease => executor.start(lease),
        reportTrouble,
      },
      settings.maxInFlight,
      database.epoch,
    );
    this.registrations = new Registrations({
      registry: this.registry,
      signingKey: settings.signingKey,
      saveApp: (url, appId, functions) => this.#saveApp(url, appId, functions),
      forgetApp: url => this.#forgetApp(url),
      afterChange: () => this.#afterRegistration(),
      reportTrouble,
    });
    const executor = new Executor({
      ...parts,
      queue: this.queue,
      runs: this.runs,
      reportDown: address => {
        this.registrations.reportDown(address);
      },
      signingKey: settings.signingKey,
      computeRetryDelayMs: computeDelay,
      starts: new Starts({
        readLane: lane => this.#readLane(lane),
        throttles: this.#throttles,
        transfer: (lease, lane) => this.queue.transfer(lease, lane),
        submit,
      }),
    });
    this.#journal = new Journal(database, {
      expandEvents: (events, ended) => expandEvents(database.reader, parts, events, ended),
      expandCancels: (cancels, ended) => expandCancels(database.reader, parts, cancels, ended),
      expandDeferrals: (runIds, fresh) => expandDeferrals(database.reader, parts, runIds, fresh),
      hasDeferrals: runId => this.#deferrals.has(runId),
      openDecisions: () => new Decisions(parts),
      isWaitedFor: name => this.waits.isWaitedFor(name),
      afterCommit: (changes, committed) => this.#afterCommit(changes, committed),
      recount: () => this.#recount(),
      onFatal,
    });
    database.onLost = () => this.#journal.reconnect();
    this.#timers = new Timers({ ...parts, findExpiry: job => this.#findExpiry(job) });
    this.#schedules = new Schedules(parts);
    this.#stopRetention = startRetention(database, settings.retentionMs, reportTrouble);
  }

  #hot = new Map<string, Lease>();

  /** Commits changes; runs they start are handed over directly where their lane is free. */
  async submit(changes: Changes): Promise<Committed> {
    for (const wait of [...changes.waits, ...changes.planWaits]) this.waits.notice(wait);
    this.#deferrals.notice(changes.defers);
    for (const run of changes.runs) {
      if (run.due_ms !== null) continue;
      const lease = this.queue.tryLease(composeFirstJob(run));
      if (!lease) break;
      this.#hot.set(run.id, lease);
    }
    try {
      return await this.#journal.submit(changes);
    } catch (error) {
      for (const run of changes.runs) this.#dropHot(run.id);
      throw error;
    }
  }

  #dropHot(runId: string): void {
    const lease = this.#hot.get(runId);
    if (!lease) return;
    this.#hot.delete(runId);
    this.queue.release(lease);
  }

  #afterCommit(parts: readonly Changes[], committed: Committed): void {
    for (const changes of parts) {
      if (changes.ends.length > 0) this.queue.revoke(new Set(changes.ends.map(end => end.run_id)));
      for (const { run_id } of changes.deferEnds) this.#deferrals.forget(run_id);
      for (const defer of changes.defers) this.runs.noteDefer(defer);
      for (const step of changes.steps) this.runs.noteStep(step.run_id, step.step_id, step.payload, step.seq);
      for (const { due_ms } of [...changes.plans, ...changes.jobUpdates, ...changes.deadlines, ...changes.gatherings])
        if (due_ms !== null) this.#timers.notice(due_ms);
      for (const run of changes.runs) this.#handOver(run, committed.startedRuns.has(run.id));
      for (const run of changes.admissions) this.#handOver(run, true);
    }
    for (const [id, job] of committed.readyJobs) if (!this.queue.leases.has(id)) this.queue.offer(job);
  }

  #handOver(run: RunRow, isStarted: boolean): void {
    const lease = this.#hot.get(run.id);
    if (!isStarted) this.#dropHot(run.id);
    else if (run.due_ms !== null) this.#timers.notice(run.due_ms);
    else if (lease) this.#startHot(run, lease);
    else this.queue.offer(composeFirstJob(run));
  }

  /** Starts the first call of a run from memory: nothing of it needs to be read back. */
  #startHot(run: RunRow, lease: Lease): void {
    this.#hot.delete(run.id);
    this.runs.put({
      id: run.id,
      functionId: run.function_id,
      events: run.events,
      steps: new Map(),
      ...(run.parent_run_id && run.parent_step_id
        ? { parent: { runId: run.parent_run_id, stepId: run.parent_step_id } }
        : {}),
    });
    this.queue.start(lease);
  }

  async #resume(): Promise<void> {
    const { reader } = this.database;
    const waits = await reader.query<Pick<WaitRow, "kind" | "event_name" | "incoming_path">>(
      "select distinct kind, event_name, incoming_path from inngest_local.waits",
    );
    for (const wait of waits.rows) this.waits.notice(wait);
    const apps = await reader.query<{ url: string; app_id: string; functions: string }>(
      "select url, app_id, functions from inngest_local.apps order by registered_at",
    );
    await this.#throttles.load(reader);
    await this.#deferrals.load(reader);
    await this.#recount();
    this.registrations.start(this.settings.appUrls, apps.rows);
    await this.#schedules.refresh();
    this.#timers.start();
    this.#recountTimer = setInterval(() => this.#journal.recount(), recountEveryMs);
  }

  async #recount(): Promise<void> {
    await this.queue.recount(async leased => {
      const counts = await this.database.reader.query<{ lane: string; count: number }>(countReadySql, [leased]);
      return counts.rows;
    });
    this.#timers.notice(Date.now());
  }

  async #afterRegistration(): Promise<void> {
    this.queue.refresh();
    await this.#schedules.refresh();
  }

  #readLane(lane: string): LaneLimits & { appId: string } {
    const limits = readLane(lane, this.registry.functions);
    return { ...limits, appId: this.registry.functions.get(limits.functionId)?.appId ?? "" };
  }

  #findExpiry({ runId, key, lane }: Job): string | undefined {
    const { functionId } = readLane(lane, this.registry.functions);
    const isStarted = this.queue.leases.has(formatQueueItemId(runId, "d0"));
    return findExpiry(this.registry.functions.get(functionId), key, isStarted);
  }

  async #takeJobs(wanted: { lane: string; count: number }[], leased: string[]): Promise<Job[]> {
    const found = await this.database.reader.query({
      name: "take-jobs",
      text: takeJobsSql,
      values: [JSON.stringify(wanted), leased],
    });
    return found.rows.map(row => readJob(row as Record<string, unknown>));
  }

  async #saveApp(url: string, appId: string, functions: string): Promise<void> {
    const text = `insert into inngest_local.apps (url, app_id, functions) values ($1, $2, $3)
      on conflict (url) do update set app_id = excluded.app_id, functions = excluded.functions, registered_at = now()`;
    await this.database.commit([{ name: "save-app", text, values: [url, appId, functions] }]);
  }

  async #forgetApp(url: string): Promise<void> {
    await this.database.commit([
      { name: "forget-app", text: "delete from inngest_local.apps where url = $1", values: [url] },
    ]);
  }

  /** Calls no more, waits for calls under way for a while, and leaves what is left to the next engine. */
  async stop(): Promise<void> {
    this.queue.isStopped = true;
    this.registrations.stop();
    this.#timers.stop();
    this.#schedules.stop();
    this.#stopRetention();
    clearInterval(this.#recountTimer);
    const untilMs = performance.now() + this.settings.drainMs;
    while (performance.now() < untilMs && (this.queue.leases.size > 0 || !this.#journal.isIdle)) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    await this.database.close();
  }
}

function composeFirstJob(run: RunRow): Job {
  const lane = run.start_lane ?? run.lane;
  return { runId: run.id, key: "d0", kind: "discover", stepId: "step", attempt: 0, lane, parallel: false };
}
