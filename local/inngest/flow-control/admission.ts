/**
 * Owns what becomes of events whose function limits its starts, in the order of hosted Inngest: batch, idempotency or
 * rate limit, debounce, singleton. One instance decides for one commit and reads inside its serial section, so that
 * what it decides and the events it decides about become durable together.
 */
import type pg from "pg";
import { canonicalize } from "../canonical.ts";
import { addEnd, addStepResult, type EndingContext } from "../endings.ts";
import { composeRun, type RunOrigin, readOrigin, scoreStepMs, storeEvent } from "../events.ts";
import { isMatch } from "../expressions.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import type { ArrivalRequest, GatheringRequest } from "../requests.ts";
import { type Changes, createChanges, type JsonObject, type StoredEvent } from "../rows.ts";
import { findKnownEventsSql } from "../statements.ts";
import { type Gathering, Gatherings } from "./gatherings.ts";
import { RateLimits } from "./rate-limits.ts";
import { Singletons } from "./singletons.ts";

/** How long events wait again whose function is not registered at the moment. */
const absentFunctionMs = 60_000;

const replacedError = canonicalize({ name: "RunCancelled", message: "a newer run took the singleton's place" });

export interface AdmissionPort extends EndingContext {
  reader: pg.Pool;
}

export class Admission {
  readonly #port: AdmissionPort;
  readonly #rateLimits: RateLimits;
  readonly #gatherings: Gatherings;
  readonly #singletons: Singletons;
  #known = new Map<string, boolean>();
  #seen = new Set<string>();

  constructor(port: AdmissionPort) {
    this.#port = port;
    this.#rateLimits = new RateLimits(port.reader);
    this.#gatherings = new Gatherings(port.reader);
    this.#singletons = new Singletons(port.reader);
  }

  /** Decides about events in the order in which they came. */
  async decideArrivals(arrivals: readonly ArrivalRequest[], endedRuns: ReadonlySet<string>): Promise<Changes> {
    const changes = createChanges();
    await Promise.all([
      this.#loadKnown(arrivals),
      this.#rateLimits.load(arrivals),
      this.#gatherings.load(arrivals, []),
      this.#singletons.load(arrivals),
    ]);
    for (const arrival of arrivals) await this.#decide(changes, arrival, endedRuns);
    return changes;
  }

  /** Starts what has waited long enough; what was put off meanwhile waits on. */
  async decideGatherings(requests: readonly GatheringRequest[], endedRuns: ReadonlySet<string>): Promise<Changes> {
    const changes = createChanges();
    await this.#gatherings.load(
      [],
      requests.map(({ gatheringId }) => gatheringId),
    );
    for (const { gatheringId, nowMs } of requests) {
      const gathering = this.#gatherings.findById(gatheringId);
      if (!gathering?.isDue) continue;
      const definition = this.#port.registry.functions.get(gathering.function_id);
      if (definition) await this.#startGathering(changes, definition, gathering, nowMs, endedRuns);
      else this.#gatherings.postpone(gathering, nowMs + absentFunctionMs);
    }
    return changes;
  }

  /** Adds the state that all decisions of the commit left behind. */
  finish(changes: Changes): void {
    this.#rateLimits.finish(changes);
    this.#gatherings.finish(changes);
    this.#singletons.finish(changes);
  }

  async #loadKnown(arrivals: readonly ArrivalRequest[]): Promise<void> {
    const ids = arrivals.map(({ event }) => event.id).filter(id => !this.#known.has(id));
    if (ids.length === 0) return;
    for (const id of ids) this.#known.set(id, false);
    const found = await this.#port.reader.query<{ id: string }>(findKnownEventsSql, [ids]);
    for (const { id } of found.rows) this.#known.set(id, true);
  }

  async #decide(changes: Changes, arrival: ArrivalRequest, endedRuns: ReadonlySet<string>): Promise<void> {
    const { definition, event, nowMs } = arrival;
    const place = `${event.id}\n${definition.id}`;
    if (this.#known.get(event.id) || this.#seen.has(place)) return;
    this.#seen.add(place);
    const { batch, debounce } = definition.flow ?? {};
    if (batch && isMatch(batch.if, { event: event.body })) {
      const full = this.#gatherings.append(definition, event, nowMs);
      if (full) await this.#startGathering(changes, definition, full, nowMs, endedRuns);
      return;
    }
    const refusal = this.#rateLimits.findRefusal(arrival, nowMs);
    if (refusal !== undefined) this.#answerParent(changes, arrival.origin, refusal);
    else if (debounce) this.#gatherings.debounce(definition, event, nowMs);
    else this.#start(changes, definition, [event], nowMs, arrival.origin, endedRuns);
  }

  async #startGathering(
    changes: Changes,
    definition: FunctionDefinition,
    gathering: Gathering,
    nowMs: number,
    endedRuns: ReadonlySet<string>,
  ): Promise<void> {
    const texts = await this.#gatherings.close(gathering);
    const events = texts.map(text => storeEvent(JSON.parse(text) as JsonObject));
    const [first] = events;
    if (!first) return;
    await this.#singletons.load([{ definition, event: first }]);
    // A batch of several answers its invokers by its events.
    const origin = events.length === 1 ? readOrigin(first) : {};
    const ts = Number(first.body.ts);
    if (gathering.kind === "debounce" && ts > nowMs) origin.dueMs = ts;
    this.#start(changes, definition, [first, ...events.slice(1)], nowMs, origin, endedRuns);
  }

  #start(
    changes: Changes,
    definition: FunctionDefinition,
    events: [StoredEvent, ...StoredEvent[]],
    nowMs: number,
    origin: RunOrigin,
    endedRuns: ReadonlySet<string>,
  ): void {
    const { run, replaced } = this.#singletons.claim(
      { definition, event: events[0] },
      () => {
        const composed = composeRun(definition, events, nowMs, origin);
        for (const wait of composed.waits) this.#port.waits.notice(wait);
        changes.admissionWaits.push(...composed.waits);
        changes.deadlines.push(...composed.deadlines);
        return composed.run;
      },
      endedRuns,
    );
    if (!run) {
      this.#answerParent(changes, origin, "invoked function was skipped: another run of this singleton is active");
      return;
    }
    run.score += changes.admissions.length * scoreStepMs;
    changes.admissions.push(run);
    changes.batchedEvents.push(...events.slice(1).map(event => ({ event_id: event.id, run_id: run.id })));
    if (replaced) addEnd(changes, this.#port, replaced, "cancelled", replacedError);
  }

  /** An invocation that starts nothing fails, because its caller would wait in vain. */
  #answerParent(changes: Changes, { parent }: RunOrigin, message: string): void {
    if (!parent) return;
    const error = canonicalize({ name: "Error", message });
    addStepResult(changes, this.#port, parent.runId, parent.stepId, "error", error);
  }
}
