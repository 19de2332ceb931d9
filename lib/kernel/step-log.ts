/** Owns the record of what a run's time went to. Bounded, costs no statement of its own, and never fails the run it watches. */
import { type RawBuilder, sql } from "kysely";
import type { Clock } from "#lib/core/clock.ts";
import type { JsonObject, JsonValue } from "#lib/core/json.ts";

export type StepKind = "claim" | "query" | "model" | "reading" | "step" | "finish";

/** One thing a run did. `at` and `ms` are milliseconds, `at` since the claim of its attempt. */
export type Step = {
  kind: StepKind;
  name: string;
  at: number;
  ms: number;
  error?: string;
  facts?: JsonObject;
};

/** What is kept of an attempt. Without an outcome it is under way, or its worker died. */
export type AttemptRecord = {
  claimed_at: string;
  ended_at?: string;
  outcome?: "completed" | "awaiting_approval" | "failed" | "retried";
  error?: { code: string; message: string; errors?: readonly { path: string; message: string }[] };
  steps?: Step[];
  /** What came after the first 200: how many, and how long they took together. */
  more?: { count: number; ms: number };
};

/** What a durable step hands to the executor beside its value, so that a later process knows how long it took. */
export type Kept<T extends JsonValue> = { value: T; steps: Step[] };

export type StepLog = {
  /** Does work and notes how long it took, also when it fails. `describe` may add what only the result tells. */
  time<T>(
    kind: StepKind,
    name: string | (() => string),
    work: () => Promise<T>,
    describe?: (result: T) => JsonObject,
  ): Promise<T>;
  /** Begins what has no end of its own: it lasts until the record is asked for. */
  begin(kind: StepKind, name: string): void;
  /** Takes over what a durable step of an earlier process noted; what is known already is not taken twice. */
  adopt(steps: readonly Step[]): void;
  /** How many steps have been noted; a mark for `since`. */
  size(): number;
  since(mark: number): Step[];
  describe(): Required<Pick<AttemptRecord, "steps">> & Pick<AttemptRecord, "more">;
};

const maxSteps = 200;
const maxName = 120;
const maxError = 300;

/** The log of one attempt. `claimMs` is how long its claim took, in milliseconds. */
export function createStepLog(clock: Clock, claim: { claimedAt: string; claimMs: number }): StepLog {
  const steps: Step[] = [];
  let more: AttemptRecord["more"];
  const openings: Pick<Step, "kind" | "name" | "at">[] = [];
  const offsetMs = Math.max(clock.now().getTime() - Date.parse(claim.claimedAt), claim.claimMs);
  const openedAt = performance.now();
  const tell = () => toTenths(offsetMs + performance.now() - openedAt);

  function note(step: Step): void {
    if (steps.length < maxSteps) steps.push(step);
    else more = { count: (more?.count ?? 0) + 1, ms: toTenths((more?.ms ?? 0) + step.ms) };
  }

  function end(kind: StepKind, name: string | (() => string), at: number, more: Pick<Step, "error" | "facts">): void {
    const called = cut(typeof name === "string" ? name : name(), maxName);
    note({ kind, name: called, at, ms: toTenths(tell() - at), ...more });
  }

  note({ kind: "claim", name: "", at: 0, ms: toTenths(claim.claimMs) });
  return {
    async time(kind, name, work, describe) {
      const at = tell();
      try {
        const result = await work();
        const facts = describe?.(result);
        end(kind, name, at, facts === undefined ? {} : { facts });
        return result;
      } catch (error) {
        end(kind, name, at, { error: cut(error instanceof Error ? error.message : String(error), maxError) });
        throw error;
      }
    },
    begin: (kind, name) => void openings.push({ kind, name, at: tell() }),
    adopt(earlier) {
      const known = new Set(steps.map(step => `${step.kind} ${step.at} ${step.name}`));
      for (const step of earlier) if (!known.has(`${step.kind} ${step.at} ${step.name}`)) note(step);
    },
    size: () => steps.length,
    since: mark => steps.slice(mark),
    describe() {
      const open = openings.map(opening => ({ ...opening, ms: toTenths(tell() - opening.at) }));
      // Of two that begin together the longer one holds the other.
      const ordered = [...steps, ...open].sort(
        (a, b) => a.at - b.at || b.ms - a.ms || Number(b.kind === "step") - Number(a.kind === "step"),
      );
      return { steps: ordered, ...(more === undefined ? {} : { more }) };
    },
  };
}

/** A text that the database can keep: no null character, and no half of a character at the cut. */
function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed().replaceAll("\0", "");
}

function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** The value of `tasks.attempts` with more known of the row's present attempt: a part of the statement that changes the row anyway. */
export function mergeAttempt(record: Partial<AttemptRecord>): RawBuilder<JsonValue> {
  return sql<JsonValue>`tasks.attempts || jsonb_build_object(tasks.attempt::text,
    coalesce(tasks.attempts -> tasks.attempt::text, '{}') || ${JSON.stringify(record)}::jsonb)`;
}
