/** Owns the kernel's ports and the one way to open a transaction whose commit is followed by what it promised. */
import type { RawBuilder } from "kysely";
import type { Clock } from "#lib/core/clock.ts";
import type { Vault } from "#lib/core/vault.ts";
import type { Database, PersonClaims, Session, TransactionOptions } from "#lib/db/database.ts";
import type { LanguageModel } from "#lib/model/port.ts";
import { type Change, createAftermath } from "./aftermath.ts";
import type { Connections } from "./connections.ts";
import type { Registry } from "./registry.ts";

/** An event for the executor. Its id makes a repetition harmless. */
export type OutgoingEvent = { id: string; name: string; data: Record<string, unknown> };

export type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};

export type KernelPorts = {
  database: Database;
  registry: Registry;
  connectors: Connections;
  /** Seals what must be kept secret at rest. */
  vault: Vault;
  /** Null when none is configured: templates write. */
  model: LanguageModel | null;
  clock: Clock;
  log: Log;
  /** Hands events to the executor; resolves when they are accepted. */
  sendEvents(events: OutgoingEvent[]): Promise<void>;
};

export type Kernel = KernelPorts & {
  /** A person's transaction; after its commit staged events are sent and pages told to look again. */
  asPerson<T>(
    claims: PersonClaims,
    workspaceId: string,
    work: (session: Session) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** The same for a run of an agent, or for the product acting inside one workspace. */
  asWorker<T>(workspaceId: string, work: (session: Session) => Promise<T>): Promise<T>;
  /** One statement of an agent's run in one round trip; its rows decide which pages look again. */
  asWorkerOnce<R>(workspaceId: string, statement: RawBuilder<R>, describe: (rows: R[]) => Change[]): Promise<R[]>;
  /** Sends what commits have left behind unsent: events that are due and older than `olderThanMs`. Returns how many. */
  flushOutbox(olderThanMs: number): Promise<number>;
  /** Waits until everything begun after commits has ended. */
  settle(): Promise<void>;
};

/** A kernel over its ports. */
export function createKernel(ports: KernelPorts): Kernel {
  const aftermath = createAftermath(ports);
  const follow = async <T>(
    workspaceId: string,
    run: (work: (session: Session) => Promise<T>) => Promise<T>,
    work: (session: Session) => Promise<T>,
  ) => {
    let committed: Session | undefined;
    const result = await run(session => {
      committed = session;
      return work(session);
    });
    if (committed !== undefined) await aftermath.follow(workspaceId, committed);
    return result;
  };
  return {
    ...ports,
    asPerson: (claims, workspaceId, work, options) =>
      follow(workspaceId, inner => ports.database.asPerson(claims, inner, options), work),
    asWorker: (workspaceId, work) => follow(workspaceId, inner => ports.database.asWorker(workspaceId, inner), work),
    async asWorkerOnce(workspaceId, statement, describe) {
      const rows = await ports.database.asWorkerOnce(workspaceId, statement);
      aftermath.tell(workspaceId, describe(rows));
      return rows;
    },
    flushOutbox: aftermath.flushOutbox,
    settle: aftermath.settle,
  };
}
