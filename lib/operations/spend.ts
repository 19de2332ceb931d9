/** Owns the reading of what models have cost: per UTC day and agent, beside the limits that hold. */
import { z } from "zod";
import { listSpendOfDay, listSpendSince } from "#lib/db/spend-days.ts";
import { defineQuery } from "./define.ts";

const dayMs = 86_400_000;
/** The row of the whole workspace in the ledger. */
const everyAgent = "";

const Spend = z
  .object({
    today: z.string().describe("The UTC day that budgets count now, as 2026-11-20"),
    spent_micros: z.number().int().describe("Spent today by the whole workspace, in millionths of a US dollar"),
    reserved_micros: z.number().int().describe("Set aside for calls that are under way"),
    agents: z.array(
      z.object({
        domain: z.string(),
        spent_micros: z.number().int().describe("Spent today"),
        period_micros: z.number().int().describe("Spent in all the days below"),
      }),
    ),
    days: z.array(z.object({ day: z.string(), spent_micros: z.number().int() })).describe("Every day, oldest first"),
  })
  .meta({ id: "Spend" });

export const spendGet = defineQuery({
  name: "spend.get",
  title: "Show what models cost",
  summary: "What language models have cost on each UTC day, today per agent, in millionths of a US dollar.",
  scope: "workspaces:read",
  role: "viewer",
  path: "/spend",
  input: z.object({ days: z.coerce.number().int().min(1).max(366).default(30).describe("How many days, with today") }),
  output: Spend,
  async run({ session, workspaceId, clock }, { days }) {
    const now = clock.now();
    const from = new Date(now.getTime() - (days - 1) * dayMs);
    const today = await listSpendOfDay(session, workspaceId, now);
    const rows = await listSpendSince(session, workspaceId, from);
    const whole = today.find(row => row.domain === everyAgent);
    const perDay = new Map(rows.filter(row => row.domain === everyAgent).map(row => [row.day, row.spent_micros]));
    const perAgent = Map.groupBy(
      rows.filter(row => row.domain !== everyAgent),
      row => row.domain,
    );
    return {
      today: now.toISOString().slice(0, 10),
      spent_micros: whole?.spent_micros ?? 0,
      reserved_micros: whole?.reserved_micros ?? 0,
      agents: [...perAgent].map(([domain, spent]) => ({
        domain,
        spent_micros: today.find(row => row.domain === domain)?.spent_micros ?? 0,
        period_micros: spent.reduce((sum, row) => sum + row.spent_micros, 0),
      })),
      days: Array.from({ length: days }, (_, index) => {
        const day = new Date(from.getTime() + index * dayMs).toISOString().slice(0, 10);
        return { day, spent_micros: perDay.get(day) ?? 0 };
      }),
    };
  },
});
