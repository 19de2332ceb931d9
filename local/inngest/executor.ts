/** Owns carrying out one leased call: calling the app, turning its answer into changes, and what happens when nobody answers. */
import type { ActiveRun, ActiveRuns } from "./active-runs.ts";
import { normalizeError, type Reading, readAnswer } from "./answers.ts";
import { callApp, Unreachable } from "./call.ts";
import { ConnectionLost } from "./database.ts";
import { addEnd, type EndingContext } from "./endings.ts";
import type { Starts } from "./flow-control/starts.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import { findResultOverflow } from "./limits.ts";
import { addOperations } from "./operations.ts";
import type { Lease, Queue } from "./queue.ts";
import type { Address } from "./registry.ts";
import { type Changes, createChanges } from "./rows.ts";
import { Suspects } from "./suspects.ts";

export interface ExecutorPort extends EndingContext {
  queue: Queue;
  runs: ActiveRuns;
  submit: (changes: Changes) => Promise<unknown>;
  reportDown: (address: Address) => void;
  reportTrouble: (what: string, error: unknown) => void;
  starts: Starts;
  signingKey: string;
  computeRetryDelayMs: (nextAttempt: number) => number;
}

export class Executor {
  readonly #port: ExecutorPort;
  readonly #suspects: Suspects;

  constructor(port: ExecutorPort) {
    this.#port = port;
    this.#suspects = new Suspects({
      freeSlot: lease => port.queue.freeSlot(lease),
      requeue: lease => this.#requeue(lease),
      isAppUp: appId => port.registry.pickAddress(appId) !== undefined,
    });
  }

  /** Starts a leased call; every way it can end gives the lease back. */
  start(lease: Lease): void {
    this.#execute(lease).catch(error => {
      this.#port.reportTrouble(`call ${lease.queueItemId} could not be carried out, trying again`, error);
      setTimeout(() => this.#requeue(lease), 200);
    });
  }

  async #execute(lease: Lease): Promise<void> {
    const { queue, runs, registry } = this.#port;
    const run = await runs.hold(lease.job.runId);
    if (!run) return queue.release(lease);
    let appId = "";
    try {
      const definition = registry.functions.get(run.functionId);
      const address = definition && registry.pickAddress(definition.appId);
      if (!definition || !address) return this.#requeue(lease);
      appId = definition.appId;
      if (this.#suspects.isHeldBack(lease, appId)) return;
      if (definition.flow) await this.#port.starts.prepare(definition, lease);
      if (lease.isRevoked) return queue.release(lease);
      const reading = await this.#call(address, run, lease, definition);
      if (reading.kind === "held") return;
      if (lease.isRevoked || reading.kind !== "absent") this.#suspects.clear(lease);
      if (lease.isRevoked) return queue.release(lease);
      if (reading.kind === "absent") return this.#requeue(lease);
      if (reading.version) definition.version = reading.version;
      queue.freeSlot(lease);
      await this.#submit(run, this.#interpret(run, lease, definition, reading));
      queue.release(lease);
    } finally {
      this.#suspects.endTurn(lease, appId);
      runs.release(run.id);
    }
  }

  async #call(
    address: Address,
    run: ActiveRun,
    lease: Lease,
    definition: FunctionDefinition,
  ): Promise<Reading | { kind: "held" }> {
    address.inFlight += 1;
    try {
      const answer = await callApp(address.url, run, lease, definition, this.#port.signingKey);
      const reading = readAnswer(answer, Date.now());
      if (reading.kind === "absent") this.#port.reportDown(address);
      else address.failures = 0;
      return reading;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#port.reportDown(address);
      if (!error.wasConnected) return { kind: "absent" };
      const verdict = this.#suspects.noteDeath(lease, definition.appId);
      if (verdict.kind === "again") return { kind: "absent" };
      if (verdict.kind === "suspect") return { kind: "held" };
      return { kind: "error", error: normalizeError({ name: "AppDied", message: verdict.reason }), mayRetry: false };
    } finally {
      address.inFlight -= 1;
    }
  }

  /** A result that the database refuses would be refused again: it ends the run instead of being asked for anew. */
  async #submit(run: ActiveRun, changes: Changes): Promise<void> {
    try {
      await this.#port.submit(changes);
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      const refused = createChanges();
      const message = `the answer could not be stored: ${error instanceof Error ? error.message : String(error)}`;
      addEnd(refused, this.#port, run, "failed", normalizeError({ name: "StorageError", message }));
      await this.#port.submit(refused);
    }
  }

  /** Puts a call back that was not answered; its attempt is not used up, and a new lease fences the old call. */
  #requeue(lease: Lease): void {
    this.#port.queue.release(lease);
    if (!lease.isRevoked) this.#port.queue.offer(lease.job);
  }

  #interpret(
    run: ActiveRun,
    lease: Lease,
    definition: FunctionDefinition,
    reading: Exclude<Reading, { kind: "absent" }>,
  ): Changes {
    const { job } = lease;
    const changes: Changes = { ...createChanges(), fence: { runId: run.id, key: job.key } };
    const delay = (nextAttempt: number) => reading.retryAfterMs ?? this.#port.computeRetryDelayMs(nextAttempt);
    const nowMs = Date.now();
    if (reading.kind === "result") {
      const overflow = findResultOverflow(reading.output);
      addEnd(changes, this.#port, run, overflow ? "failed" : "completed", overflow ?? reading.output);
    } else if (reading.kind === "operations") {
      const context = {
        registry: this.#port.registry,
        waits: this.#port.waits,
        nextNumber: this.#port.nextNumber,
        run,
        job,
        maxAttempts: definition.maxAttempts,
        version: reading.version ?? definition.version,
        nowMs,
        computeRetryDelayMs: delay,
      };
      addOperations(changes, context, reading.operations);
    } else {
      changes.failures.push({ run_id: run.id, step_id: job.stepId, attempt: job.attempt, error: reading.error });
      if (reading.mayRetry && job.attempt + 1 < definition.maxAttempts) {
        const dueMs = nowMs + delay(job.attempt + 1);
        changes.jobUpdates.push({
          run_id: run.id,
          key: job.key,
          attempt: job.attempt + 1,
          ready: false,
          due_ms: dueMs,
        });
      } else addEnd(changes, this.#port, run, "failed", reading.error);
    }
    return changes;
  }
}
