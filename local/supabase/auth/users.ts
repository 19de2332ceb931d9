/** The accounts in auth.users as the auth API shows them, and what the admin API and the mails need to know and change. */
import type pg from "pg";

export type UserRow = {
  id: string;
  aud: string | null;
  role: string | null;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_confirmed_at: Date | null;
  invited_at: Date | null;
  confirmation_sent_at: Date | null;
  recovery_sent_at: Date | null;
  email_change: string | null;
  email_change_sent_at: Date | null;
  email_change_token_new: string | null;
  email_change_token_current: string | null;
  email_change_confirm_status: number | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  banned_until: Date | null;
  last_sign_in_at: Date | null;
  created_at: Date;
  updated_at: Date;
};

export type Ask = Pick<pg.Pool, "query">;

export async function findUser(db: Ask, column: "id" | "email", value: string): Promise<UserRow | undefined> {
  const key = column === "email" ? value.toLowerCase() : value;
  const { rows } = await db.query<UserRow>(`select * from auth.users where ${column} = $1`, [key]);
  return rows[0];
}

/** As the hosted service answers for one user. */
export async function describeUser(db: Ask, user: UserRow): Promise<Record<string, unknown>> {
  const { rows } = await db.query(
    `select id as identity_id, provider_id as id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at, email
     from auth.identities where user_id = $1 order by created_at`,
    [user.id],
  );
  const dates = {
    email_confirmed_at: user.email_confirmed_at,
    confirmed_at: user.email_confirmed_at,
    invited_at: user.invited_at,
    confirmation_sent_at: user.confirmation_sent_at,
    recovery_sent_at: user.recovery_sent_at,
    last_sign_in_at: user.last_sign_in_at,
    email_change_sent_at: user.email_change_sent_at,
    banned_until: user.banned_until,
  };
  return {
    id: user.id,
    aud: user.aud ?? "authenticated",
    role: user.role ?? "authenticated",
    email: user.email ?? "",
    phone: user.phone ?? "",
    ...Object.fromEntries(Object.entries(dates).filter(([, date]) => date !== null)),
    ...(user.email_change ? { new_email: user.email_change } : {}),
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    identities: rows,
    created_at: user.created_at,
    updated_at: user.updated_at,
    is_anonymous: false,
  };
}

/** What signing up answers while the address waits to be confirmed: the same for a new address and for one that has an account. */
export function describeNewcomer(id: string, email: string, data: unknown): Record<string, unknown> {
  const now = new Date().toISOString();
  const identity = {
    ...(typeof data === "object" ? data : {}),
    sub: id,
    email,
    email_verified: false,
    phone_verified: false,
  };
  const dates = { created_at: now, updated_at: now };
  const own = {
    identity_id: id,
    id,
    user_id: id,
    identity_data: identity,
    provider: "email",
    last_sign_in_at: now,
    email,
  };
  return {
    id,
    aud: "authenticated",
    role: "authenticated",
    email,
    phone: "",
    confirmation_sent_at: now,
    app_metadata: { provider: "email", providers: ["email"] },
    user_metadata: identity,
    identities: [{ ...own, ...dates }],
    ...dates,
    is_anonymous: false,
  };
}

export type NewUser = {
  id: string;
  email: string;
  encryptedPassword: string | null;
  isConfirmed: boolean;
  isInvited: boolean;
  appMetadata: Record<string, unknown>;
  userMetadata: Record<string, unknown>;
};

/** The account and its e-mail identity, both or neither. Throws PostgreSQL's 23505 when the address is taken. */
export async function insertUser(db: Ask, user: NewUser): Promise<UserRow> {
  const identity = { sub: user.id, email: user.email, email_verified: user.isConfirmed, phone_verified: false };
  const { rows } = await db.query<UserRow>(
    `with created as (
       insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, invited_at, raw_app_meta_data, raw_user_meta_data)
       values ($1, 'authenticated', 'authenticated', $2, $3, case when $4 then now() end, case when $5 then now() end, $6, $7)
       returning *
     ), identified as (
       insert into auth.identities (id, provider, provider_id, user_id, identity_data)
       select gen_random_uuid(), 'email', $1::text, created.id, $8::jsonb from created
     )
     select * from created`,
    [
      user.id,
      user.email,
      user.encryptedPassword,
      user.isConfirmed,
      user.isInvited,
      { provider: "email", providers: ["email"], ...user.appMetadata },
      { ...user.userMetadata, ...identity },
      identity,
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the new user was not returned");
  return row;
}

/** Makes the identity say what the account says about its address. */
export async function setIdentityEmail(db: Ask, userId: string, email: string): Promise<void> {
  await db.query(
    `update auth.identities set identity_data = identity_data || jsonb_build_object('email', $2::text, 'email_verified', true), updated_at = now()
     where user_id = $1 and provider = 'email'`,
    [userId, email],
  );
}

export async function endSessions(db: Ask, userId: string, exceptSessionId?: string): Promise<void> {
  const values = [userId, exceptSessionId ?? null];
  await db.query("delete from auth.refresh_tokens where user_id = $1 and session_id is distinct from $2::uuid", values);
  await db.query("delete from auth.sessions where user_id = $1 and id is distinct from $2::uuid", values);
}
