/** Owns how an entry of the activity log looks in answers. */
import { z } from "zod";
import type { ActivityRow } from "#lib/db/activity.ts";
import { JsonObjectSchema, Moment, toMoment, toRecord } from "./fields.ts";

export const ActivityEntry = z
  .object({
    id: z.string(),
    actor_kind: z.enum(["person", "api-key", "agent", "system"]),
    actor_id: z.string(),
    verb: z.string(),
    entity: z.string(),
    entity_id: z.string(),
    task_id: z.string().nullable(),
    summary: z.string().describe("One sentence without its actor"),
    data: JsonObjectSchema,
    created_at: Moment,
  })
  .meta({ id: "ActivityEntry" });
export type ActivityEntry = z.infer<typeof ActivityEntry>;

export function describeActivity(row: ActivityRow): ActivityEntry {
  return {
    id: row.id,
    actor_kind: row.actor_kind,
    actor_id: row.actor_id,
    verb: row.verb,
    entity: row.entity,
    entity_id: row.entity_id,
    task_id: row.task_id,
    summary: row.summary,
    data: toRecord(row.data),
    created_at: toMoment(row.created_at),
  };
}
