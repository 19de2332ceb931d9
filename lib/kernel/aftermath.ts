/** Owns what follows a commit: staged events reach the executor, pages are told to look again. Loses nothing: the outbox keeps what failed. */
import { sql } from "kysely";
import type { JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import type { KernelPorts, OutgoingEvent } from "./kernel.ts";

export type Change = { entity: string; id: string };
type Broadcasts = {
  changes: Map<string, Change>;
  timer: NodeJS.Timeout | undefined;
  left: number;
  lastAt: number;
  failures: number;
};
type Staged = { events: OutgoingEvent[]; changes: (Change & { workspaceId?: string })[] };

/** Carried by the session itself: Next compiles pages and route handlers apart, so a map of this module's would not be the only one. */
const stagedKey = Symbol.for("quarterdeck.staged");
type Carrier = Session & { [stagedKey]?: Staged };

/** A workspace's broadcasts: one at once, some close to each other, and no more than this many a second when it goes on. */
const broadcastsPerSecond = 20;
const broadcastsInRow = 20;
const broadcastGapMs = 10;
const broadcastAgainMs = 500;
const maxBroadcastFailures = 10;
/** Sent events are deleted together, well before the flusher would look at them. */
const forgetEveryMs = 250;
const eventsPerCall = 500;

/** Notes that pages showing this entity must read it again once this transaction has committed; in its own workspace unless another is named. */
export function noteChange(session: Session, entity: string, id: string, workspaceId?: string): void {
  stagesOf(session).changes.push({ entity, id, workspaceId });
}

/** Notes events whose outbox rows this transaction has written, to be sent right after its commit. */
export function noteEvents(session: Session, events: readonly OutgoingEvent[]): void {
  stagesOf(session).events.push(...events);
}

/** Writes events to the outbox; those without a `sendAt` go out right after the commit. */
export async function stageEvents(
  session: Session,
  workspaceId: string,
  events: readonly (OutgoingEvent & { sendAt?: Date })[],
): Promise<void> {
  if (events.length === 0) return;
  await session
    .insertInto("outbox")
    .values(
      events.map(event => ({
        id: event.id,
        workspace_id: workspaceId,
        name: event.name,
        data: JSON.stringify(event.data),
        send_at: event.sendAt ?? null,
      })),
    )
    // The same event is still waiting: once is enough.
    .onConflict(conflict => conflict.doNothing())
    .execute();
  noteEvents(
    session,
    events.filter(event => event.sendAt === undefined).map(({ id, name, data }) => ({ id, name, data })),
  );
}

function stagesOf(session: Carrier): Staged {
  session[stagedKey] ??= { events: [], changes: [] };
  return session[stagedKey];
}

export type Aftermath = {
  follow(workspaceId: string, session: Session): Promise<void>;
  /** Tells the pages of a workspace what to read again. */
  tell(workspaceId: string, changes: readonly Change[]): void;
  flushOutbox(olderThanMs: number): Promise<number>;
  settle(): Promise<void>;
};

/** The follower of commits over the kernel's ports. */
export function createAftermath(ports: Pick<KernelPorts, "database" | "clock" | "log" | "sendEvents">): Aftermath {
  const running = new Set<Promise<void>>();
  const sent: string[] = [];
  let forgetting: NodeJS.Timeout | undefined;
  let waiting: OutgoingEvent[] = [];
  let isSending = false;
  const broadcasts = new Map<string, Broadcasts>();

  function track(work: Promise<void>): void {
    running.add(work);
    work.finally(() => running.delete(work));
  }

  /** One call at a time; what is committed meanwhile goes with the next. */
  async function drain(): Promise<void> {
    if (isSending) return;
    isSending = true;
    try {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, eventsPerCall);
        waiting = waiting.slice(eventsPerCall);
        await ports.sendEvents(batch);
        sent.push(...batch.map(event => event.id));
        forgetSoon();
      }
    } catch (error) {
      ports.log.warn({ error, events: waiting.length }, "the executor did not take events; the outbox keeps them");
      waiting = [];
    } finally {
      isSending = false;
    }
  }

  function forgetSoon(): void {
    forgetting ??= setTimeout(() => {
      forgetting = undefined;
      track(forget());
    }, forgetEveryMs);
    forgetting.unref();
  }

  async function forget(): Promise<void> {
    const ids = sent.splice(0, sent.length);
    if (ids.length === 0) return;
    try {
      await ports.database.asScheduler("flush-outbox", session =>
        session.deleteFrom("outbox").where("id", "in", ids).execute(),
      );
    } catch (error) {
      // They will be sent again by the flusher, which their ids make harmless.
      ports.log.warn({ error, events: ids.length }, "sent events could not be deleted from the outbox");
    }
  }

  function broadcastSoon(workspaceId: string, changes: readonly Change[], notBeforeMs = 0): void {
    const entry = broadcasts.get(workspaceId) ?? {
      changes: new Map<string, Change>(),
      timer: undefined,
      left: broadcastsInRow,
      lastAt: performance.now() - 1_000,
      failures: 0,
    };
    broadcasts.set(workspaceId, entry);
    for (const change of changes) entry.changes.set(`${change.entity}:${change.id}`, change);
    if (entry.timer !== undefined) return;
    const sinceMs = performance.now() - entry.lastAt;
    entry.left = Math.min(broadcastsInRow, entry.left + (sinceMs * broadcastsPerSecond) / 1_000);
    const gapMs = entry.left >= 1 ? broadcastGapMs : 1_000 / broadcastsPerSecond;
    entry.timer = setTimeout(
      () => {
        const batch = [...entry.changes.values()];
        entry.changes.clear();
        entry.timer = undefined;
        entry.lastAt = performance.now();
        entry.left = Math.max(0, entry.left - 1);
        track(broadcast(workspaceId, entry, batch));
      },
      Math.max(0, gapMs - sinceMs, notBeforeMs),
    );
    entry.timer.unref();
  }

  async function broadcast(workspaceId: string, entry: Broadcasts, changes: Change[]): Promise<void> {
    // A page that shows more than this reads everything again anyway.
    const told: JsonValue = changes.length > 200 ? [{ entity: "*", id: "*" }] : changes;
    try {
      await ports.database.asWorkerOnce(
        workspaceId,
        sql`select private.broadcast_changes(${workspaceId}::uuid, ${JSON.stringify(told)}::jsonb)`,
      );
      entry.failures = 0;
    } catch (error) {
      ports.log.warn({ error, workspaceId }, "pages were not told to look again");
      entry.failures += 1;
      // What the database does not take for so long, pages see at their next reading of their own.
      if (entry.failures < maxBroadcastFailures) broadcastSoon(workspaceId, changes, broadcastAgainMs);
    }
  }

  return {
    async follow(workspaceId, session) {
      const carrier: Carrier = session;
      const staged = carrier[stagedKey];
      if (staged === undefined) return;
      delete carrier[stagedKey];
      if (staged.events.length > 0) {
        await ports.clock.reach("after-commit-before-send");
        waiting.push(...staged.events);
        track(drain());
      }
      for (const [place, changes] of Map.groupBy(staged.changes, change => change.workspaceId ?? workspaceId)) {
        // A workspace that this transaction created has no listener yet.
        if (place === "") continue;
        broadcastSoon(
          place,
          changes.map(({ entity, id }) => ({ entity, id })),
        );
      }
    },
    tell(workspaceId, changes) {
      if (changes.length > 0) broadcastSoon(workspaceId, changes);
    },
    flushOutbox: olderThanMs =>
      ports.database.asScheduler("flush-outbox", async session => {
        const now = ports.clock.now();
        const rows = await session
          .selectFrom("outbox")
          .select(["id", "name", "data"])
          .where("created_at", "<=", new Date(now.getTime() - olderThanMs))
          .where(({ or, eb }) => or([eb("send_at", "is", null), eb("send_at", "<=", now)]))
          .orderBy("created_at")
          .limit(eventsPerCall)
          .execute();
        if (rows.length === 0) return 0;
        await ports.sendEvents(
          rows.map(row => ({ id: row.id, name: row.name, data: row.data as Record<string, unknown> })),
        );
        await session
          .deleteFrom("outbox")
          .where(
            "id",
            "in",
            rows.map(row => row.id),
          )
          .execute();
        return rows.length;
      }),
    async settle() {
      clearTimeout(forgetting);
      forgetting = undefined;
      while (running.size > 0) await Promise.all(running);
      await forget();
    },
  };
}
