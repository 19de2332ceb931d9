/** Owns the shapes of what flow control writes; part of the changes of a commit. */
import type { RunRow, WaitRow } from "../rows.ts";

export interface GatheringRow {
  id: string;
  key: string;
  function_id: string;
  kind: "debounce" | "batch";
  /** The `ts` of the latest event of a debounce. */
  latest_ms: number | null;
  /** The moment beyond which a debounce is not put off. */
  until_ms: number | null;
  size: number;
  bytes: number;
  due_ms: number;
}

/** A moment at which a run that has not started, or not finished, is given up. */
export interface DeadlineRow {
  run_id: string;
  kind: "start" | "finish";
  due_ms: number;
}

export interface AdmissionChanges {
  /** Runs that a decision has let in; unlike `runs` they do not depend on an event of the same commit. */
  admissions: RunRow[];
  admissionWaits: WaitRow[];
  deadlines: DeadlineRow[];
  rates: { key: string; arrival_ms: number }[];
  usedKeys: { function_id: string; key: string }[];
  singletons: { key: string; run_id: string }[];
  gatherings: GatheringRow[];
  gathered: { gathering_id: string; seq: number; event: string }[];
  gatheringEnds: { id: string }[];
  batchedEvents: { event_id: string; run_id: string }[];
}
