/** Owns the noting of a person from a payload: found again by address or foreign id, filled in, never opted back in. */
import { sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { deriveId } from "#lib/core/ids.ts";
import type { JsonValue } from "#lib/core/json.ts";
import { type BulkContact, findContact, findContactsByKeys, insertContacts, updateContacts } from "#lib/db/contacts.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { createContactReader } from "../import/contact-rows.ts";
import { optOut } from "../opt-out.ts";
import type { Hand } from "./hand.ts";
import { readPath } from "./read-path.ts";
import type { ContactField, Rule } from "./rule.ts";

/** The contact that a payload describes. Throws `invalid` with the field that cannot be read, or when nothing tells who it is. */
export function readContact(fields: readonly ContactField[], payload: JsonValue): BulkContact {
  const header = fields.map(({ field, label, path }) => (field === "attribute" ? label || path : field));
  const cells = fields.map(({ path }) => {
    const value = readPath(payload, path) ?? "";
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  const read = createContactReader(
    header,
    fields.map(({ field }) => field),
    "Unnamed",
  )(cells, 1);
  if ("problem" in read) throw new AppError("invalid", `${read.problem.field}: ${read.problem.reason}`);
  if (read.row.email === null && read.row.external_id === null) {
    throw new AppError("invalid", "the payload has neither an e-mail address nor an id at the places the rule names");
  }
  return read.row;
}

export type NotedContact = { id: string; isNew: boolean };

/**
 * Adds the contact or fills in the one there is. Unless the rule may overwrite, what is known stays; a denied consent counts
 * always and takes back what waits; nothing from outside turns a denial into consent.
 */
export async function noteContact(hand: Hand, rule: Rule, contact: BulkContact, origin: string): Promise<NotedContact> {
  const { session, workspaceId, actor } = hand;
  // Two calls about one new person at once: the second waits here and then finds what the first has added.
  const key = contact.email ?? contact.external_id ?? "";
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId} ${key}`}, 0))`.execute(session);
  const [known] = await findContactsByKeys(session, workspaceId, {
    emails: contact.email === null ? [] : [contact.email],
    externalIds: contact.external_id === null ? [] : [contact.external_id],
  });
  if (known === undefined) {
    await insertContacts(session, workspaceId, [contact], { source: "webhook", importId: null, isSample: false });
  } else {
    await updateContacts(session, workspaceId, [await keepKnown(hand, rule, { ...contact, id: known.id })]);
  }
  const id = known?.id ?? contact.id;
  await noteOrigin(hand, id, origin);
  if (contact.email_consent === "denied" && known?.email_consent !== "denied") await optOut(hand, [id]);
  await recordActivity(session, workspaceId, actor, [
    {
      verb: known === undefined ? "contact.created" : "contact.updated",
      entity: "contact",
      entityId: id,
      summary: `${known === undefined ? "added" : "filled in"} ${contact.name ?? "a contact"} from ${origin}`,
      data: { rule_id: rule.id },
    },
  ]);
  hand.changed("contact", id);
  return { id, isNew: known === undefined };
}

/** One untrusted note for each contact and origin: what is later proposed to this person waits for somebody to read it. */
async function noteOrigin({ session, workspaceId, clock }: Hand, contactId: string, origin: string): Promise<void> {
  await session
    .insertInto("contact_ledger")
    .values({
      id: deriveId("webhook-note", contactId, origin),
      workspace_id: workspaceId,
      contact_id: contactId,
      channel: "other",
      kind: "note",
      status: "made",
      body: `Told of by ${origin}`,
      is_untrusted: true,
      happened_at: clock.now(),
    })
    .onConflict(conflict => conflict.column("id").doNothing())
    .execute();
}

/** What may be written over a contact that exists: null leaves a field as it is. */
async function keepKnown({ session, workspaceId }: Hand, rule: Rule, contact: BulkContact): Promise<BulkContact> {
  // Its address or foreign id is what it was found by; the other one could belong to somebody else.
  const found = { ...contact, email: null, external_id: null };
  // Without a name of its own a contact is called by its address, which must not replace a name.
  if (rule.may_overwrite) return { ...found, name: contact.name === contact.email ? null : contact.name };
  const known = await findContact(session, workspaceId, contact.id);
  if (known === undefined) return found;
  const attributes = (known.attributes ?? {}) as Record<string, unknown>;
  const fill = <T>(value: T, present: unknown) => (present === null ? value : null);
  return {
    ...found,
    name: null,
    phone: fill(contact.phone, known.phone),
    company: fill(contact.company, known.company),
    job_title: fill(contact.job_title, known.job_title),
    time_zone: fill(contact.time_zone, known.time_zone),
    email_consent:
      contact.email_consent === "denied" || known.email_consent === "unknown" ? contact.email_consent : null,
    attributes: Object.fromEntries(
      Object.entries(contact.attributes).filter(([label]) => !Object.hasOwn(attributes, label)),
    ),
  };
}
