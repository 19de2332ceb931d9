/** Owns money set aside for model calls: reserved atomically before, settled after. Refuses rather than overspends. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";

export type Reservation = { workspaceId: string; domain: string; day: string; micros: number };

/** The row of the whole workspace. */
const everyAgent = "";

/**
 * Reserves an amount against the workspace's and the agent's limit of this UTC day, or returns null when either would be
 * passed. Both rows are locked in one order, so that two reservations never deadlock.
 */
export async function reserveMoney(
  session: Session,
  want: { workspaceId: string; domain: string; micros: number; now: Date },
): Promise<Reservation | null> {
  const day = want.now.toISOString().slice(0, 10);
  const { rows } = await sql<{ limit_micros: number | null; domain: string }>`
    select daily_budget_micros as limit_micros, ${everyAgent} as domain from workspaces where id = ${want.workspaceId}
    union all
    select daily_budget_micros, domain from agents where workspace_id = ${want.workspaceId} and domain = ${want.domain}
    order by domain`.execute(session);
  await sql`
    insert into spend_days (workspace_id, day, domain)
    values (${want.workspaceId}, ${day}::date, ${everyAgent}), (${want.workspaceId}, ${day}::date, ${want.domain})
    on conflict do nothing`.execute(session);
  const spent = await session
    .selectFrom("spend_days")
    .select(["domain", "reserved_micros", "spent_micros"])
    .where("workspace_id", "=", want.workspaceId)
    .where(sql<boolean>`day = ${day}::date`)
    .where("domain", "in", [everyAgent, want.domain])
    .orderBy("domain")
    .forUpdate()
    .execute();
  for (const limit of rows) {
    const used = spent.find(row => row.domain === limit.domain);
    if (used === undefined) continue;
    if (limit.limit_micros !== null && used.reserved_micros + used.spent_micros + want.micros > limit.limit_micros)
      return null;
  }
  const reservation = { workspaceId: want.workspaceId, domain: want.domain, day, micros: want.micros };
  await moveMoney(session, reservation, want.micros, 0);
  return reservation;
}

/** Replaces a reservation by what the call cost. */
export async function settleMoney(session: Session, reservation: Reservation, costMicros: number): Promise<void> {
  await moveMoney(session, reservation, -reservation.micros, costMicros);
}

async function moveMoney(session: Session, at: Reservation, reserved: number, spent: number): Promise<void> {
  await sql`
    update spend_days set reserved_micros = reserved_micros + ${reserved}, spent_micros = spent_micros + ${spent}
    where workspace_id = ${at.workspaceId} and day = ${at.day}::date and domain in (${everyAgent}, ${at.domain})`.execute(
    session,
  );
}
