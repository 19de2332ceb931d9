/** Owns which starts a rate limit or an idempotency key lets through, within one commit; drops the others for good. */
import type pg from "pg";
import { canonicalize } from "../canonical.ts";
import { evaluate } from "../expressions.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { digest } from "../identifiers.ts";
import type { Changes, StoredEvent } from "../rows.ts";
import { judgeStart } from "./cell-rate.ts";
import { composeKey } from "./keys.ts";
import { findRatesSql, findUsedKeysSql } from "./statements.ts";

export interface Candidate {
  definition: FunctionDefinition;
  event: StoredEvent;
}

/** The idempotency key of a start, or null when the function has none or the event lacks the field. */
export function composeIdempotencyKey(definition: FunctionDefinition, event: StoredEvent): string | null {
  if (!definition.idempotency) return null;
  const value = evaluate(definition.idempotency, { event: event.body });
  return value === undefined ? null : digest(canonicalize(value));
}

export class RateLimits {
  readonly #reader: pg.Pool;
  #arrivals = new Map<string, number | undefined>();
  #usedKeys = new Map<string, boolean>();
  #changed = new Set<string>();
  #newKeys: { function_id: string; key: string }[] = [];

  constructor(reader: pg.Pool) {
    this.#reader = reader;
  }

  /** Reads what judging these candidates needs. */
  async load(candidates: readonly Candidate[]): Promise<void> {
    const rates = new Set<string>();
    const keys = new Map<string, { function_id: string; key: string }>();
    for (const { definition, event } of candidates) {
      const used = composeIdempotencyKey(definition, event);
      const usedName = `${definition.id}\n${used}`;
      if (used !== null && !this.#usedKeys.has(usedName)) keys.set(usedName, { function_id: definition.id, key: used });
      const rate = readRate(definition);
      const { name } = composeKey("rate", definition.id, rate?.key, event);
      if (rate && !this.#arrivals.has(name)) rates.add(name);
    }
    if (keys.size > 0) {
      for (const name of keys.keys()) this.#usedKeys.set(name, false);
      const found = await this.#reader.query<{ function_id: string; key: string }>(findUsedKeysSql, [
        JSON.stringify([...keys.values()]),
      ]);
      for (const row of found.rows) this.#usedKeys.set(`${row.function_id}\n${row.key}`, true);
    }
    if (rates.size > 0) {
      for (const name of rates) this.#arrivals.set(name, undefined);
      const found = await this.#reader.query<{ key: string; arrival_ms: number }>(findRatesSql, [[...rates]]);
      for (const row of found.rows) this.#arrivals.set(row.key, row.arrival_ms);
    }
  }

  /** Takes a place for a start; otherwise says why there is none. */
  findRefusal({ definition, event }: Candidate, nowMs: number): string | undefined {
    const used = composeIdempotencyKey(definition, event);
    if (used !== null) {
      const name = `${definition.id}\n${used}`;
      if (this.#usedKeys.get(name)) return "invoked function was skipped: a run with its idempotency key exists";
      this.#usedKeys.set(name, true);
      this.#newKeys.push({ function_id: definition.id, key: used });
    }
    const rate = readRate(definition);
    if (!rate) return undefined;
    const { name, isFalse } = composeKey("rate", definition.id, rate.key, event);
    if (isFalse) return undefined;
    const verdict = judgeStart(rate, this.#arrivals.get(name), nowMs);
    if (!verdict.isAllowed) return "invoked function is rate limited";
    this.#arrivals.set(name, verdict.arrivalMs);
    this.#changed.add(name);
    return undefined;
  }

  finish(changes: Changes): void {
    for (const key of this.#changed) changes.rates.push({ key, arrival_ms: this.#arrivals.get(key) ?? 0 });
    changes.usedKeys.push(...this.#newKeys);
  }
}

/** An idempotency key takes the place of a rate limit, as hosted Inngest has it. */
function readRate(definition: FunctionDefinition) {
  return definition.idempotency ? undefined : definition.flow?.rateLimit;
}
