/** Owns the check that a named contact may be written to at all; refuses with the field and the fix. */
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { type DueContact, rankDue, readContact } from "./due-list.ts";
import type { OutreachSettings } from "./settings.ts";

/** The contact as drafting needs it. Throws `not-found`, or `invalid` without an address or after an opt-out. */
export async function requireReachable(ctx: TaskContext<OutreachSettings>, id: string): Promise<DueContact> {
  const contact = await ctx.query(session => readContact(session, id));
  if (contact === undefined) throw new AppError("not-found", `there is no contact ${id} in this workspace`);
  const { email } = contact;
  if (email === null) {
    throw refuseFields([
      { path: "params.contact_id", message: `${contact.name} has no e-mail address: add one first` },
    ]);
  }
  if (contact.email_consent === "denied") {
    throw refuseFields([{ path: "params.contact_id", message: `${contact.name} asked not to be written to` }]);
  }
  return rankDue([{ ...contact, email }], ctx.settings, ctx.clock.now())[0] as DueContact;
}
