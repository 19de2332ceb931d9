/** Owns the queries over what comes in from outside: sources, rules and events. No query here reads a secret but the worker's own. */
import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Session } from "./database.ts";
import type { WebhookEvents, WebhookRules, WebhookSources } from "./types.gen.ts";

const sourceColumns = [
  "id",
  "workspace_id",
  "public_id",
  "name",
  "kind",
  "previous_until",
  "is_enabled",
  "refused",
  "last_refused_at",
  "last_refusal",
  "last_received_at",
  "created_by",
  "created_at",
] as const;
export type SourceRow = Pick<Selectable<WebhookSources>, (typeof sourceColumns)[number]>;
export type RuleRow = Selectable<WebhookRules>;
export type EventRow = Selectable<WebhookEvents>;

type Page = { limit: number; beforeId?: string };

/** The sources of a workspace, newest first. */
export function listSources(session: Session, workspaceId: string, page: Page): Promise<SourceRow[]> {
  return session
    .selectFrom("webhook_sources")
    .select(sourceColumns)
    .where("workspace_id", "=", workspaceId)
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findSource(session: Session, workspaceId: string, id: string): Promise<SourceRow | undefined> {
  return session
    .selectFrom("webhook_sources")
    .select(sourceColumns)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export function insertSource(session: Session, row: Insertable<WebhookSources>): Promise<SourceRow> {
  return session.insertInto("webhook_sources").values(row).returning(sourceColumns).executeTakeFirstOrThrow();
}

/** The source after the change, or undefined when there is none that the caller may change. */
export function updateSource(
  session: Session,
  workspaceId: string,
  id: string,
  values: Updateable<WebhookSources>,
): Promise<SourceRow | undefined> {
  return session
    .updateTable("webhook_sources")
    .set(values)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returning(sourceColumns)
    .executeTakeFirst();
}

/** Which workspace an address belongs to. Needs the scheduler's session, since nobody is signed in yet. */
export function findAddress(
  session: Session,
  publicId: string,
): Promise<{ id: string; workspace_id: string } | undefined> {
  return session
    .selectFrom("webhook_sources")
    .select(["id", "workspace_id"])
    .where("public_id", "=", publicId)
    .executeTakeFirst();
}

/** A source with its sealed secrets. Needs a worker's session. */
export function findSealedSource(session: Session, workspaceId: string, id: string) {
  return session
    .selectFrom("webhook_sources")
    .select([...sourceColumns, "sealed_secret", "sealed_previous"])
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Notes that a call was taken, at most every ten seconds: the row must not become a queue. */
export async function noteReceived(session: Session, workspaceId: string, id: string, now: Date): Promise<void> {
  await session
    .updateTable("webhook_sources")
    .set({ last_received_at: now })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .where(({ or, eb }) =>
      or([eb("last_received_at", "is", null), eb("last_received_at", "<", new Date(now.getTime() - 10_000))]),
    )
    .execute();
}

export async function noteRefused(
  session: Session,
  workspaceId: string,
  id: string,
  refusal: { at: Date; reason: string },
): Promise<void> {
  await session
    .updateTable("webhook_sources")
    .set({ refused: sql`refused + 1`, last_refused_at: refusal.at, last_refusal: refusal.reason })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .execute();
}

/** The rules of a source in the order in which they are asked. */
export function listRules(session: Session, workspaceId: string, sourceId: string): Promise<RuleRow[]> {
  return session
    .selectFrom("webhook_rules")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("source_id", "=", sourceId)
    .orderBy("position")
    .orderBy("id")
    .limit(200)
    .execute();
}

export function findRule(session: Session, workspaceId: string, id: string): Promise<RuleRow | undefined> {
  return session
    .selectFrom("webhook_rules")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export function insertRule(session: Session, row: Insertable<WebhookRules>): Promise<RuleRow> {
  return session.insertInto("webhook_rules").values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateRule(
  session: Session,
  workspaceId: string,
  id: string,
  values: Updateable<WebhookRules>,
): Promise<RuleRow | undefined> {
  return session
    .updateTable("webhook_rules")
    .set(values)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

/** Whether there was one to delete. */
export async function deleteRule(session: Session, workspaceId: string, id: string): Promise<boolean> {
  const deleted = await session
    .deleteFrom("webhook_rules")
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}

export type EventFilter = { sourceId?: string; verdict?: string };

/** Events, newest first. */
export function listEvents(
  session: Session,
  workspaceId: string,
  filter: EventFilter,
  page: Page,
): Promise<EventRow[]> {
  return session
    .selectFrom("webhook_events")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.sourceId !== undefined, query => query.where("source_id", "=", filter.sourceId as string))
    .$if(filter.verdict !== undefined, query => query.where("verdict", "=", filter.verdict as string))
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findEvent(session: Session, workspaceId: string, id: string): Promise<EventRow | undefined> {
  return session
    .selectFrom("webhook_events")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export type NewEvent = Pick<EventRow, "id" | "source_id" | "dedupe_key" | "event_type" | "body"> & {
  headers: Record<string, string>;
  received_at: string;
};

/**
 * Stores events of one call, no two with one key, in one statement. Returns the ids of those that are new; a repetition is
 * counted at the event it repeats.
 */
export async function storeEvents(
  session: Session,
  workspaceId: string,
  events: readonly NewEvent[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const { rows } = await sql<{ id: string; is_new: boolean }>`
    insert into webhook_events (id, workspace_id, source_id, dedupe_key, event_type, headers, body, received_at)
    select e.id, ${workspaceId}::uuid, e.source_id, e.dedupe_key, e.event_type, e.headers, e.body, e.received_at
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
      as e(id uuid, source_id uuid, dedupe_key text, event_type text, headers jsonb, body text, received_at timestamptz)
    on conflict (source_id, dedupe_key) do update set repeats = webhook_events.repeats + 1
    returning id, repeats = 0 as is_new`.execute(session);
  return new Set(rows.filter(row => row.is_new).map(row => row.id));
}

export type HandledEvent = { id: string; verdict: string; outcomes: string };

/** Writes down what an event led to. */
export async function noteHandled(
  session: Session,
  workspaceId: string,
  event: HandledEvent & { at: Date; isReplay: boolean },
): Promise<void> {
  await session
    .updateTable("webhook_events")
    .set({
      verdict: event.verdict,
      outcomes: event.outcomes,
      handled_at: event.at,
      ...(event.isReplay ? { replays: sql<number>`replays + 1` } : {}),
    })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", event.id)
    .execute();
}
