/** The addresses of the embedded PostgreSQL. */

export const DATABASE = "postgres";

/** An address that `pg` and others understand. */
export function buildDatabaseUrl(port: number, user: string, password: string, database = DATABASE): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
