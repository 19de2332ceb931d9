/**
 * Owns one statement as somebody in one round trip: role and claims, then the statement, as one message exchange that
 * PostgreSQL takes for one transaction and commits at its end.
 */
import pg from "pg";

const openingName = "opening";
const openingText = "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)";

/** The driver's connection, as far as its own queries use it and its types leave it out. */
type Wire = {
  stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string; types: number[] }): void;
  bind(message: { portal: string; statement: string; values: string[] }): void;
  execute(message: { portal: string }): void;
};

/** What the driver's query does and its types leave out. */
type Steps = {
  submit(wire: Wire): Error | null;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
};

const DriverQuery = pg.Query as unknown as new (statement: pg.QueryConfig & { queryMode: "extended" }) => Steps;
const openedBefore = new WeakSet<Wire>();

/** Who a transaction runs as. The role must be one that the login may take. */
export type Guise = { role: string; claims: object; isSnapshot?: boolean };

/**
 * A query that first takes on a guise. Until the end of the exchange nothing is committed, and a failure of either part
 * undoes both: the statement never runs without its role.
 */
class Trip extends DriverQuery {
  readonly #guise: Guise;
  readonly #isNamed: boolean;
  #isOpened = false;

  constructor(guise: Guise, statement: pg.QueryConfig, isNamed: boolean) {
    super({ ...statement, queryMode: "extended" });
    this.#guise = guise;
    this.#isNamed = isNamed;
  }

  override submit(wire: Wire): Error | null {
    wire.stream.cork();
    try {
      const name = this.#isNamed ? openingName : "";
      if (!this.#isNamed || !openedBefore.has(wire)) wire.parse({ name, text: openingText, types: [] });
      if (this.#isNamed) openedBefore.add(wire);
      wire.bind({ portal: "", statement: name, values: [this.#guise.role, JSON.stringify(this.#guise.claims)] });
      wire.execute({ portal: "" });
      return super.submit(wire);
    } finally {
      wire.stream.uncork();
    }
  }

  override handleDataRow(message: unknown): void {
    if (this.#isOpened) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#isOpened) super.handleCommandComplete(message, wire);
    this.#isOpened = true;
  }
}

/**
 * Runs a statement in a guise and returns its rows. A transaction pooler, which remembers no names, takes `isNamed` false.
 * After a failure the connection must be closed, not used again.
 */
export function travel<R>(
  client: pg.PoolClient,
  guise: Guise,
  statement: { text: string; values: unknown[]; name?: string },
  isNamed: boolean,
): Promise<R[]> {
  return new Promise((resolve, reject) => {
    const trip = new Trip(guise, statement, isNamed);
    client.query(trip as unknown as string, (error: Error | null, result: pg.QueryResult) => {
      if (error) reject(error);
      else resolve(result.rows as R[]);
    });
  });
}
