/** Owns events that wait for more of their kind: the latest one of a debounce, all of a batch; within one commit. */
import type pg from "pg";
import type { FunctionDefinition } from "../function-definition.ts";
import { createUlid } from "../identifiers.ts";
import type { Changes, StoredEvent } from "../rows.ts";
import { composeKey } from "./keys.ts";
import type { GatheringRow } from "./rows.ts";
import { findGatheringsSql, readGatheredSql } from "./statements.ts";

/** A batch that has grown to this size starts, however few events it has. */
const maxBatchBytes = 10 * 1024 * 1024;

export interface Gathering extends GatheringRow {
  isStored: boolean;
  /** Its time was over by the clock of the database, which is the one that timers go by. */
  isDue: boolean;
  /** Canonical events that are not stored yet, by their place. */
  fresh: Map<number, string>;
}

type FoundRow = Omit<GatheringRow, "due_ms"> & { due_ms: string; is_due: boolean };

export class Gatherings {
  readonly #reader: pg.Pool;
  #byKey = new Map<string, Gathering | undefined>();
  #changed = new Set<Gathering>();
  #over: Gathering[] = [];

  constructor(reader: pg.Pool) {
    this.#reader = reader;
  }

  /** Reads the gatherings that these events may join, and those of the given ids. */
  async load(candidates: readonly { definition: FunctionDefinition; event: StoredEvent }[], ids: readonly string[]) {
    const keys = new Set<string>();
    for (const { definition, event } of candidates) {
      for (const key of listKeys(definition, event)) if (!this.#byKey.has(key)) keys.add(key);
    }
    if (keys.size === 0 && ids.length === 0) return;
    for (const key of keys) this.#byKey.set(key, undefined);
    const found = await this.#reader.query<FoundRow>(findGatheringsSql, [[...keys], ids]);
    for (const { is_due, due_ms, ...row } of found.rows) {
      if (this.#byKey.get(row.key) || this.#over.some(({ id }) => id === row.id)) continue;
      const state = { isStored: true, isDue: is_due, fresh: new Map<number, string>() };
      this.#byKey.set(row.key, { ...row, due_ms: Number(due_ms), ...state });
    }
  }

  findById(id: string): Gathering | undefined {
    for (const gathering of this.#byKey.values()) if (gathering?.id === id) return gathering;
    return undefined;
  }

  /** Puts a function's start off by the period, up to the timeout; of several events the one with the latest `ts` stays. */
  debounce(definition: FunctionDefinition, event: StoredEvent, nowMs: number): void {
    const setting = definition.flow?.debounce;
    if (!setting) return;
    const { name } = composeKey("debounce", definition.id, setting.key, event);
    const atMs = Number(event.body.ts);
    const gathering =
      this.#byKey.get(name) ??
      this.#open(name, definition, "debounce", {
        until_ms: setting.timeoutMs === undefined ? null : nowMs + setting.timeoutMs,
        size: 1,
      });
    if (gathering.latest_ms !== null && gathering.latest_ms > atMs) return;
    gathering.latest_ms = atMs;
    gathering.due_ms = Math.min(nowMs + setting.periodMs, gathering.until_ms ?? Number.POSITIVE_INFINITY);
    gathering.isDue = false;
    gathering.fresh.set(0, event.text);
    this.#changed.add(gathering);
  }

  /** Adds an event to its batch; returns the batch when it is full. */
  append(definition: FunctionDefinition, event: StoredEvent, nowMs: number): Gathering | undefined {
    const setting = definition.flow?.batch;
    if (!setting) return undefined;
    const { name } = composeKey("batch", definition.id, setting.key, event);
    const gathering =
      this.#byKey.get(name) ?? this.#open(name, definition, "batch", { due_ms: nowMs + setting.timeoutMs });
    gathering.fresh.set(gathering.size, event.text);
    gathering.size += 1;
    gathering.bytes += Buffer.byteLength(event.text);
    this.#changed.add(gathering);
    return gathering.size >= setting.maxSize || gathering.bytes >= maxBatchBytes ? gathering : undefined;
  }

  /** Moves a gathering that cannot start now. */
  postpone(gathering: Gathering, dueMs: number): void {
    gathering.due_ms = dueMs;
    this.#changed.add(gathering);
  }

  /** Ends a gathering and returns its events in their order. */
  async close(gathering: Gathering): Promise<string[]> {
    const events: string[] = [];
    if (gathering.isStored) {
      const found = await this.#reader.query<{ event: string }>(readGatheredSql, [gathering.id]);
      events.push(...found.rows.map(row => row.event));
    }
    for (const [place, text] of gathering.fresh) events[place] = text;
    this.#byKey.set(gathering.key, undefined);
    this.#changed.delete(gathering);
    if (gathering.isStored) this.#over.push(gathering);
    return events;
  }

  finish(changes: Changes): void {
    for (const { id } of this.#over) changes.gatheringEnds.push({ id });
    for (const { isStored: _stored, isDue: _due, fresh, ...row } of this.#changed) {
      changes.gatherings.push(row);
      for (const [seq, event] of fresh) changes.gathered.push({ gathering_id: row.id, seq, event });
    }
  }

  #open(key: string, { id }: FunctionDefinition, kind: Gathering["kind"], given: Partial<Gathering>): Gathering {
    const gathering: Gathering = {
      id: createUlid(),
      key,
      function_id: id,
      kind,
      latest_ms: null,
      until_ms: null,
      size: 0,
      bytes: 0,
      due_ms: 0,
      isStored: false,
      isDue: false,
      fresh: new Map(),
      ...given,
    };
    this.#byKey.set(key, gathering);
    return gathering;
  }
}

function listKeys(definition: FunctionDefinition, event: StoredEvent): string[] {
  const { debounce, batch } = definition.flow ?? {};
  return [
    ...(debounce ? [composeKey("debounce", definition.id, debounce.key, event).name] : []),
    ...(batch ? [composeKey("batch", definition.id, batch.key, event).name] : []),
  ];
}
