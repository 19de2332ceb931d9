/** Owns the words and columns of a delivery's end: what each outcome changes, what the log says, what becomes of the touch. */
import type { Selectable } from "kysely";
import { digestOf } from "#lib/core/digest.ts";
import type { JsonObject } from "#lib/core/json.ts";
import type { Deliveries } from "#lib/db/types.gen.ts";
import type { ActivityEntry } from "./activity.ts";
import type { Connector, EffectOutcome } from "./connector.ts";

export type DeliverOutcome =
  | { status: "ended"; as: "confirmed" | "failed" | "unknown" | "recalled" }
  /** Not yet: look again at this moment. */
  | { status: "waiting"; until: Date; reason: string };

/** An outcome after everything that could be found out has been: ambiguous has become unknown. */
export type Recorded =
  | Exclude<EffectOutcome, { outcome: "ambiguous" }>
  | { outcome: "unknown"; reason: string; evidence?: JsonObject };

/** What the ledger says of the connector that was called. */
export type Vendor = Pick<Connector, "name" | "title" | "isLocal">;

/** What one outcome means for the ledger's row, the activity log, the caller and the contact's touch. */
export function describeEnd(delivery: Selectable<Deliveries>, connector: Vendor, outcome: Recorded, now: Date) {
  const told = (verb: `delivery.${string}`, summary: string): ActivityEntry => ({
    verb,
    entity: "delivery",
    entityId: delivery.id,
    taskId: delivery.task_id,
    summary,
    data: {
      connector: connector.name,
      evidence_digest: digestOf("evidence" in outcome ? (outcome.evidence ?? null) : null),
    },
  });
  const evidence = JSON.stringify("evidence" in outcome ? (outcome.evidence ?? {}) : {});
  switch (outcome.outcome) {
    case "accepted":
      return {
        changes: { status: "confirmed" as const, vendor_id: outcome.vendorId, evidence, finished_at: now },
        told: connector.isLocal
          ? told("delivery.kept", `kept what was to go to ${delivery.recipient} in the outbox: nothing was sent`)
          : told("delivery.confirmed", `sent to ${delivery.recipient}; ${connector.title} took it`),
        result: { status: "ended" as const, as: "confirmed" as const },
        touch: connector.isLocal ? ("released" as const) : ("made" as const),
      };
    case "refused":
      return {
        changes: {
          status: "failed" as const,
          error: JSON.stringify({ reason: outcome.reason, fix: outcome.fix }),
          evidence,
          finished_at: now,
        },
        told: told("delivery.failed", `not sent to ${delivery.recipient}: ${outcome.reason}`),
        result: { status: "ended" as const, as: "failed" as const },
        touch: "released" as const,
      };
    case "rate-limited":
      return {
        changes: {
          status: "intended" as const,
          release_at: outcome.until,
          error: JSON.stringify({ reason: outcome.reason }),
        },
        told: told("delivery.postponed", `not yet sent to ${delivery.recipient}: ${outcome.reason}`),
        result: { status: "waiting" as const, until: outcome.until, reason: outcome.reason },
        touch: null,
      };
    case "unknown":
      return {
        changes: { status: "unknown" as const, error: JSON.stringify({ reason: outcome.reason }), evidence },
        told: told("delivery.unknown", `nobody can tell whether it reached ${delivery.recipient}: ${outcome.reason}`),
        result: { status: "ended" as const, as: "unknown" as const },
        touch: null,
      };
  }
}
