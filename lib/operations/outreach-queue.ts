/** Owns the reading of planned messages. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findQueued, listQueue } from "#lib/db/outreach-queue.ts";
import { defineQuery } from "./define.ts";
import { decodeKeyCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Flag, Id } from "./shapes/fields.ts";
import { describeQueued, OutreachStageSchema, OutreachStatusSchema, QueuedMessage } from "./shapes/outreach-queue.ts";

export const outreachQueueList = defineQuery({
  name: "outreach-queue.list",
  title: "List planned messages",
  summary:
    "Who is to be written to, at which stage and when, and what became of it. Narrowed by status, stage or contact.",
  scope: "contacts:read",
  role: "viewer",
  path: "/outreach-queue",
  input: PageInput.extend({
    order: z.enum(["soonest", "latest"]).default("soonest").describe("Soonest due first, or latest due first"),
    is_waiting: Flag.optional().describe(
      "true for what is planned, drafted or waits for a decision, false for the rest",
    ),
    status: OutreachStatusSchema.optional().describe("Only messages with this status"),
    stage: OutreachStageSchema.optional().describe("Only messages of this stage"),
    contact_id: Id.optional().describe("Only messages to this contact"),
  }),
  output: pageOf(QueuedMessage),
  async run({ session, workspaceId }, { limit, cursor, order, is_waiting, status, stage, contact_id }) {
    const filter = { isWaiting: is_waiting, status, stage, contactId: contact_id };
    const page = { limit: limit + 1, order, after: decodeKeyCursor(cursor) };
    const rows = await listQueue(session, workspaceId, filter, page);
    return toPage(rows, limit, row => [row.due_key, row.id], describeQueued);
  },
});

export const outreachQueueGet = defineQuery({
  name: "outreach-queue.get",
  title: "Show a planned message",
  summary: "One planned message: why, when, and what became of it.",
  scope: "contacts:read",
  role: "viewer",
  path: "/outreach-queue/{id}",
  input: z.object({ id: Id.describe("The planned message's id") }),
  output: QueuedMessage,
  async run({ session, workspaceId }, { id }) {
    const row = await findQueued(session, workspaceId, id);
    if (row === undefined) throw new AppError("not-found", "there is no such planned message in this workspace");
    return describeQueued(row);
  },
});
