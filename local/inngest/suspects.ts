/**
 * Owns the question which call makes its app die. The first deaths may be anybody's, so whoever was under way is called again;
 * who was there repeatedly is a suspect. Suspects go one at a time, after a pause in which the others get on, and one during
 * whose turn the app dies again and again is guilty. Nobody else waits for them.
 */
import type { Lease } from "./queue.ts";

/** So many deaths in company, and a call is a suspect. */
const deathsInCompany = 2;
/** So many deaths as the only suspect, and it is guilty. */
const deathsAlone = 2;
/** How long the app, once it is back, is left to the others before a suspect's turn. */
const pauseMs = 1_000;
const lookEveryMs = 200;
/** What nobody has heard of for so long was cancelled meanwhile. */
const forgetAfterMs = 3_600_000;

interface Record {
  deaths: number;
  alone: number;
  lastAtMs: number;
}

export type Verdict = { kind: "again" } | { kind: "suspect" } | { kind: "guilty"; reason: string };

export interface SuspectsPort {
  /** Gives back a slot without giving up the call. */
  freeSlot: (lease: Lease) => void;
  /** Puts a call back to where it waits for a slot. */
  requeue: (lease: Lease) => void;
  isAppUp: (appId: string) => boolean;
}

export class Suspects {
  readonly #port: SuspectsPort;
  #records = new Map<string, Record>();
  /** For each app, the suspect whose turn it is. */
  #turns = new Map<string, string>();
  #waiting = new Map<string, Lease[]>();
  /** The apps that are being left to the others. */
  #pausing = new Set<string>();

  constructor(port: SuspectsPort) {
    this.#port = port;
  }

  /** Asked before every call: true holds it back, without its slot, until the suspect under way has answered or died. */
  isHeldBack(lease: Lease, appId: string): boolean {
    if ((this.#records.get(lease.queueItemId)?.deaths ?? 0) < deathsInCompany) return false;
    const turn = this.#turns.get(appId);
    if (turn === lease.queueItemId || (turn === undefined && !this.#pausing.has(appId))) {
      this.#turns.set(appId, lease.queueItemId);
      return false;
    }
    this.#hold(lease, appId);
    return true;
  }

  /** Takes note that the app died while this call was under way; a new suspect is held back by this very call. */
  noteDeath(lease: Lease, appId: string): Verdict {
    const record = this.#records.get(lease.queueItemId) ?? { deaths: 0, alone: 0, lastAtMs: 0 };
    record.deaths += 1;
    record.lastAtMs = performance.now();
    this.#forgetOld();
    this.#records.set(lease.queueItemId, record);
    if (this.#turns.get(appId) === lease.queueItemId) record.alone += 1;
    this.#pauseSuspects(appId);
    if (record.alone >= deathsAlone) {
      const reason = `the app died ${record.deaths} times while it did this, also with no other suspect beside it: it is not tried again`;
      return { kind: "guilty", reason };
    }
    if (record.deaths < deathsInCompany) return { kind: "again" };
    this.#hold(lease, appId);
    return { kind: "suspect" };
  }

  /** The call was answered, or its run is over: whatever it was suspected of is settled. */
  clear(lease: Lease): void {
    this.#records.delete(lease.queueItemId);
  }

  /** The call has ended in whatever way: if it was a suspect's turn, the next one comes. */
  endTurn(lease: Lease, appId: string): void {
    if (this.#turns.get(appId) !== lease.queueItemId) return;
    this.#turns.delete(appId);
    this.#callNext(appId);
  }

  #hold(lease: Lease, appId: string): void {
    this.#port.freeSlot(lease);
    this.#waiting.set(appId, [...(this.#waiting.get(appId) ?? []), lease]);
  }

  #pauseSuspects(appId: string): void {
    if (this.#pausing.has(appId)) return;
    this.#pausing.add(appId);
    let upMs = 0;
    const timer = setInterval(() => {
      upMs = this.#port.isAppUp(appId) ? upMs + lookEveryMs : 0;
      if (upMs < pauseMs) return;
      clearInterval(timer);
      this.#pausing.delete(appId);
      this.#callNext(appId);
    }, lookEveryMs);
  }

  #callNext(appId: string): void {
    if (this.#turns.has(appId) || this.#pausing.has(appId)) return;
    const waiting = this.#waiting.get(appId) ?? [];
    const next = waiting.shift();
    // One that is cancelled before its call never has a turn: the others must not wait for it.
    if (waiting.length === 0) this.#waiting.delete(appId);
    else setTimeout(() => this.#callNext(appId), pauseMs);
    if (next) this.#port.requeue(next);
  }

  #forgetOld(): void {
    if (this.#records.size < 1_000) return;
    const before = performance.now() - forgetAfterMs;
    for (const [id, { lastAtMs }] of this.#records) if (lastAtMs < before) this.#records.delete(id);
  }
}
