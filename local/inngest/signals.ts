/** Owns signals: one run at a time waits for each, and the one that waits is woken by it. */
import type pg from "pg";
import { canonicalize } from "./canonical.ts";
import { addEnd, addStepResult, type EndingContext } from "./endings.ts";
import type { SignalRequest, SignalWaitRequest } from "./requests.ts";
import { type Changes, createChanges } from "./rows.ts";

/** Never the key of a wait for an event, which is empty or holds an equals sign or a digest. */
export const signalMatchKey = "signal";

const conflictError = canonicalize({
  name: "Error",
  message: "Signal conflict; signal wait already exists for another run",
});

const findSignalWaitsSql = `
select w.event_name as signal, w.run_id, w.step_id
from inngest_local.waits w
cross join lateral (select from inngest_local.runs r where r.id = w.run_id and r.status = 'running' limit 1) r
where w.event_name = any($1) and w.match_key = '${signalMatchKey}' and w.kind = 'signal'
  and (w.expires_at is null or w.expires_at > now())`;

interface Waiter {
  run_id: string;
  step_id: string;
}

export class Signals {
  readonly #port: EndingContext & { reader: pg.Pool };
  #waiters = new Map<string, Waiter | undefined>();

  constructor(port: EndingContext & { reader: pg.Pool }) {
    this.#port = port;
  }

  async decide(
    requests: readonly (SignalWaitRequest | SignalRequest)[],
    endedRuns: ReadonlySet<string>,
  ): Promise<Changes> {
    const changes = createChanges();
    await this.#load(requests.map(({ signal }) => signal));
    for (const request of requests) {
      const waiter = this.#waiters.get(request.signal);
      const current = waiter && !endedRuns.has(waiter.run_id) ? waiter : undefined;
      if (request.kind === "signal") this.#wake(changes, request, current);
      else this.#await(changes, request, current, endedRuns);
    }
    return changes;
  }

  async #load(signals: readonly string[]): Promise<void> {
    const wanted = signals.filter(signal => !this.#waiters.has(signal));
    if (wanted.length === 0) return;
    for (const signal of wanted) this.#waiters.set(signal, undefined);
    const found = await this.#port.reader.query<Waiter & { signal: string }>(findSignalWaitsSql, [wanted]);
    for (const { signal, run_id, step_id } of found.rows) this.#waiters.set(signal, { run_id, step_id });
  }

  #wake(changes: Changes, request: SignalRequest, waiter: Waiter | undefined): void {
    if (!waiter) return;
    // A commit that was repeated finds nobody any more; whom it woke at first stays the answer.
    request.runId ??= waiter.run_id;
    const value = canonicalize({ signal: request.signal, data: request.data ?? null });
    addStepResult(changes, this.#port, waiter.run_id, waiter.step_id, "data", value);
    this.#waiters.set(request.signal, undefined);
  }

  #await(
    changes: Changes,
    { run, plan, signal, isReplacing }: SignalWaitRequest,
    waiter: Waiter | undefined,
    endedRuns: ReadonlySet<string>,
  ): void {
    if (endedRuns.has(run.id)) return;
    const isOwn = waiter?.run_id === run.id && waiter.step_id === plan.step_id;
    if (waiter && !isOwn) {
      if (!isReplacing) {
        addEnd(changes, this.#port, run, "failed", conflictError);
        return;
      }
      // The run that waited until now waits on for its timeout.
      changes.waitDeletes.push({ run_id: waiter.run_id, step_id: waiter.step_id });
    }
    changes.plans.push(plan);
    changes.planWaits.push({
      run_id: run.id,
      step_id: plan.step_id,
      kind: "signal",
      event_name: signal,
      match_key: signalMatchKey,
      incoming_path: null,
      expression: null,
      expires_ms: plan.due_ms,
    });
    this.#waiters.set(signal, { run_id: run.id, step_id: plan.step_id });
  }
}
