/** Owns trying one of several things inside a transaction: what is refused leaves nothing behind and does not stop the others. */
import { sql } from "kysely";
import { type AppError, toAppError } from "#lib/core/errors.ts";
import type { Session } from "#lib/db/database.ts";

export type Attempt<T> = { value: T; refusal: null } | { value: null; refusal: AppError };

/** The result of the work, or why it was refused. What is a bug, or the lack of a database, is thrown. */
export async function attempt<T>(session: Session, work: () => Promise<T>): Promise<Attempt<T>> {
  await sql.raw("savepoint one_attempt").execute(session);
  try {
    const value = await work();
    await sql.raw("release savepoint one_attempt").execute(session);
    return { value, refusal: null };
  } catch (error) {
    const refusal = toAppError(error);
    if (refusal.code === "internal" || refusal.code === "unavailable") throw error;
    await sql.raw("rollback to savepoint one_attempt").execute(session);
    return { value: null, refusal };
  }
}
