/** Owns the filling of a sample workspace from the seeded generator. Everything it writes is labelled as sample data. */
import { insertTouches } from "#lib/db/contact-ledger.ts";
import { insertContacts, updateContact } from "#lib/db/contacts.ts";
import type { Session } from "#lib/db/database.ts";
import { upsertPosts } from "#lib/db/posts.ts";
import { createDraw } from "./draw.ts";
import { createPeople } from "./people.ts";
import { createPosts } from "./posts.ts";

const seed = "sample workspace";
export const samplePeople = 480;
export const samplePosts = 1_500;

/** Writes the sample's people, their past and the posts, all relative to `now`. The same every time but for ids and dates. */
export async function fillSample(session: Session, workspaceId: string, now: Date): Promise<void> {
  const draw = createDraw(seed);
  const { contacts, touches, optedOut } = createPeople(draw, samplePeople, now);
  await insertContacts(session, workspaceId, contacts, { source: "sample", importId: null, isSample: true });
  await insertTouches(session, workspaceId, touches);
  for (const id of optedOut) await updateContact(session, workspaceId, id, { email_consent: "denied" });
  const posts = createPosts(draw, samplePosts, now);
  await upsertPosts(session, workspaceId, posts, { importId: null, isSample: true });
}
