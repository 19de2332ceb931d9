/** Which columns a table of like things has and in which order; knows nothing of how they look. */
import { findPage } from "./entity-link.tsx";
import { isEmpty, isPlain, isSentence, readEntity } from "./value-words.ts";

export type Row = Record<string, unknown>;
export type Column = { name: string; kind: "name" | "word" | "figure" | "range" | "sentence" | "rest" };

/** By what a person knows a thing, the most telling first. */
const callings = [
  "name",
  "title",
  "hypothesis",
  "handle",
  "recipient",
  "local",
  "day_of_week",
  "niche",
  "label",
  "tag",
  "domain",
];
/** Numbers that are names. */
const codes = new Set(["day_of_week", "hour"]);
const order: Column["kind"][] = ["name", "word", "figure", "range", "rest", "sentence"];
/** A text longer than this is a sentence and needs room. */
const wordLength = 60;

/** Empty columns and ids are left out: an id becomes the link of its row. The two ends of a range are one column. */
export function readColumns(rows: readonly Row[], domain?: string): Column[] {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(name =>
    rows.some(row => !isEmpty(row[name])),
  );
  const isFigure = (name: string) =>
    !codes.has(name) && rows.every(row => typeof row[name] === "number" || isEmpty(row[name]));
  const hasRange = ["low", "high"].every(name => names.includes(name) && isFigure(name));
  const calling = callings.find(name => names.includes(name) && rows.every(row => isPlain(row[name])));
  const others = names.filter(name => domain === undefined || readEntity(name, domain) === null);
  const shown = others.length > 0 ? others : names;
  const columns = shown
    .filter(name => !(hasRange && name === "high"))
    .map((name): Column => {
      if (hasRange && name === "low") return { name, kind: "range" };
      if (name === calling) return { name, kind: "name" };
      if (isFigure(name)) return { name, kind: "figure" };
      const values = rows.map(row => row[name]);
      if (values.some(isSentence)) return { name, kind: "sentence" };
      if (!values.every(isPlain)) {
        const areLists = values.every(value => Array.isArray(value) && value.every(isPlain));
        return { name, kind: areLists ? "word" : "rest" };
      }
      const isLong = values.some(value => String(value ?? "").length > wordLength);
      return { name, kind: isLong ? "sentence" : "word" };
    });
  return columns.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** Where a row leads: the first of its ids that has a page. */
export function readLink(row: Row, domain?: string): { name: string; entity: string; id: string } | null {
  for (const [name, id] of Object.entries(row)) {
    const entity = typeof id === "string" ? readEntity(name, domain) : null;
    if (entity !== null && typeof id === "string" && findPage(entity, id) !== null) return { name, entity, id };
  }
  return null;
}
