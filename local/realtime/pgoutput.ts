/** Reads the inserts of a logical replication stream (pgoutput, protocol version 1); ignores every other change. */

export type InsertedRow = Record<string, string | null>;
type Relation = { schema: string; table: string; columns: string[] };

/** Collects rows per transaction; `read` returns them when their transaction commits. */
export class PgoutputReader {
  readonly #relations = new Map<number, Relation>();
  #rows: InsertedRow[] = [];

  /** Feeds one message. Returns the rows of the transaction that it commits, otherwise nothing. */
  read(message: Buffer): InsertedRow[] {
    switch (String.fromCharCode(message[0] ?? 0)) {
      case "B":
        this.#rows = [];
        return [];
      case "R":
        this.#readRelation(message);
        return [];
      case "I":
        this.#readInsert(message);
        return [];
      case "C": {
        const rows = this.#rows;
        this.#rows = [];
        return rows;
      }
      default:
        return [];
    }
  }

  #readRelation(message: Buffer): void {
    const oid = message.readUInt32BE(1);
    let offset = 5;
    const readText = () => {
      const end = message.indexOf(0, offset);
      const text = message.toString("utf8", offset, end);
      offset = end + 1;
      return text;
    };
    const schema = readText();
    const table = readText();
    offset += 1;
    const count = message.readUInt16BE(offset);
    offset += 2;
    const columns: string[] = [];
    for (let index = 0; index < count; index += 1) {
      offset += 1;
      columns.push(readText());
      offset += 8;
    }
    this.#relations.set(oid, { schema, table, columns });
  }

  #readInsert(message: Buffer): void {
    const relation = this.#relations.get(message.readUInt32BE(1));
    if (!relation) return;
    const count = message.readUInt16BE(6);
    let offset = 8;
    const row: InsertedRow = {};
    for (let index = 0; index < count; index += 1) {
      const kind = String.fromCharCode(message[offset] ?? 0);
      offset += 1;
      let value: string | null = null;
      if (kind === "t") {
        const length = message.readUInt32BE(offset);
        value = message.toString("utf8", offset + 4, offset + 4 + length);
        offset += 4 + length;
      }
      row[relation.columns[index] ?? String(index)] = value;
    }
    this.#rows.push(row);
  }
}
