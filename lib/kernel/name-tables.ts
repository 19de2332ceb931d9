/** Owns the name of a reading in a run's record: the tables that its statements mention. Looks at statements and never changes one. */
import type { KyselyPlugin, RootOperationNode } from "kysely";
import type { Session } from "#lib/db/database.ts";

const shown = 3;
/** Lists of values can be long and name no table; a column's table may be an alias. */
const skipped = new Set(["ValueListNode", "PrimitiveValueListNode", "ValuesNode", "ValueNode", "ReferenceNode"]);
/** What may follow "from" without being a table. */
const reserved = new Set(["select", "lateral", "unnest", "jsonb_to_recordset", "generate_series"]);

export type NamedReading = {
  /** The session, whose statements are listened to. */
  listen(session: Session): Session;
  /** "contacts, posts", or an empty text when no statement names a table. */
  name(): string;
};

/** A listener for one reading. */
export function nameTables(): NamedReading {
  const tables = new Set<string>();
  /** What a statement names itself. */
  const parts = new Set<string>();
  const plugin: KyselyPlugin = {
    transformQuery({ node }): RootOperationNode {
      collect(node, tables, parts);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    listen: session => session.withPlugin(plugin),
    name: () =>
      [...tables]
        .filter(table => !parts.has(table))
        .slice(0, shown)
        .join(", "),
  };
}

function collect(node: unknown, tables: Set<string>, parts: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const part of node) collect(part, tables, parts);
    return;
  }
  const { kind } = node as { kind?: string };
  if (kind !== undefined && skipped.has(kind)) return;
  if (kind === "SchemableIdentifierNode") {
    tables.add((node as { identifier: { name: string } }).identifier.name);
    return;
  }
  if (kind === "RawNode") {
    const text = (node as { sqlFragments: readonly string[] }).sqlFragments.join(" ");
    for (const [, part] of text.matchAll(/\b([a-z_]+) as (?:materialized )?\(/g)) parts.add(part ?? "");
    for (const [, table] of text.matchAll(/\b(?:from|join)\s+([a-z_]+)(?=[\s,)]|$)/g)) {
      if (table !== undefined && !reserved.has(table)) tables.add(table);
    }
  }
  for (const part of Object.values(node)) collect(part, tables, parts);
}
