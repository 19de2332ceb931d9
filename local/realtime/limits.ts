/** How much one project may use: the settings with the hosted service's values, and the rates that are measured against them. */

export type RealtimeLimits = {
  /** Sockets with at least one joined channel. */
  maxConcurrentUsers: number;
  maxChannelsPerClient: number;
  /** Averages over the last minute, as the hosted service takes them. */
  maxJoinsPerSecond: number;
  /** Counts each delivery: one message to a hundred listeners is a hundred events. */
  maxEventsPerSecond: number;
  maxPresenceEventsPerSecond: number;
  /** In thousands of bytes. */
  maxPayloadSizeKb: number;
  /** How often one channel may track or untrack within `clientPresenceWindowMs`. */
  maxClientPresenceEvents: number;
  clientPresenceWindowMs: number;
  /** How often the averages are taken. */
  tickMs: number;
};

/** Those of a hosted project without a spend cap. */
export const HOSTED_LIMITS: RealtimeLimits = {
  maxConcurrentUsers: 10_000,
  maxChannelsPerClient: 100,
  maxJoinsPerSecond: 2_500,
  maxEventsPerSecond: 2_500,
  maxPresenceEventsPerSecond: 1_000,
  maxPayloadSizeKb: 3_000,
  maxClientPresenceEvents: 5,
  clientPresenceWindowMs: 30_000,
  tickMs: 5_000,
};

const VARIABLES: Partial<Record<keyof RealtimeLimits, string>> = {
  maxConcurrentUsers: "REALTIME_MAX_CONCURRENT_USERS",
  maxChannelsPerClient: "REALTIME_MAX_CHANNELS_PER_CLIENT",
  maxJoinsPerSecond: "REALTIME_MAX_JOINS_PER_SECOND",
  maxEventsPerSecond: "REALTIME_MAX_EVENTS_PER_SECOND",
  maxPresenceEventsPerSecond: "REALTIME_MAX_PRESENCE_EVENTS_PER_SECOND",
  maxPayloadSizeKb: "REALTIME_MAX_PAYLOAD_SIZE_KB",
};
export const LIMIT_VARIABLES: readonly string[] = Object.values(VARIABLES);

/** The hosted values, except where the environment says otherwise. Throws naming the variable that is no positive number. */
export function readRealtimeLimits(environment: Readonly<Record<string, string | undefined>>): RealtimeLimits {
  const limits = { ...HOSTED_LIMITS };
  for (const [name, variable] of Object.entries(VARIABLES) as [keyof RealtimeLimits, string][]) {
    const text = environment[variable];
    if (!text) continue;
    const value = Number(text);
    if (!(value > 0)) throw new Error(`${variable} must be a number above 0, not ${text}`);
    limits[name] = value;
  }
  return limits;
}

const MAX_BUCKETS = 12;

/** Counts events in buckets of one tick and compares their average per second with a limit; what it says changes only at a tick. */
export class Rate {
  readonly #limit: number;
  readonly #tickMs: number;
  #buckets: number[] = [];
  #count = 0;
  average = 0;
  isExceeded = false;

  constructor(limitPerSecond: number, tickMs: number) {
    this.#limit = limitPerSecond;
    this.#tickMs = tickMs;
  }

  add(count = 1): void {
    this.#count += count;
  }

  tick(): void {
    this.#buckets = [this.#count, ...this.#buckets].slice(0, MAX_BUCKETS);
    this.#count = 0;
    const sum = this.#buckets.reduce((total, count) => total + count, 0);
    this.average = (sum / this.#buckets.length) * (1000 / this.#tickMs);
    this.isExceeded = this.average >= this.#limit;
  }
}

/** The rates of one project; `tick` is due every `limits.tickMs`. */
export class Rates {
  readonly joins: Rate;
  readonly events: Rate;
  readonly presence: Rate;

  constructor(limits: RealtimeLimits) {
    this.joins = new Rate(limits.maxJoinsPerSecond, limits.tickMs);
    this.events = new Rate(limits.maxEventsPerSecond, limits.tickMs);
    this.presence = new Rate(limits.maxPresenceEventsPerSecond, limits.tickMs);
  }

  tick(): void {
    for (const rate of [this.joins, this.events, this.presence]) rate.tick();
  }
}

/** Whether a payload of so many bytes may be sent. */
export function isPayloadWithin(limits: RealtimeLimits, bytes: number): boolean {
  return bytes <= limits.maxPayloadSizeKb * 1000 + 500;
}
