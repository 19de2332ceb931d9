/** Owns the writing of an import's rows in batches of one statement each, and the matching with what is already there. */
import { type BulkContact, findContactsByKeys, insertContacts, updateContacts } from "#lib/db/contacts.ts";
import type { Session } from "#lib/db/database.ts";
import { type BulkPost, upsertPosts } from "#lib/db/posts.ts";
import type { RowProblem } from "./contact-rows.ts";

export type Numbered<T> = { line: number; row: T };
export type Written = {
  accepted: number;
  updated: number;
  rejections: ({ line: number } & RowProblem)[];
  /** Contacts that were known, and opted out by this. */
  optedOut: string[];
};

const batchRows = 2_000;

/** Collects rows and hands them on in batches in which no key appears twice. */
export function createBatches<T>(keysOf: (row: T) => string[], write: (batch: Numbered<T>[]) => Promise<void>) {
  let batch: Numbered<T>[] = [];
  let keys = new Set<string>();
  const flush = async () => {
    if (batch.length === 0) return;
    const full = batch;
    batch = [];
    keys = new Set();
    await write(full);
  };
  return {
    async add(numbered: Numbered<T>) {
      const own = keysOf(numbered.row);
      if (batch.length >= batchRows || own.some(key => keys.has(key))) await flush();
      for (const key of own) keys.add(key);
      batch.push(numbered);
    },
    flush,
  };
}

export function contactKeys(contact: BulkContact): string[] {
  return [
    ...(contact.email === null ? [] : [`email ${contact.email}`]),
    ...(contact.external_id === null ? [] : [`id ${contact.external_id}`]),
  ];
}

export function postKeys(post: BulkPost): string[] {
  return post.external_id === null ? [] : [`${post.platform} ${post.external_id}`];
}

/** Writes contacts: one whose address or foreign id is known updates that contact, the others are new. */
export async function writeContacts(
  session: Session,
  workspaceId: string,
  batch: readonly Numbered<BulkContact>[],
  origin: { source: string; importId: string },
): Promise<Written> {
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
  const fresh: BulkContact[] = [];
  const updates = new Map<string, BulkContact>();
  const again: Numbered<BulkContact>[] = [];
  const rejections: Written["rejections"] = [];
  for (const { line, row } of batch) {
    const emailOwner = row.email === null ? undefined : byEmail.get(row.email);
    const foreignOwner = row.external_id === null ? undefined : byForeignId.get(row.external_id);
    const owner = foreignOwner ?? emailOwner;
    if (foreignOwner !== undefined && emailOwner !== undefined && foreignOwner !== emailOwner) {
      rejections.push({
        line,
        field: "email",
        reason: "this address belongs to another contact than this external id",
      });
    } else if (owner === undefined) fresh.push(row);
    else if (updates.has(owner)) again.push({ line, row });
    else updates.set(owner, { ...row, id: owner });
  }
  await insertContacts(session, workspaceId, fresh, { ...origin, isSample: false });
  await updateContacts(session, workspaceId, [...updates.values()]);
  const optedOut = [...updates.values()]
    .filter(row => row.email_consent === "denied" && !denied.has(row.id))
    .map(row => row.id);
  const written = { accepted: fresh.length, updated: updates.size, rejections, optedOut };
  if (again.length === 0) return written;
  const rest = await writeContacts(session, workspaceId, again, origin);
  return {
    accepted: written.accepted + rest.accepted,
    updated: written.updated + rest.updated,
    rejections: [...rejections, ...rest.rejections],
    optedOut: [...optedOut, ...rest.optedOut],
  };
}

export async function writePosts(
  session: Session,
  workspaceId: string,
  batch: readonly Numbered<BulkPost>[],
  origin: { importId: string },
): Promise<Written> {
  const rows = batch.map(({ row }) => row);
  const { inserted, updated } = await upsertPosts(session, workspaceId, rows, { ...origin, isSample: false });
  return { accepted: inserted, updated, rejections: [], optedOut: [] };
}
