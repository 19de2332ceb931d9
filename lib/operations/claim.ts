/** Owns the check of a number that was said: its query is run again, and its rows are shown. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { deriveClaim, describeRows, findClaim, type ClaimQuery as Query } from "#lib/db/claims.ts";
import { defineQuery } from "./define.ts";
import { Claim, ClaimQuery, describeQuery } from "./shapes/claim.ts";
import { Id, toMoment } from "./shapes/fields.ts";

export const claimVerify = defineQuery({
  name: "claim.verify",
  title: "Verify a claim",
  summary: "A number that was said, the query and the rows it comes from, and what the same query says now.",
  scope: "tasks:read",
  role: "viewer",
  path: "/claims/{id}",
  input: z.object({ id: Id.describe("The claim's id") }),
  output: Claim,
  async run({ session, workspaceId, clock }, { id }) {
    const claim = await findClaim(session, workspaceId, id);
    if (claim === undefined) throw new AppError("not-found", "there is no such claim in this workspace");
    // Written by this product alone, from the type; parsed because it comes back as JSON.
    const query = ClaimQuery.parse(claim.query) as Query;
    const now = await deriveClaim(session, workspaceId, query);
    const rows = await describeRows(session, workspaceId, query.table, claim.row_ids);
    const value = z.union([z.string(), z.number()]).parse(claim.value);
    const isSame =
      now.value === value && now.total === claim.row_total && now.ids.join(" ") === claim.row_ids.join(" ");
    return {
      id: claim.id,
      domain: claim.domain,
      sweep_id: claim.sweep_id,
      task_id: claim.task_id,
      text: claim.text,
      value,
      question: describeQuery(query),
      query,
      row_total: claim.row_total,
      rows: rows.map(({ entityId, ...row }) => ({ ...row, entity_id: entityId })),
      as_of: toMoment(claim.as_of),
      now: { value: now.value, row_total: now.total, checked_at: toMoment(clock.now()) },
      verdict: isSame ? ("holds" as const) : ("changed" as const),
    };
  },
});
