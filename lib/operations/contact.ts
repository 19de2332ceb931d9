/** Owns the operations on contacts: the people the agents know. Addresses are kept in lower case, one contact each. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import type { JsonObject } from "#lib/core/json.ts";
import { listApprovalsOfContact } from "#lib/db/approvals.ts";
import { listTouches } from "#lib/db/contact-ledger.ts";
import {
  type ContactRow,
  findContact,
  findContactsByKeys,
  insertContact,
  listContacts,
  updateContact,
} from "#lib/db/contacts.ts";
import { listDeliveriesOfContact } from "#lib/db/deliveries.ts";
import { listQueue } from "#lib/db/outreach-queue.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { optOut } from "./opt-out.ts";
import { decodeCursor, PageInput, pageOf, requireCursorId, toPage } from "./page.ts";
import { Approval, describeApproval } from "./shapes/approval.ts";
import { Contact, describeContact, describeTouch, Touch } from "./shapes/contact.ts";
import { Delivery, describeDelivery } from "./shapes/delivery.ts";
import { Flag, Id } from "./shapes/fields.ts";
import { describeQueued, QueuedMessage } from "./shapes/outreach-queue.ts";
import { TimeZone } from "./workspace.ts";

const ContactId = Id.describe("The contact's id");

export const contactList = defineQuery({
  name: "contact.list",
  title: "List contacts",
  summary:
    "People the workspace knows, by score or newest first; searched by how a name, an address or a company begins.",
  scope: "contacts:read",
  role: "viewer",
  path: "/contacts",
  input: PageInput.extend({
    order: z.enum(["score", "newest"]).default("score").describe("Best score first, or newest first"),
    search: z.string().trim().max(100).optional().describe("How a name, an e-mail address or a company begins"),
    has_email: Flag.optional().describe("true for those who can be written to, false for the others"),
  }),
  output: pageOf(Contact),
  async run({ session, workspaceId }, { limit, cursor, order, search, has_email }) {
    const after = decodeCursor(cursor, order === "score" ? 2 : 1);
    if (after !== null) requireCursorId(after.at(-1));
    if (after !== null && order === "score" && typeof after[0] === "string") {
      throw refuseFields([{ path: "cursor", message: "use the next_cursor of the page before, in the same order" }]);
    }
    const rows = await listContacts(
      session,
      workspaceId,
      { search, hasEmail: has_email },
      { limit: limit + 1, order, after: after ?? undefined },
    );
    return toPage(rows, limit, row => (order === "score" ? [row.score, row.id] : [row.id]), describeContact);
  },
});

const ContactDetail = Contact.extend({
  ledger: z.array(Touch).describe("Every touch, latest first"),
  planned: z.array(QueuedMessage).describe("Messages that are or were planned for them, latest first"),
  approvals: z.array(Approval),
  deliveries: z.array(Delivery),
}).meta({ id: "ContactDetail" });

export const contactGet = defineQuery({
  name: "contact.get",
  title: "Show a contact",
  summary: "A person with every touch, and what was proposed and sent to them.",
  scope: "contacts:read",
  role: "viewer",
  path: "/contacts/{id}",
  input: z.object({ id: ContactId }),
  output: ContactDetail,
  async run(context, { id }) {
    const { session, workspaceId } = context;
    const contact = await requireContact(context, id);
    const ledger = await listTouches(session, workspaceId, id);
    const planned = await listQueue(session, workspaceId, { contactId: id }, { limit: 50, order: "latest" });
    const approvals = await listApprovalsOfContact(session, workspaceId, id);
    const deliveries = await listDeliveriesOfContact(session, workspaceId, id);
    return {
      ...describeContact(contact),
      ledger: ledger.map(describeTouch),
      planned: planned.map(describeQueued),
      approvals: approvals.map(describeApproval),
      deliveries: deliveries.map(describeDelivery),
    };
  },
});

const Text = z.string().trim().max(200, "shorten it to 200 characters");
const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("give a full e-mail address, like name@example.com"));
const Attributes = z.record(
  z.string().min(1).max(200),
  z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]),
);
const fields = {
  email: Email.nullable().optional().describe("Where to write to them"),
  phone: Text.nullable().optional().describe("Their telephone number"),
  company: Text.nullable().optional().describe("Where they work"),
  job_title: Text.nullable().optional().describe("What they do there"),
  time_zone: TimeZone.nullable().optional().describe("Where their day is, like Europe/Berlin"),
  external_id: Text.nullable().optional().describe("Their id in the system they come from"),
  attributes: Attributes.optional().describe("Anything else that is known, by name"),
  outcome: z.boolean().nullable().optional().describe("Whether they said yes in the past"),
  email_consent: z
    .enum(["unknown", "granted", "denied"])
    .optional()
    .describe("Whether they may be written to by e-mail"),
};

export const contactCreate = defineCommand({
  name: "contact.create",
  title: "Add a contact",
  summary: "Adds one person. An address or foreign id that another contact already has is refused.",
  scope: "contacts:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/contacts",
  input: z.object({ name: Text.min(1, "give their name").describe("Their name"), ...fields }),
  output: Contact,
  async run(context, input) {
    const { attributes, ...values } = input;
    await refuseTakenKeys(context, null, input);
    const row = await insertContact(context.session, {
      ...values,
      id: createId(),
      workspace_id: context.workspaceId,
      attributes: JSON.stringify(attributes ?? {}),
      source: "manual",
    });
    await tell(context, row, "contact.created", `added ${row.name}`);
    return describeContact(row);
  },
});

export const contactUpdate = defineCommand({
  name: "contact.update",
  title: "Change a contact",
  summary:
    "Changes what is known of a person. Consent denied is an opt-out: what waits for a decision or to leave is taken back.",
  scope: "contacts:write",
  role: "member",
  method: "PATCH",
  status: 200,
  path: "/contacts/{id}",
  input: z.object({
    id: ContactId,
    name: Text.min(1, "give their name").optional().describe("Their name"),
    ...fields,
    attributes: Attributes.optional().describe("Replaces all of what else is known"),
  }),
  output: Contact,
  async run(context, input) {
    const { id, attributes, ...values } = input;
    const before = await requireContact(context, id);
    await refuseTakenKeys(context, id, input);
    const changes = { ...values, ...(attributes === undefined ? {} : { attributes: JSON.stringify(attributes) }) };
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    if (given.length === 0) return describeContact(before);
    const row = await updateContact(context.session, context.workspaceId, id, Object.fromEntries(given));
    if (row === undefined) throw new AppError("forbidden", "changing a contact needs the role member");
    if (row.email_consent === "denied" && before.email_consent !== "denied") await optOut(context, [id]);
    await tell(context, row, "contact.updated", `changed ${row.name}`, { fields: given.map(([field]) => field) });
    return describeContact(row);
  },
});

async function refuseTakenKeys(
  { session, workspaceId }: OperationContext,
  id: string | null,
  keys: { email?: string | null; external_id?: string | null },
): Promise<void> {
  const taken = await findContactsByKeys(session, workspaceId, {
    emails: keys.email == null ? [] : [keys.email],
    externalIds: keys.external_id == null ? [] : [keys.external_id],
  });
  const other = taken.find(row => row.id !== id);
  if (other === undefined) return;
  const field = keys.email != null && other.email === keys.email ? "email" : "external_id";
  throw new AppError("conflict", `${field}: another contact already has it; change that one instead`, {
    details: { errors: [{ path: field, message: "another contact already has it" }], facts: { contact_id: other.id } },
  });
}

async function tell(
  context: OperationContext,
  row: ContactRow,
  verb: "contact.created" | "contact.updated",
  summary: string,
  data: JsonObject = {},
): Promise<void> {
  await recordActivity(context.session, context.workspaceId, context.actor, [
    { verb, entity: "contact", entityId: row.id, summary, data },
  ]);
  context.changed("contact", row.id);
}

async function requireContact({ session, workspaceId }: OperationContext, id: string): Promise<ContactRow> {
  const row = await findContact(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such contact in this workspace");
  return row;
}
