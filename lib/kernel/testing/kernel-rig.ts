/** A kernel on a real database for tests: time, chance and faults in the test's hand, events run by the test itself. */
import { randomBytes, randomUUID } from "node:crypto";
import { sql } from "kysely";
import { type Clock, type CrashPoint, systemClock } from "#lib/core/clock.ts";
import { createId } from "#lib/core/ids.ts";
import { createVault } from "#lib/core/vault.ts";
import { openDatabase, type Session } from "#lib/db/database.ts";
import { createTestDatabase } from "#testing/database.ts";
import type { Actor } from "../actor.ts";
import { createConnections } from "../connections.ts";
import type { ConnectorFactory, House } from "../connector.ts";
import type { AgentDefinition } from "../define.ts";
import { deliver } from "../deliver.ts";
import type { DeliverOutcome } from "../delivery-end.ts";
import { type DispatchRequest, dispatchTasks, type Scope } from "../dispatch.ts";
import { createKernel, type Kernel, type Log, type OutgoingEvent } from "../kernel.ts";
import { createRegistry } from "../registry.ts";
import { type RunOutcome, runTask } from "../run.ts";
import { createFixtureAgent } from "./fixture-agent.ts";
import { createRecordingVendor, type RecordingVendor } from "./recording-vendor.ts";

/** The failure that an injected crash throws: nothing after the point is done. */
export class InjectedCrash extends Error {}

export type KernelRig = {
  kernel: Kernel;
  vendor: RecordingVendor;
  workspaceId: string;
  userId: string;
  scope: Scope;
  /** The database's address as its superuser, for what no role of the product may see. */
  adminUrl: string;
  /** Events handed to the executor and not yet run. */
  events: OutgoingEvent[];
  /** Moves the clock. */
  advance(ms: number): void;
  /** Crashes at a point, the next time it is reached. */
  crashAt(point: CrashPoint): void;
  asPerson<T>(work: (session: Session) => Promise<T>): Promise<T>;
  asWorker<T>(work: (session: Session) => Promise<T>): Promise<T>;
  dispatch(request: DispatchRequest): Promise<string>;
  run(taskId: string, isLastAttempt?: boolean, runId?: string): Promise<RunOutcome>;
  deliver(deliveryId: string): Promise<DeliverOutcome>;
  addContact(email: string, more?: { email_consent?: "denied" | "granted"; time_zone?: string }): Promise<string>;
  close(): Promise<void>;
};

/** Opens a rig: one workspace, its owner, the fixture agents and a recording vendor. */
export async function openKernelRig(
  options: {
    agents?: AgentDefinition[];
    vendor?: RecordingVendor;
    factories?: readonly ConnectorFactory[];
    house?: House;
    log?: Log;
  } = {},
): Promise<KernelRig> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase(testDatabase.appUrl, 12);
  const agents = options.agents ?? [
    createFixtureAgent(),
    createFixtureAgent("pilot", "autopilot"),
    createFixtureAgent("adviser", "manual"),
  ];
  const vendor = options.vendor ?? createRecordingVendor();
  const events: OutgoingEvent[] = [];
  const vault = createVault([randomBytes(32).toString("base64")]);
  let offsetMs = 0;
  let crash: CrashPoint | undefined;
  const clock: Clock = {
    now: () => new Date(Date.now() + offsetMs),
    random: systemClock.random,
    reach(point) {
      if (point !== crash) return;
      crash = undefined;
      throw new InjectedCrash(`injected at ${point}`);
    },
  };
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const kernel = createKernel({
    database,
    registry: createRegistry(agents),
    connectors: createConnections({
      // Vendors are played on this machine.
      house: options.house ?? { mayReachPrivate: true },
      factories: [...(options.factories ?? []), { ...vendor, variables: [], create: () => vendor }],
      installed: [vendor],
      vault,
    }),
    vault,
    model: null,
    clock,
    log: options.log ?? quiet,
    sendEvents: async batch => void events.push(...batch),
  });
  const userId = randomUUID();
  const workspaceId = await database.asPerson({ userId }, async session => {
    const { rows } = await sql<{
      id: string;
    }>`select create_workspace('Test', false, 'owner@example.com') as id`.execute(session);
    const id = rows[0]?.id ?? "";
    await session
      .insertInto("agents")
      .values(
        agents.map(agent => ({
          workspace_id: id,
          domain: agent.domain,
          autonomy: agent.autonomy,
          settings: JSON.stringify({}),
        })),
      )
      .execute();
    await session.updateTable("workspaces").set({ undo_window_seconds: 0 }).where("id", "=", id).execute();
    return id;
  });
  const actor: Actor = { kind: "person", id: userId, userId, via: "web" };
  const scope = { workspaceId, actor };
  const asPerson = <T>(work: (session: Session) => Promise<T>) => kernel.asPerson({ userId }, workspaceId, work);
  return {
    kernel,
    vendor,
    workspaceId,
    userId,
    scope,
    adminUrl: testDatabase.adminUrl,
    events,
    advance: ms => {
      offsetMs += ms;
    },
    crashAt: point => {
      crash = point;
    },
    asPerson,
    asWorker: work => kernel.asWorker(workspaceId, work),
    async dispatch(request) {
      const [task] = await asPerson(session => dispatchTasks(kernel, session, scope, [request]));
      await kernel.settle();
      return task?.id ?? "";
    },
    run: (taskId, isLastAttempt = true, runId = `run-${taskId}`) =>
      runTask(kernel, { workspaceId, taskId, runId, isLastAttempt }),
    deliver: deliveryId => deliver(kernel, workspaceId, deliveryId),
    addContact: (email, more = {}) =>
      asPerson(async session => {
        const id = createId();
        await session
          .insertInto("contacts")
          .values({ id, workspace_id: workspaceId, name: email, email, ...more })
          .execute();
        return id;
      }),
    async close() {
      await kernel.settle();
      await database.close();
      await testDatabase.drop();
    },
  };
}
