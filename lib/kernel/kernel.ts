/** Owns the kernel's ports and the pieces that share them: the only place that decides about effects. */
import type { Clock } from "#lib/core/clock.ts";
import type { Database } from "#lib/db/database.ts";
import type { LanguageModel } from "#lib/model/port.ts";
import type { Connectors } from "./connector.ts";
import type { Registry } from "./registry.ts";

/** An event for the executor. Its id makes a repetition harmless. */
export type OutgoingEvent = { id: string; name: string; data: Record<string, unknown> };

export type Change = { entity: string; id: string };

export type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};

export type KernelPorts = {
  database: Database;
  registry: Registry;
  connectors: Connectors;
  /** Null when none is configured: templates write. */
  model: LanguageModel | null;
  clock: Clock;
  log: Log;
  /** Hands events to the executor; resolves when they are accepted. */
  sendEvents(events: OutgoingEvent[]): Promise<void>;
};

export type Kernel = KernelPorts & {
  /** Sends what the commit left in the outbox and tells the pages what to read again. Never throws: what fails is retried. */
  afterCommit(workspaceId: string, changes: Change[], as: { userId: string } | "worker"): void;
  /** Waits until everything that afterCommit began has ended. */
  settle(): Promise<void>;
};
