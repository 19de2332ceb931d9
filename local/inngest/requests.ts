/**
 * Owns the decisions that need what the database says at their turn: they are made while a commit is composed, one
 * commit after the other, so that what they read is still true when their outcome is written.
 */
import type { ActiveRun } from "./active-runs.ts";
import type { EndingContext } from "./endings.ts";
import type { RunOrigin } from "./events.ts";
import { Admission, type AdmissionPort } from "./flow-control/admission.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import type { Changes, PlanRow, StoredEvent } from "./rows.ts";
import { Signals } from "./signals.ts";

/** An event came whose function limits its starts. */
export interface ArrivalRequest {
  kind: "arrival";
  definition: FunctionDefinition;
  event: StoredEvent;
  nowMs: number;
  origin: RunOrigin;
}

/** The time of a gathering of events may be over. */
export interface GatheringRequest {
  kind: "gathering";
  gatheringId: string;
  nowMs: number;
}

/** A run waits for a signal, unless another one does. */
export interface SignalWaitRequest {
  kind: "signal-wait";
  run: ActiveRun;
  plan: PlanRow;
  signal: string;
  isReplacing: boolean;
}

/** A signal was sent; `runId` becomes the run that it woke. */
export interface SignalRequest {
  kind: "signal";
  signal: string;
  data: unknown;
  runId?: string;
}

export type Request = ArrivalRequest | GatheringRequest | SignalWaitRequest | SignalRequest;

/** The decisions of one commit. */
export class Decisions {
  readonly #admission: Admission;
  readonly #signals: Signals;

  constructor(port: AdmissionPort & EndingContext) {
    this.#admission = new Admission(port);
    this.#signals = new Signals(port);
  }

  async decide(requests: readonly Request[], endedRuns: ReadonlySet<string>): Promise<Changes[]> {
    const arrivals = requests.filter(request => request.kind === "arrival");
    const gatherings = requests.filter(request => request.kind === "gathering");
    const signals = requests.filter(request => request.kind === "signal" || request.kind === "signal-wait");
    const parts: Changes[] = [];
    if (arrivals.length > 0) parts.push(await this.#admission.decideArrivals(arrivals, endedRuns));
    if (gatherings.length > 0) parts.push(await this.#admission.decideGatherings(gatherings, endedRuns));
    if (signals.length > 0) parts.push(await this.#signals.decide(signals, endedRuns));
    return parts;
  }

  /** Adds what all decisions together leave behind. */
  finish(changes: Changes): void {
    this.#admission.finish(changes);
  }
}
