/** The addresses of the embedded PostgreSQL. */

export const DATABASE = "postgres";

/** An address that `pg` and others understand. */
export function buildDatabaseUrl(port: number, user: string, password: string, database = DATABASE): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** The same server through its socket file, which costs less than TCP; as it is when there is none. Understood by `pg`. */
export function throughSocket(url: string, socketDir: string | undefined): string {
  return socketDir === undefined ? url : `${url}?host=${encodeURIComponent(socketDir)}`;
}
