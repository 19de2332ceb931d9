/** Owns the reading of the activity log. */
import { z } from "zod";
import { refuseFields } from "#lib/core/fields.ts";
import { listActivity } from "#lib/db/activity.ts";
import { defineQuery } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { ActivityEntry, describeActivity } from "./shapes/activity.ts";
import { Id } from "./shapes/fields.ts";

export const activityList = defineQuery({
  name: "activity.list",
  title: "List activity",
  summary: "What happened in the workspace, newest first; all of it, or what concerns one thing or one task.",
  scope: "activity:read",
  role: "viewer",
  path: "/activity",
  input: PageInput.extend({
    entity: z.string().max(40).optional().describe("Only this kind of thing, like task, approval or contact"),
    entity_id: z.string().max(100).optional().describe("Only this one thing; needs entity"),
    task_id: Id.optional().describe("Only what this task did or what was done to it"),
  }),
  output: pageOf(ActivityEntry),
  async run({ session, workspaceId }, { limit, cursor, entity, entity_id, task_id }) {
    if (entity_id !== undefined && entity === undefined) {
      throw refuseFields([{ path: "entity", message: "say what kind of thing entity_id is, like task" }]);
    }
    const rows = await listActivity(
      session,
      workspaceId,
      { entity, entityId: entity_id, taskId: task_id },
      { limit: limit + 1, beforeId: decodeIdCursor(cursor) },
    );
    return toPage(rows, limit, row => [row.id], describeActivity);
  },
});
