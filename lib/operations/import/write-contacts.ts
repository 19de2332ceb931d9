/** Owns the writing of contacts of an import in one statement each for new and known ones, and the matching with what is there. */
import { type BulkContact, findContactsByKeys, insertUnknownContacts, updateContacts } from "#lib/db/contacts.ts";
import type { Session } from "#lib/db/database.ts";
import type { ImportOrigin, Numbered, Written } from "./kind.ts";

/** Writes contacts: one whose address or foreign id is known updates that contact, the others are new. */
export async function writeContacts(
  session: Session,
  batch: readonly Numbered<BulkContact>[],
  origin: ImportOrigin,
): Promise<Written> {
  const { workspaceId, importId } = origin;
  const rows = batch.map(({ row }) => row);
  const fresh = await insertUnknownContacts(session, workspaceId, rows, {
    source: "import",
    importId,
    isSample: false,
  });
  const rest = batch.filter(({ row }) => !fresh.has(row.id));
  const written = await updateKnown(session, rest, origin);
  return { ...written, accepted: fresh.size };
}

async function updateKnown(
  session: Session,
  batch: readonly Numbered<BulkContact>[],
  origin: ImportOrigin,
): Promise<Written> {
  const { workspaceId } = origin;
  if (batch.length === 0) return { accepted: 0, updated: 0, rejections: [], optedOut: [] };
  const known = await findContactsByKeys(session, workspaceId, {
    emails: batch.flatMap(({ row }) => (row.email === null ? [] : [row.email])),
    externalIds: batch.flatMap(({ row }) => (row.external_id === null ? [] : [row.external_id])),
  });
  const byEmail = new Map(
    known.flatMap(contact => (contact.email === null ? [] : [[contact.email, contact.id] as const])),
  );
  const byForeignId = new Map(
    known.flatMap(contact => (contact.external_id === null ? [] : [[contact.external_id, contact.id] as const])),
  );
  const denied = new Set(known.flatMap(contact => (contact.email_consent === "denied" ? [contact.id] : [])));
  const updates = new Map<string, BulkContact>();
  const again: Numbered<BulkContact>[] = [];
  const rejections: Written["rejections"] = [];
  for (const { line, row } of batch) {
    const emailOwner = row.email === null ? undefined : byEmail.get(row.email);
    const foreignOwner = row.external_id === null ? undefined : byForeignId.get(row.external_id);
    const owner = foreignOwner ?? emailOwner;
    if (owner === undefined) throw new Error("a contact was neither inserted nor found");
    if (foreignOwner !== undefined && emailOwner !== undefined && foreignOwner !== emailOwner) {
      rejections.push({
        line,
        field: "email",
        reason: "this address belongs to another contact than this external id",
      });
    } else if (updates.has(owner)) again.push({ line, row });
    else updates.set(owner, { ...row, id: owner });
  }
  await updateContacts(session, workspaceId, [...updates.values()]);
  const optedOut = [...updates.values()]
    .filter(row => row.email_consent === "denied" && !denied.has(row.id))
    .map(row => row.id);
  const rest = await updateKnown(session, again, origin);
  return {
    accepted: 0,
    updated: updates.size + rest.updated,
    rejections: [...rejections, ...rest.rejections],
    optedOut: [...optedOut, ...rest.optedOut],
  };
}
