/** Waits until PostgreSQL takes queries. */
import pg from "pg";

/** Waits until the server answers a query. Throws with the last refusal after `timeoutMs`. */
export async function waitForPostgres(url: string, timeoutMs: number, mayGoOn: () => boolean): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < deadline && mayGoOn()) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on("error", error => {
      last = error;
    });
    try {
      await client.connect();
      await client.query("select 1");
      await client.end();
      return;
    } catch (error) {
      last = error;
      await client.end().catch(() => undefined);
      await new Promise(resolve => setTimeout(resolve, 40));
    }
  }
  throw new Error("PostgreSQL did not become ready", { cause: last });
}
