/** Owns how a claim and its evidence look in answers. */
import { z } from "zod";
import type { ClaimQuery as Query } from "#lib/db/claims.ts";
import { Moment } from "./fields.ts";

export const ClaimQuery = z
  .object({
    table: z.string(),
    where: z.array(
      z.object({
        column: z.string(),
        is: z.string(),
        value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
      }),
    ),
    aggregate: z.object({
      of: z.string(),
      column: z.string().optional(),
      by: z.string().optional(),
      isAscending: z.boolean().optional(),
    }),
  })
  .meta({ id: "ClaimQuery" });

const Value = z.union([z.string(), z.number(), z.null()]);

export const Claim = z
  .object({
    id: z.string(),
    domain: z.string().describe("The agent that it is about"),
    sweep_id: z.string().nullable(),
    task_id: z.string().describe("The task that made it"),
    text: z.string().describe("How it was said"),
    value: Value,
    question: z.string().describe("The query in words"),
    query: ClaimQuery,
    row_total: z.number().int().describe("How many rows it was derived from"),
    rows: z
      .array(
        z.object({
          id: z.string(),
          label: z.string(),
          entity: z.string().nullable().describe("What has a page that shows it, with entity_id"),
          entity_id: z.string().nullable(),
        }),
      )
      .describe("The first hundred of them that are still there"),
    as_of: Moment,
    now: z.object({ value: Value, row_total: z.number().int(), checked_at: Moment }),
    verdict: z
      .enum(["holds", "changed"])
      .describe("Whether the same query says the same now; rows that were written since may have changed it"),
  })
  .meta({ id: "Claim" });

const comparisons: Record<string, string> = { "=": "is", "<>": "is not", ">": "is above", ">=": "is at least" };

/** A query as a sentence: "how many rows of contacts, where is research ready is true". */
export function describeQuery({ table, where, aggregate }: Query): string {
  const rows = `rows of ${toWords(table)}`;
  const conditions = where.map(({ column, is, value }) => {
    if (value === null) return `${toWords(column)} is ${is === "=" ? "empty" : "known"}`;
    if (Array.isArray(value)) return `${toWords(column)} is ${value.map(toWords).join(" or ")}`;
    const compared = comparisons[is] ?? (is === "<" ? "is below" : "is at most");
    return `${toWords(column)} ${compared} ${writePlainly(value)}`;
  });
  const what = describeAggregate(aggregate, rows);
  return conditions.length === 0 ? what : `${what}, where ${conditions.join(" and ")}`;
}

function describeAggregate(aggregate: Query["aggregate"], rows: string): string {
  switch (aggregate.of) {
    case "count":
      return `how many ${rows}`;
    case "first": {
      const end = aggregate.isAscending === true ? "lowest" : "highest";
      return `${toWords(aggregate.column)} of the one with the ${end} ${toWords(aggregate.by)} among the ${rows}`;
    }
    case "sum":
      return `the sum of ${toWords(aggregate.column)} over all ${rows}`;
    default:
      return `the ${{ avg: "average", min: "lowest", max: "highest" }[aggregate.of]} ${toWords(aggregate.column)} of all ${rows}`;
  }
}

function toWords(name: string): string {
  return name.replaceAll("_", " ");
}

/** A moment in the form that people read, anything else as it is. */
function writePlainly(value: string | number | boolean): string {
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? `${text.slice(0, 19).replace("T", " ")} UTC` : text;
}
