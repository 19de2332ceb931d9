/** Owns the reading of what was spent per agent and UTC day. */
import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Session } from "./database.ts";
import type { SpendDays } from "./types.gen.ts";

export type SpendRow = Pick<Selectable<SpendDays>, "domain" | "reserved_micros" | "spent_micros">;

/** Today's (UTC) spending per agent; the row with an empty domain is the whole workspace's. */
export function listSpendOfDay(session: Session, workspaceId: string, day: Date): Promise<SpendRow[]> {
  return session
    .selectFrom("spend_days")
    .select(["domain", "reserved_micros", "spent_micros"])
    .where("workspace_id", "=", workspaceId)
    .where("day", "=", sql<Date>`${day.toISOString().slice(0, 10)}::date`)
    .execute();
}

export type SpendDayRow = { domain: string; day: string; spent_micros: number };

/** What was spent per agent on each UTC day since `from`, oldest first; the rows with an empty domain are the whole workspace's. */
export function listSpendSince(session: Session, workspaceId: string, from: Date): Promise<SpendDayRow[]> {
  return session
    .selectFrom("spend_days")
    .select(["domain", sql<string>`day::text`.as("day"), "spent_micros"])
    .where("workspace_id", "=", workspaceId)
    .where("day", ">=", sql<Date>`${from.toISOString().slice(0, 10)}::date`)
    .orderBy("day")
    .orderBy("domain")
    .execute();
}
