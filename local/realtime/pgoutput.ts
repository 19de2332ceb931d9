/** Reads a logical replication stream (pgoutput, protocol version 1): the messages inserted, and whether any other table changed. */

export type InsertedRow = Record<string, string | null>;
/** What one transaction did, as far as the publications show it. */
export type Commit = { transaction: number; rows: InsertedRow[]; hasAccessChange: boolean };
type Relation = { isMessages: boolean; columns: string[] };

/** Collects per transaction; `read` returns the transaction when it commits. */
export class PgoutputReader {
  readonly #relations = new Map<number, Relation>();
  #commit: Commit = { transaction: 0, rows: [], hasAccessChange: false };

  /** Feeds one message. Returns the transaction that it commits, if it does. */
  read(message: Buffer): Commit | undefined {
    switch (String.fromCharCode(message[0] ?? 0)) {
      case "B":
        this.#commit = { transaction: message.readUInt32BE(17), rows: [], hasAccessChange: false };
        return undefined;
      case "R":
        this.#readRelation(message);
        return undefined;
      case "I":
        this.#readInsert(message);
        return undefined;
      case "U":
      case "D":
        if (!this.#relations.get(message.readUInt32BE(1))?.isMessages) this.#commit.hasAccessChange = true;
        return undefined;
      case "T":
        this.#commit.hasAccessChange = true;
        return undefined;
      case "C":
        return this.#commit;
      default:
        return undefined;
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
    this.#relations.set(oid, { isMessages: schema === "realtime" && table === "messages", columns });
  }

  #readInsert(message: Buffer): void {
    const relation = this.#relations.get(message.readUInt32BE(1));
    if (!relation?.isMessages) {
      this.#commit.hasAccessChange = true;
      return;
    }
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
    this.#commit.rows.push(row);
  }
}
