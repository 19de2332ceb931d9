/**
 * Owns which ready job is called next: lanes, concurrency keys, fairness between lanes, and the leases of calls in flight.
 * Leases live in memory, because one engine is elected: they end with it, and a generation that grows over
 * elections fences the answers of calls that an earlier lease had started.
 */
import { Blocked } from "./blocked.ts";
import { ThrottleGate } from "./flow-control/throttle-gate.ts";
import type { Throttles } from "./flow-control/throttles.ts";
import type { LaneLimits, LaneThrottle, LimitKey } from "./lanes.ts";
import { formatQueueItemId, type Job } from "./rows.ts";

export interface Lease {
  job: Job;
  queueItemId: string;
  generation: number;
  /** Set once the call's slot was given back or the run was cancelled: a later answer changes nothing. */
  isRevoked: boolean;
  holdsSlot: boolean;
}

interface Lane {
  id: string;
  limits: LimitKey[];
  throttle: LaneThrottle | undefined;
  appId: string;
  /** Ready jobs in the database that nobody has leased. */
  ready: number;
  active: number;
  isTaking: boolean;
}

export interface QueuePort {
  readLane: (lane: string) => LaneLimits & { appId: string };
  throttles: Throttles;
  isAppUp: (appId: string) => boolean;
  takeJobs: (wanted: { lane: string; count: number }[], leased: string[]) => Promise<Job[]>;
  start: (lease: Lease) => void;
  reportTrouble: (what: string, error: unknown) => void;
}

export class Queue {
  readonly #port: QueuePort;
  readonly #gate: ThrottleGate;
  readonly #maxInFlight: number;
  #lanes = new Map<string, Lane>();
  #open = new Set<Lane>();
  #blocked = new Blocked<Lane>();
  #freed = new Set<string>();
  #active = new Map<string, number>();
  #inFlight = 0;
  #nextGeneration: number;
  #isFilling = false;
  #noted: Map<string, number> | undefined;
  isStopped = false;
  readonly leases = new Map<string, Lease>();

  constructor(port: QueuePort, maxInFlight: number, epoch: number) {
    this.#port = port;
    this.#gate = new ThrottleGate(port.throttles, key => {
      this.#freed.add(key);
      this.fill();
    });
    this.#maxInFlight = maxInFlight;
    this.#nextGeneration = epoch * 2 ** 32;
  }

  /** A number greater than all given out before, also by earlier engines. */
  nextNumber(): number {
    this.#nextGeneration += 1;
    return this.#nextGeneration;
  }

  /** Leases a job that is not yet committed, if its lane is free; the caller starts or releases it after the commit. */
  tryLease(job: Job): Lease | undefined {
    const lane = this.#lane(job.lane);
    // A throttle's place is taken for good, so only for what is committed.
    return lane.throttle ? undefined : this.#tryLease(lane, job);
  }

  #tryLease(lane: Lane, job: Job): Lease | undefined {
    if (lane.ready > 0 || lane.isTaking || this.#findObstacle(lane) !== undefined) return undefined;
    this.#occupy(lane);
    return this.#lease(job);
  }

  /** Starts a call whose lease was taken before its commit. */
  start(lease: Lease): void {
    this.#port.start(lease);
  }

  /** Takes note of a committed, ready job: called at once when its lane is free, later otherwise. */
  offer(job: Job): void {
    const lease = this.#tryLease(this.#lane(job.lane), job);
    if (lease) this.#port.start(lease);
    else this.noteReady(job.lane, 1);
  }

  noteReady(laneId: string, count: number): void {
    this.#noted?.set(laneId, (this.#noted.get(laneId) ?? 0) + count);
    const lane = this.#lane(laneId);
    lane.ready += count;
    this.#open.add(lane);
    this.fill();
  }

  /** Gives back the slot of a call that has answered; the job stays leased until its outcome is committed. */
  freeSlot(lease: Lease): void {
    if (!lease.holdsSlot) return;
    lease.holdsSlot = false;
    this.#vacate(this.#lane(lease.job.lane));
    this.fill();
  }

  release(lease: Lease): void {
    this.freeSlot(lease);
    if (this.leases.get(lease.queueItemId) === lease) this.leases.delete(lease.queueItemId);
  }

  /** Moves a call to another lane with the same limits; a throttle, which only starts count against, is none of them. */
  transfer(lease: Lease, laneId: string): void {
    if (lease.holdsSlot) {
      const from = this.#lane(lease.job.lane);
      from.active -= 1;
      this.#lane(laneId).active += 1;
      this.#drop(from);
    }
    lease.job = { ...lease.job, lane: laneId };
  }

  /** Ends the leases of runs that are over: what their calls still answer is ignored. */
  revoke(runIds: ReadonlySet<string>): void {
    for (const lease of this.leases.values()) if (runIds.has(lease.job.runId)) lease.isRevoked = true;
  }

  /** Reads the limits anew after a registration, and tries what an app that was down had blocked. */
  refresh(): void {
    this.#active.clear();
    this.#blocked.clear();
    this.#freed.clear();
    this.#open.clear();
    for (const lane of this.#lanes.values()) {
      const { appId, keys, throttle } = this.#port.readLane(lane.id);
      lane.appId = appId;
      lane.limits = keys;
      lane.throttle = throttle;
      for (const { name } of keys) this.#active.set(name, (this.#active.get(name) ?? 0) + lane.active);
      if (lane.ready > 0) this.#open.add(lane);
    }
    this.fill();
  }

  /** Replaces what is known of ready jobs by a count from the database; what is noted meanwhile is added, because the count may miss it. */
  async recount(count: (leased: string[]) => Promise<{ lane: string; count: number }[]>): Promise<void> {
    this.#noted = new Map();
    try {
      const counts = await count([...this.leases.keys()]);
      for (const lane of this.#lanes.values()) lane.ready = 0;
      for (const entry of counts) this.#lane(entry.lane).ready = entry.count;
      for (const [lane, extra] of this.#noted) this.#lane(lane).ready += extra;
    } finally {
      this.#noted = undefined;
    }
    this.refresh();
  }

  fill(): void {
    if (this.#isFilling || this.isStopped) return;
    const wanted = this.#allot();
    if (wanted.size === 0) return;
    this.#isFilling = true;
    this.#take(wanted)
      .catch(error => this.#port.reportTrouble("reading the queue failed, trying again", error))
      .finally(() => {
        this.#isFilling = false;
        this.fill();
      });
  }

  async #take(wanted: Map<Lane, number>): Promise<void> {
    const request = [...wanted].map(([lane, count]) => ({ lane: lane.id, count }));
    let jobs: Job[] = [];
    let isRead = false;
    try {
      jobs = await this.#port.takeJobs(request, [...this.leases.keys()]);
      isRead = true;
    } finally {
      for (const [lane, count] of wanted) {
        lane.isTaking = false;
        const found = jobs.filter(job => job.lane === lane.id);
        for (const job of found) this.#port.start(this.#lease(job));
        for (let index = found.length; index < count; index++) this.#giveBack(lane);
        // Fewer than counted means that the others were cancelled; after a failed read the count still stands.
        if (!isRead) this.#restore(lane, count);
      }
    }
    if (!isRead) await new Promise(resolve => setTimeout(resolve, 100));
  }

  #restore(lane: Lane, count: number): void {
    this.#lanes.set(lane.id, lane);
    this.#noted?.set(lane.id, (this.#noted.get(lane.id) ?? 0) + count);
    lane.ready += count;
    this.#open.add(lane);
  }

  /** Hands free slots to lanes in turn, one each, so that a long lane never starves a short one. */
  #allot(): Map<Lane, number> {
    const wanted = new Map<Lane, number>();
    while (this.#inFlight < this.#maxInFlight) {
      const lane = this.#nextLane();
      if (!lane) break;
      if (lane.ready === 0) continue;
      const obstacle = this.#findObstacle(lane);
      if (obstacle !== undefined) {
        this.#block(lane, obstacle);
        continue;
      }
      this.#occupy(lane);
      lane.ready -= 1;
      lane.isTaking = true;
      wanted.set(lane, (wanted.get(lane) ?? 0) + 1);
      if (lane.ready > 0) this.#open.add(lane);
    }
    return wanted;
  }

  #nextLane(): Lane | undefined {
    for (const lane of this.#open) {
      this.#open.delete(lane);
      return lane;
    }
    for (const key of this.#freed) {
      const lane = this.#blocked.takeFirst(key, blocked => this.#findObstacle(blocked) !== key);
      if (lane) return lane;
      this.#freed.delete(key);
    }
    return undefined;
  }

  #block(lane: Lane, key: string): void {
    this.#blocked.add(key, lane.limits.find(({ name }) => name === key)?.limit ?? 0, lane);
  }

  #findObstacle(lane: Lane): string | undefined {
    if (this.isStopped || this.#inFlight >= this.#maxInFlight) return "engine";
    if (!this.#port.isAppUp(lane.appId)) return `app:${lane.appId}`;
    const full = lane.limits.find(({ name, limit }) => (this.#active.get(name) ?? 0) >= limit);
    return full?.name ?? this.#gate.findClosed(lane.throttle);
  }

  #occupy(lane: Lane): void {
    lane.active += 1;
    this.#inFlight += 1;
    for (const { name } of lane.limits) this.#active.set(name, (this.#active.get(name) ?? 0) + 1);
    this.#gate.take(lane.throttle);
  }

  /** Gives back a slot in which nothing started. */
  #giveBack(lane: Lane): void {
    this.#gate.giveBack(lane.throttle);
    this.#vacate(lane);
  }

  #vacate(lane: Lane): void {
    lane.active -= 1;
    this.#inFlight -= 1;
    for (const { name } of lane.limits) {
      const left = (this.#active.get(name) ?? 1) - 1;
      if (left > 0) this.#active.set(name, left);
      else this.#active.delete(name);
      if (this.#blocked.has(name)) this.#freed.add(name);
      else this.#blocked.delete(name);
    }
    this.#drop(lane);
  }

  /** Forgets a lane in which nothing is. */
  #drop(lane: Lane): void {
    if (lane.active === 0 && lane.ready === 0 && !lane.isTaking) this.#lanes.delete(lane.id);
  }

  #lane(id: string): Lane {
    let lane = this.#lanes.get(id);
    if (!lane) {
      const { appId, keys, throttle } = this.#port.readLane(id);
      lane = { id, appId, limits: keys, throttle, ready: 0, active: 0, isTaking: false };
      this.#lanes.set(id, lane);
    }
    return lane;
  }

  #lease(job: Job): Lease {
    const queueItemId = formatQueueItemId(job.runId, job.key);
    const lease = { job, queueItemId, generation: this.nextNumber(), isRevoked: false, holdsSlot: true };
    this.leases.set(queueItemId, lease);
    return lease;
  }
}
