/** Owns the outreach queue: one planned message at a time for each person; refuses to write over what a reply has stopped. */
import { sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import type { OutreachStage, OutreachStatus } from "#lib/db/types.gen.ts";
import type { DueContact, Situation } from "./due-list.ts";
import type { BestTime } from "./timing.ts";

const STAGES: Record<Situation, OutreachStage> = {
  replied: "answer",
  new: "first-touch",
  "earlier-contact": "reconnect",
  silent: "follow-up",
};

/** Where a person stands, in the words of the queue. */
export function findStage(contact: Pick<DueContact, "situation">): OutreachStage {
  return STAGES[contact.situation];
}

export type PlannedRow = { id: string; contact_id: string; status: OutreachStatus };

/** A contact and when its message is best sent. */
export type Planned = { contact: DueContact; bestTime: BestTime; reason: string };

/** What is planned and not yet proposed, by contact. */
export async function readPlanned(session: Session): Promise<Map<string, PlannedRow>> {
  const rows = await session
    .selectFrom("outreach_queue")
    .select(["id", "contact_id", "status"])
    .where("status", "in", ["queued", "drafted"])
    .where("is_by_hand", "=", false)
    .execute();
  return new Map(rows.map(row => [row.contact_id, row]));
}

/** How many messages to a person are planned, drafted or wait for a decision. */
export async function countOpen(session: Session, contactId: string): Promise<number> {
  const { open } = await session
    .selectFrom("outreach_queue")
    .select(({ fn }) => fn.countAll<number>().as("open"))
    .where("contact_id", "=", contactId)
    .where("status", "in", ["queued", "drafted", "proposed"])
    .executeTakeFirstOrThrow();
  return open;
}

/** Stops what is planned for people who are not due any more. */
export async function stopUndue(session: Session, rows: readonly PlannedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session
    .updateTable("outreach_queue")
    .set({ status: "stopped", status_reason: "not due any more" })
    .where(
      "id",
      "in",
      rows.map(row => row.id),
    )
    .where("status", "in", ["queued", "drafted"])
    .execute();
}

type Place = { workspaceId: string; taskId: string };

/** Plans messages, and keeps the hour and the reason of those that are planned already. */
export async function planMessages(session: Session, place: Place, planned: readonly Planned[]): Promise<void> {
  if (planned.length === 0) return;
  const rows = planned.map(message => ({ id: createId(), ...describePlan(message) }));
  await sql`
    insert into outreach_queue (id, workspace_id, contact_id, stage, step, channel, due_at, time_zone, reason,
      expected_value_usd, queued_by)
    select id, ${place.workspaceId}, contact_id, stage, step, 'email', due_at, time_zone, reason, expected_value_usd,
      ${place.taskId}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, contact_id uuid, stage outreach_stage,
      step smallint, due_at timestamptz, time_zone text, reason text, expected_value_usd double precision)
    on conflict (contact_id) where status in ('queued', 'drafted', 'proposed') and not is_by_hand
      do update set due_at = excluded.due_at, time_zone = excluded.time_zone, reason = excluded.reason,
        expected_value_usd = excluded.expected_value_usd
      where outreach_queue.status = 'queued'`.execute(session);
}

/**
 * Marks a planned message as drafted. Throws `conflict` when it is not planned any more: somebody else drafts to this person,
 * or an answer came in while this was written.
 */
export async function markDrafted(
  session: Session,
  place: Place,
  draft: { contactId: string; outputId: string },
): Promise<void> {
  const marked = await session
    .updateTable("outreach_queue")
    .set({ status: "drafted", status_reason: null, drafted_by: place.taskId, output_id: draft.outputId })
    .where("contact_id", "=", draft.contactId)
    .where("workspace_id", "=", place.workspaceId)
    .where("status", "in", ["queued", "drafted"])
    .where("is_by_hand", "=", false)
    .returning("id")
    .executeTakeFirst();
  if (marked === undefined)
    throw new AppError("conflict", "what is planned for this person changed while the message was written");
}

/** Keeps a message that a person asked for by name: in the place of the planned one, or beside what waits for a decision. */
export async function keepByHand(
  session: Session,
  place: Place,
  message: Planned & { outputId: string },
): Promise<void> {
  const planned = await session
    .updateTable("outreach_queue")
    .set({ status: "drafted", status_reason: null, drafted_by: place.taskId, output_id: message.outputId })
    .where("contact_id", "=", message.contact.id)
    .where("workspace_id", "=", place.workspaceId)
    .where("status", "in", ["queued", "drafted"])
    .where("is_by_hand", "=", false)
    .returning("id")
    .executeTakeFirst();
  if (planned !== undefined) return;
  await session
    .insertInto("outreach_queue")
    .values({
      id: createId(),
      workspace_id: place.workspaceId,
      ...describePlan(message),
      channel: "email",
      status: "drafted",
      is_by_hand: true,
      queued_by: place.taskId,
      drafted_by: place.taskId,
      output_id: message.outputId,
    })
    .execute();
}

function describePlan({ contact, bestTime, reason }: Planned) {
  return {
    contact_id: contact.id,
    stage: findStage(contact),
    step: contact.unanswered + 1,
    due_at: bestTime.send_at,
    time_zone: bestTime.zone,
    reason,
    expected_value_usd: contact.expectedValueUsd,
  };
}
