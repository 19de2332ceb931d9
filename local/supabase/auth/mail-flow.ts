/** Carries what a request says about its mail (where to go afterwards, the PKCE challenge) to the mail that Auth sends for it, and writes that mail. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomInt, randomUUID } from "node:crypto";
import type { EmailDriver, EmailMessage } from "@supabase/lite";
import type { Mail } from "../mail/queue.ts";
import { type MailKind, writeMail } from "../mail/words.ts";
import type { Ask } from "./users.ts";

/** A link and its code are good so long. */
export const MAIL_LIFE_SECONDS = 3600;
const FLOW_LIFE = "1 day";
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export type FlowWish = { redirectTo: string | null; codeChallenge: string | null; codeChallengeMethod: string | null };

export type Ticket = { code: string; hash: string };

export type MailFlowOptions = {
  db: Ask;
  /** The address of this gateway, as links name it. */
  externalUrl: () => string;
  siteUrl: string;
  accept: (mail: Mail) => Promise<void>;
};

export class MailFlow implements EmailDriver {
  readonly #options: MailFlowOptions;
  readonly #wishes = new AsyncLocalStorage<FlowWish>();

  constructor(options: MailFlowOptions) {
    this.#options = options;
  }

  /** Every mail that comes out of `work` follows the wish. */
  during<T>(wish: FlowWish, work: () => Promise<T>): Promise<T> {
    return this.#wishes.run(wish, work);
  }

  /** The library's mail: its token and code are kept, its words and its link are not. */
  async send(message: EmailMessage): Promise<void> {
    const text = message.text ?? "";
    const found = /\S+\/auth\/v1\/verify\?(\S+)/.exec(text);
    const query = new URLSearchParams(found?.[1] ?? "");
    const code = /\b\d{6}\b/.exec(text.replace(found?.[0] ?? "", ""))?.[0] ?? "";
    const kind = (query.get("type") ?? "reauthentication") as MailKind;
    await this.write(kind, message.to, { code, hash: query.get("token") ?? "" });
  }

  /** Composes the mail of a ticket and puts it into the queue. */
  async write(
    kind: MailKind,
    to: string,
    ticket: Ticket,
    change: { email?: string; newEmail?: string } = {},
  ): Promise<void> {
    const link = await this.buildLink(kind, ticket);
    const facts = { link, code: ticket.code, email: change.email ?? to, validForMinutes: MAIL_LIFE_SECONDS / 60 };
    const words = writeMail(kind, change.newEmail === undefined ? facts : { ...facts, newEmail: change.newEmail });
    await this.#options.accept({ kind, to, usefulForMs: MAIL_LIFE_SECONDS * 1000, ...words });
  }

  /** The address that verifies the ticket; with a PKCE challenge it leads to a code instead of a session. */
  async buildLink(kind: MailKind, { hash }: Ticket): Promise<string> {
    const wish = this.#wishes.getStore();
    let token = hash;
    if (wish?.codeChallenge && kind !== "invite") {
      await this.#recordChallenge(kind, hash, wish);
      token = `pkce_${hash}`;
    }
    const redirectTo = this.chooseRedirect(wish?.redirectTo ?? null);
    const query = new URLSearchParams({ token, type: kind, redirect_to: redirectTo });
    return `${this.#options.externalUrl()}/auth/v1/verify?${query}`;
  }

  /** The address asked for when it is on the site, else the site. This machine's names are all the same site. */
  chooseRedirect(wanted: string | null): string {
    const { siteUrl } = this.#options;
    const [url, site] = [wanted === null ? null : URL.parse(wanted), new URL(siteUrl)];
    if (url === null || url.protocol !== site.protocol || url.port !== site.port || url.username !== "") return siteUrl;
    const isSame = url.hostname === site.hostname || [url, site].every(({ hostname }) => LOOPBACK.includes(hostname));
    return isSame ? url.href : siteUrl;
  }

  async #recordChallenge(kind: MailKind, hash: string, wish: FlowWish): Promise<void> {
    const { db } = this.#options;
    await db.query(`delete from auth.flow_state where created_at < now() - interval '${FLOW_LIFE}'`);
    await db.query(
      `insert into auth.flow_state (id, user_id, authentication_method, code_challenge_method, code_challenge, provider_type)
       select $1, id, $2, $3, $4, 'email' from auth.users
       where $5 in (confirmation_token, recovery_token, email_change_token_current, email_change_token_new)`,
      [randomUUID(), kind, (wish.codeChallengeMethod ?? "plain").toLowerCase(), wish.codeChallenge, hash],
    );
  }
}

/** A code for a person and the hash that the link carries and the account stores: as the library makes them. */
export function makeTicket(email: string): Ticket {
  const code = String(randomInt(0, 1_000_000)).padStart(6, "0");
  return { code, hash: hashTicket(email, code) };
}

export function hashTicket(email: string, code: string): string {
  return createHash("sha256").update(`${email.toLowerCase()}${code}`).digest("hex");
}
