/** Owns the making of claims: a number exists only as the answer of a query that is kept with it; refuses to be told one. */
import { createId } from "#lib/core/ids.ts";
import {
  type ClaimAggregate,
  type ClaimCondition,
  type ClaimTable,
  type ClaimValue,
  deriveClaim,
  type NewClaim,
} from "#lib/db/claims.ts";
import type { TaskContext } from "#lib/kernel/define.ts";

const MAX_TEXT = 60;

/** A piece of a line: plain words, or a number or a name that a claim stands for. */
export type Part = { text: string; claim_id: string | null };

/** A phrase is said only when everything in it could be derived. */
export type Phrase = Part[] | null;

export type ClaimSource = { table: ClaimTable; where: ClaimCondition[]; aggregate: ClaimAggregate };

export type ClaimBook = {
  /** Everything claimed so far, in order. */
  claims: readonly NewClaim[];
  /** Derives a value now; null when no row can say it. `write` makes its words. */
  derive(
    domain: string,
    source: ClaimSource,
    write?: (value: ClaimValue) => string,
  ): Promise<(Part & { value: ClaimValue }) | null>;
  /** The same answer for deciding what to say, without saying it. */
  look(source: ClaimSource): Promise<ClaimValue | null>;
};

/** A book for one report. */
export function openClaimBook(ctx: TaskContext<unknown>, sweepId: string): ClaimBook {
  const claims: NewClaim[] = [];
  return {
    claims,
    look: async query => (await ctx.query(session => deriveClaim(session, ctx.workspace.id, query))).value,
    async derive(domain, query, write = writeValue) {
      const derived = await ctx.query(session => deriveClaim(session, ctx.workspace.id, query));
      if (derived.value === null || derived.value === "") return null;
      const id = createId();
      const text = toOneLine(write(derived.value));
      claims.push({
        id,
        task_id: ctx.task.id,
        sweep_id: sweepId,
        domain,
        seq: claims.length,
        text,
        value: derived.value,
        query,
        row_ids: derived.ids,
        row_total: derived.total,
        as_of: ctx.clock.now(),
      });
      return { text, claim_id: id, value: derived.value };
    },
  };
}

/** A phrase of words and claims; null when one of the claims could not be derived. */
export function say(...parts: (string | Part | null)[]): Phrase {
  if (parts.includes(null)) return null;
  return (parts as (string | Part)[]).map(part =>
    typeof part === "string" ? { text: part, claim_id: null } : { text: part.text, claim_id: part.claim_id },
  );
}

/** A count and its noun: " prospect" for one, " prospects" for any other number. */
export function sayCount(count: (Part & { value: ClaimValue }) | null, one: string, many: string): Phrase {
  return count === null ? null : say(count, ` ${count.value === 1 ? one : many}`);
}

function writeValue(value: ClaimValue): string {
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 1 }) : value;
}

/** Names come from outside: one short line, without anything that could steer a reader's screen. */
function toOneLine(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT - 1)}…` : plain;
}
