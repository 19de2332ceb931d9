/** Who says to be present on which topic, and the differences that are told; keeps what it is given and judges nobody. */
import { randomBytes } from "node:crypto";
import type { Channel } from "./channels.ts";

type Meta = Record<string, unknown> & { phx_ref: string };
type Entries = Record<string, { metas: Meta[] }>;
type Diff = { joins: Map<string, Meta[]>; leaves: Map<string, Meta[]> };

function toEntries(byKey: ReadonlyMap<string, readonly Meta[]>): Entries {
  return Object.fromEntries([...byKey].map(([key, metas]) => [key, { metas: [...metas] }]));
}

function append(byKey: Map<string, Meta[]>, key: string, meta: Meta): void {
  const metas = byKey.get(key);
  if (metas) metas.push(meta);
  else byKey.set(key, [meta]);
}

export class Presence {
  readonly #publish: (databaseTopic: string, diff: string) => void;
  readonly #topics = new Map<string, Map<Channel, Meta>>();
  #diffs = new Map<string, Diff>();

  /** @param publish gets the JSON text of a difference, one for all that happens to a topic in one turn of the loop */
  constructor(publish: (databaseTopic: string, diff: string) => void) {
    this.#publish = publish;
  }

  /** Everybody on a topic, by presence key. */
  list(databaseTopic: string): Entries {
    const byKey = new Map<string, Meta[]>();
    for (const [channel, meta] of this.#topics.get(databaseTopic) ?? []) append(byKey, channel.presenceKey, meta);
    return toEntries(byKey);
  }

  /** Makes a channel present, or changes what it says of itself. */
  track(channel: Channel, payload: Record<string, unknown>): void {
    const tracked = this.#topics.get(channel.databaseTopic) ?? new Map<Channel, Meta>();
    this.#topics.set(channel.databaseTopic, tracked);
    const previous = tracked.get(channel);
    const phx_ref = randomBytes(9).toString("base64url");
    const meta: Meta = previous ? { ...payload, phx_ref, phx_ref_prev: previous.phx_ref } : { ...payload, phx_ref };
    tracked.set(channel, meta);
    const diff = this.#change(channel.databaseTopic);
    append(diff.joins, channel.presenceKey, meta);
    if (previous) append(diff.leaves, channel.presenceKey, previous);
  }

  untrack(channel: Channel): void {
    const tracked = this.#topics.get(channel.databaseTopic);
    const meta = tracked?.get(channel);
    if (!tracked || !meta) return;
    tracked.delete(channel);
    if (tracked.size === 0) this.#topics.delete(channel.databaseTopic);
    append(this.#change(channel.databaseTopic).leaves, channel.presenceKey, meta);
  }

  /** The difference under way: a thousand who leave at once are told in one message, not in a thousand. */
  #change(databaseTopic: string): Diff {
    if (this.#diffs.size === 0) setImmediate(() => this.#flush());
    const diff = this.#diffs.get(databaseTopic) ?? { joins: new Map(), leaves: new Map() };
    this.#diffs.set(databaseTopic, diff);
    return diff;
  }

  #flush(): void {
    const diffs = this.#diffs;
    this.#diffs = new Map();
    for (const [databaseTopic, { joins, leaves }] of diffs) {
      this.#publish(databaseTopic, JSON.stringify({ joins: toEntries(joins), leaves: toEntries(leaves) }));
    }
  }
}
