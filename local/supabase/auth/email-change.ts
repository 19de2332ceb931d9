/** Changes the address of an account only when both the old and the new mailbox have confirmed it. */

import { refuseAuth } from "./auth-error.ts";
import type { MailFlow } from "./mail-flow.ts";
import { MAIL_LIFE_SECONDS, makeTicket } from "./mail-flow.ts";
import { type Ask, findUser, setIdentityEmail, type UserRow } from "./users.ts";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Throws when it is no address. */
export function readEmail(value: unknown): string {
  if (typeof value !== "string" || value.length > 254 || !EMAIL.test(value) || /\p{Cc}/u.test(value)) {
    throw refuseAuth.invalid("Unable to validate email address: invalid format");
  }
  return value.toLowerCase();
}

export class EmailChange {
  readonly #db: Ask;
  readonly #mails: MailFlow;

  constructor(db: Ask, mails: MailFlow) {
    this.#db = db;
    this.#mails = mails;
  }

  /** Writes to both mailboxes. Asking again replaces the earlier links. */
  async request(user: UserRow, wanted: unknown): Promise<void> {
    const newEmail = readEmail(wanted);
    const email = user.email ?? "";
    if (newEmail === email) return;
    if (await findUser(this.#db, "email", newEmail)) throw refuseAuth.emailExists();
    const [toNew, toCurrent] = [makeTicket(newEmail), makeTicket(email)];
    await this.#db.query(
      `update auth.users set email_change = $2, email_change_token_new = $3, email_change_token_current = $4,
         email_change_confirm_status = 0, email_change_sent_at = now(), updated_at = now() where id = $1`,
      [user.id, newEmail, toNew.hash, toCurrent.hash],
    );
    const change = { email, newEmail };
    await this.#mails.write("email_change", email, toCurrent, change);
    await this.#mails.write("email_change", newEmail, toNew, change);
  }

  /** Spends one of the two links. Returns the user once both are spent, null after the first. Throws otp_expired. */
  async confirm(hash: string): Promise<UserRow | null> {
    const { rows } = await this.#db.query<UserRow>(
      `update auth.users set
         email_change_token_new = nullif(email_change_token_new, $1),
         email_change_token_current = nullif(email_change_token_current, $1),
         email_change_confirm_status = email_change_confirm_status + 1, updated_at = now()
       where $1 <> '' and $1 in (email_change_token_new, email_change_token_current)
         and email_change_sent_at > now() - make_interval(secs => $2) and email_change_confirm_status < 2
       returning *`,
      [hash, MAIL_LIFE_SECONDS],
    );
    const [user] = rows;
    if (user === undefined) throw refuseAuth.expired();
    if (user.email_change_confirm_status !== 2 || user.email_change === null) return null;
    await this.#finish(user.id, user.email_change);
    return (await findUser(this.#db, "id", user.id)) ?? null;
  }

  async #finish(userId: string, email: string): Promise<void> {
    await this.#db.query(
      `update auth.users set email = $2::text, email_change = null, email_change_token_new = null, email_change_token_current = null,
         email_change_confirm_status = 0, email_confirmed_at = coalesce(email_confirmed_at, now()), updated_at = now(),
         raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || jsonb_build_object('email', $2::text, 'email_verified', true)
       where id = $1`,
      [userId, email],
    );
    await setIdentityEmail(this.#db, userId, email);
  }
}
