/** Owns the queries over the contact ledger that people's operations need: reading touches, and noting what a person tells. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { ContactLedger } from "./types.gen.ts";

export type TouchRow = Selectable<ContactLedger>;

/** The touches of a contact, latest first. */
export function listTouches(session: Session, workspaceId: string, contactId: string): Promise<TouchRow[]> {
  return session
    .selectFrom("contact_ledger")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("contact_id", "=", contactId)
    .orderBy("happened_at", "desc")
    .orderBy("id", "desc")
    .limit(100)
    .execute();
}

/** One touch of a bulk write. */
export type BulkTouch = {
  id: string;
  contact_id: string;
  channel: string;
  kind: string;
  body: string | null;
  is_untrusted: boolean;
  happened_at: string;
};

/** Inserts touches that were made in one statement. */
export async function insertTouches(session: Session, workspaceId: string, rows: readonly BulkTouch[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into contact_ledger (id, workspace_id, contact_id, channel, kind, status, body, is_untrusted, happened_at)
    select r.id, ${workspaceId}::uuid, r.contact_id, r.channel, r.kind::touch_kind, 'made', r.body, r.is_untrusted, r.happened_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, contact_id uuid, channel text, kind text, body text, is_untrusted boolean, happened_at timestamptz)`.execute(
    session,
  );
}
