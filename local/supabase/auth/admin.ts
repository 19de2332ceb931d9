/** The admin API of Auth: accounts made, changed, invited and removed with the secret key; refuses every other caller. */
import { randomUUID } from "node:crypto";
import bcrypt from "bcryptjs";
import { answerJson, refuseAuth } from "./auth-error.ts";
import { readEmail } from "./email-change.ts";
import { type MailFlow, makeTicket, type Ticket } from "./mail-flow.ts";
import { type Ask, describeUser, endSessions, findUser, insertUser, setIdentityEmail, type UserRow } from "./users.ts";

const MIN_PASSWORD_LENGTH = 8;
const BCRYPT_ROUNDS = 10;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DURATION = /^(\d+)(h|m|s)$/;
const UNIT_SECONDS = { h: 3600, m: 60, s: 1 };

type Body = Record<string, unknown>;

export class AdminApi {
  readonly #db: Ask;
  readonly #mails: MailFlow;

  constructor(db: Ask, mails: MailFlow) {
    this.#db = db;
    this.#mails = mails;
  }

  /** Answers what is its own, undefined otherwise. `path` is the one behind /auth/v1. */
  async answer(method: string, path: string, query: URLSearchParams, body: Body): Promise<Response | undefined> {
    if (method === "POST" && path === "/invite") return this.#invite(body);
    if (method === "POST" && path === "/admin/generate_link") return this.#generateLink(body, query.get("redirect_to"));
    if (path === "/admin/users") {
      if (method === "GET") return this.#list(query);
      if (method === "POST") return answerJson(200, await describeUser(this.#db, await this.#create(body)));
    }
    const id = /^\/admin\/users\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined) return undefined;
    const user = UUID.test(id) ? await findUser(this.#db, "id", id) : undefined;
    if (user === undefined) throw refuseAuth.userNotFound();
    if (method === "GET") return answerJson(200, await describeUser(this.#db, user));
    if (method === "PUT") return answerJson(200, await describeUser(this.#db, await this.#change(user, body)));
    if (method === "DELETE") return this.#delete(user, body);
    return undefined;
  }

  async #list(query: URLSearchParams): Promise<Response> {
    const perPage = Math.min(Math.max(Number(query.get("per_page")) || 50, 1), 1_000);
    const page = Math.max(Number(query.get("page")) || 1, 1);
    const { rows } = await this.#db.query<UserRow>(
      "select * from auth.users order by created_at desc, id limit $1 offset $2",
      [perPage, (page - 1) * perPage],
    );
    const { rows: counted } = await this.#db.query<{ total: string }>("select count(*) as total from auth.users");
    const total = Number(counted[0]?.total ?? 0);
    const last = Math.max(1, Math.ceil(total / perPage));
    const link = (target: number, rel: string) => `</admin/users?page=${target}&per_page=${perPage}>; rel="${rel}"`;
    const links = [...(page < last ? [link(page + 1, "next")] : []), link(last, "last")];
    const users = await Promise.all(rows.map(row => describeUser(this.#db, row)));
    return answerJson(200, { users, aud: "authenticated" }, { "x-total-count": String(total), link: links.join(", ") });
  }

  async #create(body: Body): Promise<UserRow> {
    refuseRole(body);
    return this.#insert({
      id: typeof body.id === "string" && UUID.test(body.id) ? body.id : randomUUID(),
      email: readEmail(body.email),
      encryptedPassword: typeof body.password === "string" ? await hashPassword(body.password) : null,
      isConfirmed: body.email_confirm === true,
      isInvited: false,
      appMetadata: readObject(body.app_metadata),
      userMetadata: readObject(body.user_metadata),
    });
  }

  async #insert(user: Parameters<typeof insertUser>[1]): Promise<UserRow> {
    try {
      return await insertUser(this.#db, user);
    } catch (error) {
      throw (error as { code?: string }).code === "23505" ? refuseAuth.emailExists() : error;
    }
  }

  async #change(user: UserRow, body: Body): Promise<UserRow> {
    refuseRole(body);
    const changes: Record<string, unknown> = {};
    if (body.email !== undefined && readEmail(body.email) !== user.email) {
      changes.email = readEmail(body.email);
      const taken = await findUser(this.#db, "email", String(changes.email));
      if (taken) throw refuseAuth.emailExists();
    }
    if (typeof body.password === "string") changes.encrypted_password = await hashPassword(body.password);
    if (body.email_confirm === true) changes.email_confirmed_at = user.email_confirmed_at ?? new Date();
    if (body.app_metadata !== undefined) changes.raw_app_meta_data = merge(user.raw_app_meta_data, body.app_metadata);
    if (body.user_metadata !== undefined)
      changes.raw_user_meta_data = merge(user.raw_user_meta_data, body.user_metadata);
    if (typeof body.ban_duration === "string") changes.banned_until = readBan(body.ban_duration);
    const names = Object.keys(changes);
    await this.#db.query(
      `update auth.users set ${[...names.map((name, index) => `${name} = $${index + 2}`), "updated_at = now()"].join(", ")} where id = $1`,
      [user.id, ...Object.values(changes)],
    );
    if (changes.email !== undefined) await setIdentityEmail(this.#db, user.id, String(changes.email));
    // Whoever knew the old password, or is banned now, stays in on no device.
    if (changes.encrypted_password !== undefined || changes.banned_until instanceof Date)
      await endSessions(this.#db, user.id);
    return (await findUser(this.#db, "id", user.id)) ?? user;
  }

  async #delete(user: UserRow, body: Body): Promise<Response> {
    await endSessions(this.#db, user.id);
    if (body.should_soft_delete === true) {
      await this.#db.query(
        `update auth.users set email = 'deleted-' || id || '@invalid', encrypted_password = null, raw_user_meta_data = '{}',
           banned_until = 'infinity', deleted_at = now(), updated_at = now() where id = $1`,
        [user.id],
      );
      await this.#db.query("delete from auth.identities where user_id = $1", [user.id]);
    } else {
      await this.#db.query("delete from auth.flow_state where user_id = $1", [user.id]);
      await this.#db.query("delete from auth.users where id = $1", [user.id]);
    }
    return answerJson(200, {});
  }

  async #invite(body: Body): Promise<Response> {
    const { user, ticket } = await this.#prepareInvite(body);
    await this.#mails.write("invite", user.email ?? "", ticket);
    return answerJson(200, await describeUser(this.#db, user));
  }

  /** A new account without a password, or one that was invited before and has not come yet. */
  async #prepareInvite(body: Body): Promise<{ user: UserRow; ticket: Ticket }> {
    const email = readEmail(body.email);
    const known = await findUser(this.#db, "email", email);
    if (known?.email_confirmed_at) throw refuseAuth.emailExists();
    const user =
      known ??
      (await this.#insert({
        id: randomUUID(),
        email,
        encryptedPassword: null,
        isConfirmed: false,
        isInvited: true,
        appMetadata: {},
        userMetadata: readObject(body.data),
      }));
    return { user, ticket: await this.#storeTicket(user, "confirmation") };
  }

  /** The link of a mail without the mail. */
  async #generateLink(body: Body, asked: string | null): Promise<Response> {
    const type = String(body.type ?? "");
    const redirectTo = asked ?? (typeof body.redirect_to === "string" ? body.redirect_to : null);
    const { user, ticket, kind } = await this.#prepareLink(type, body);
    const wish = { redirectTo, codeChallenge: null, codeChallengeMethod: null };
    const link = await this.#mails.during(wish, () => this.#mails.buildLink(kind, ticket));
    return answerJson(200, {
      ...(await describeUser(this.#db, user)),
      action_link: link,
      email_otp: ticket.code,
      hashed_token: ticket.hash,
      verification_type: type,
      redirect_to: this.#mails.chooseRedirect(redirectTo),
    });
  }

  async #prepareLink(
    type: string,
    body: Body,
  ): Promise<{ user: UserRow; ticket: Ticket; kind: "signup" | "invite" | "magiclink" | "recovery" }> {
    if (type === "invite") return { ...(await this.#prepareInvite(body)), kind: "invite" };
    const known = await findUser(this.#db, "email", readEmail(body.email));
    if (type === "signup") {
      if (known?.email_confirmed_at) throw refuseAuth.emailExists();
      const user = known ?? (await this.#create({ ...body, user_metadata: body.data, email_confirm: false }));
      return { user, ticket: await this.#storeTicket(user, "confirmation"), kind: "signup" };
    }
    if (type !== "magiclink" && type !== "recovery")
      throw refuseAuth.invalid(`Invalid email action link type requested: ${type}`);
    if (known === undefined) throw refuseAuth.userNotFound();
    return { user: known, ticket: await this.#storeTicket(known, "recovery"), kind: type };
  }

  async #storeTicket(user: UserRow, purpose: "confirmation" | "recovery"): Promise<Ticket> {
    const ticket = makeTicket(user.email ?? "");
    await this.#db.query(
      `update auth.users set ${purpose}_token = $2, ${purpose}_sent_at = now(), updated_at = now() where id = $1`,
      [user.id, ticket.hash],
    );
    return ticket;
  }
}

async function hashPassword(password: string): Promise<string> {
  if (password.length < MIN_PASSWORD_LENGTH) throw refuseAuth.weakPassword(MIN_PASSWORD_LENGTH);
  if (Buffer.byteLength(password) > 72) throw refuseAuth.invalid("Password cannot be longer than 72 characters");
  return bcrypt.hash(password, BCRYPT_ROUNDS);
}

/** A role in the account becomes the role in the database: nobody gets another one by way of the API. */
function refuseRole(body: Body): void {
  if (body.role !== undefined && body.role !== "authenticated") {
    throw refuseAuth.invalid('role: only "authenticated" is offered by the embedded Auth');
  }
}

function readObject(value: unknown): Body {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};
}

/** As on the hosted service: keys are merged, null removes one. */
function merge(before: Body | null, change: unknown): Body {
  return Object.fromEntries(Object.entries({ ...before, ...readObject(change) }).filter(([, value]) => value !== null));
}

function readBan(duration: string): Date | null {
  if (duration === "none") return null;
  const found = DURATION.exec(duration);
  if (!found) throw refuseAuth.invalid("ban_duration: write it like 24h, 30m or none");
  return new Date(Date.now() + Number(found[1]) * UNIT_SECONDS[found[2] as keyof typeof UNIT_SECONDS] * 1000);
}
