/** Owns that one run at a time holds a singleton's key, within one commit. */
import type pg from "pg";
import type { EndableRun } from "../endings.ts";
import type { Changes, RunRow } from "../rows.ts";
import { composeKey } from "./keys.ts";
import type { Candidate } from "./rate-limits.ts";
import { findHoldersSql } from "./statements.ts";

interface HolderRow {
  key: string;
  id: string;
  function_id: string;
  events: string;
  parent_run_id: string | null;
  parent_step_id: string | null;
}

export type Claim = { isSkipped: boolean; replaced?: EndableRun };

export class Singletons {
  readonly #reader: pg.Pool;
  #holders = new Map<string, EndableRun | undefined>();
  #changed = new Set<string>();

  constructor(reader: pg.Pool) {
    this.#reader = reader;
  }

  /** Reads who holds the keys of these candidates. */
  async load(candidates: readonly Candidate[]): Promise<void> {
    const wanted = new Set<string>();
    for (const candidate of candidates) {
      const name = readName(candidate);
      if (name !== undefined && !this.#holders.has(name)) wanted.add(name);
    }
    if (wanted.size === 0) return;
    for (const name of wanted) this.#holders.set(name, undefined);
    const found = await this.#reader.query<HolderRow>(findHoldersSql, [[...wanted]]);
    for (const row of found.rows) this.#holders.set(row.key, readRun(row));
  }

  /** Claims the key of a candidate for its run: skipped while another run holds it, or in place of that run. */
  claim(candidate: Candidate, compose: () => RunRow, endedRuns: ReadonlySet<string>): Claim & { run?: RunRow } {
    const name = readName(candidate);
    if (name === undefined) return { isSkipped: false, run: compose() };
    const holder = this.#holders.get(name);
    const isHeld = holder !== undefined && !endedRuns.has(holder.id);
    if (isHeld && candidate.definition.flow?.singleton?.mode === "skip") return { isSkipped: true };
    const run = compose();
    this.#holders.set(name, readRun(run));
    this.#changed.add(name);
    return { isSkipped: false, run, ...(isHeld ? { replaced: holder } : {}) };
  }

  finish(changes: Changes): void {
    for (const key of this.#changed) {
      const run = this.#holders.get(key);
      if (run) changes.singletons.push({ key, run_id: run.id });
    }
  }
}

function readName({ definition, event }: Candidate): string | undefined {
  const setting = definition.flow?.singleton;
  if (!setting) return undefined;
  const { name, isFalse } = composeKey("singleton", definition.id, setting.key, event);
  return isFalse ? undefined : name;
}

function readRun(row: Omit<HolderRow, "key">): EndableRun {
  const { id, function_id, events, parent_run_id, parent_step_id } = row;
  const parent = parent_run_id && parent_step_id ? { parent: { runId: parent_run_id, stepId: parent_step_id } } : {};
  return { id, functionId: function_id, events, ...parent };
}
