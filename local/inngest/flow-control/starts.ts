/** Owns what must be durable before the first call of a run is made: the throttle's place it takes, and until when it may run. */
import type { FunctionDefinition } from "../function-definition.ts";
import { type LaneLimits, leaveStartLane } from "../lanes.ts";
import type { Lease } from "../queue.ts";
import { type Changes, createChanges } from "../rows.ts";
import type { Throttles } from "./throttles.ts";

export interface StartsPort {
  readLane: (lane: string) => LaneLimits;
  throttles: Throttles;
  transfer: (lease: Lease, lane: string) => void;
  submit: (changes: Changes) => Promise<unknown>;
}

export class Starts {
  readonly #port: StartsPort;

  constructor(port: StartsPort) {
    this.#port = port;
  }

  /** Resolves once a first call may be made; at once for functions without a throttle and timeouts. */
  async prepare({ flow }: FunctionDefinition, lease: Lease): Promise<void> {
    const { job } = lease;
    if (!flow || (!flow.throttle && !flow.timeouts) || job.key !== "d0" || job.attempt > 0) return;
    const changes = createChanges();
    const { throttle } = this.#port.readLane(job.lane);
    const lane = leaveStartLane(job.lane);
    if (throttle) {
      changes.rates.push(this.#port.throttles.read(throttle.key));
      // A start that has its place needs no second one, whatever becomes of its call.
      changes.jobUpdates.push({ run_id: job.runId, key: job.key, attempt: 0, ready: true, due_ms: null, lane });
    }
    if (flow.timeouts) changes.jobDeletes.push({ run_id: job.runId, key: "timeout:start" });
    const finishMs = flow.timeouts?.finishMs;
    if (finishMs !== undefined)
      changes.deadlines.push({ run_id: job.runId, kind: "finish", due_ms: Date.now() + finishMs });
    await this.#port.submit(changes);
    if (throttle) this.#port.transfer(lease, lane);
  }
}
