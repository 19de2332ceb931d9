/** Removes what Auth leaves behind and nothing needs any more, so that a year of refreshed sessions does not fill the database. */
import type { Ask } from "./users.ts";

const statements = [
  // Long enough to recognise a stolen token that is used late.
  "delete from auth.refresh_tokens where revoked and updated_at < now() - interval '30 days'",
  "delete from auth.audit_log_entries where created_at < now() - interval '180 days'",
  "delete from auth.flow_state where created_at < now() - interval '1 day'",
  `delete from auth.sessions s where coalesce(s.refreshed_at at time zone 'UTC', s.created_at) < now() - interval '180 days'`,
];

export async function tidyAuth(db: Ask): Promise<void> {
  for (const statement of statements) await db.query(statement);
}
