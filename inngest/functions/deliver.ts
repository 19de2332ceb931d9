/** Owns the durable end of an approved effect: the undo window slept through, then one delivery, until it has ended. */
import type { Inngest } from "inngest";
import { z } from "zod";
import { deliver } from "#lib/kernel/deliver.ts";
import type { DeliverOutcome } from "#lib/kernel/delivery-end.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";

const Intended = z.object({ workspaceId: z.string(), deliveryId: z.string(), releaseAt: z.string() });

/** What a step keeps of an outcome: dates as text. */
type Kept = { status: "ended"; as: string } | { status: "waiting"; until: string; reason: string };

/** A delivery that waits longer than this many times is started afresh by the upkeep. */
const maxTurns = 20;

/** The function that delivers. The ledger, not the executor, is what keeps an effect from being made twice. */
export function createDeliverFunction(inngest: Inngest, kernel: Kernel) {
  return inngest.createFunction(
    {
      id: "deliver",
      name: "Deliver approved effects",
      triggers: [{ event: "delivery/intended" }],
      concurrency: [{ limit: 10, key: "event.data.workspaceId" }, { limit: 40 }],
      retries: 10,
    },
    async ({ event, step }) => {
      const { workspaceId, deliveryId, releaseAt } = Intended.parse(event.data);
      let until = new Date(releaseAt);
      for (let turn = 1; turn <= maxTurns; turn += 1) {
        await step.sleepUntil(`wait ${turn}`, until);
        const kept = (await step.run(`deliver ${turn}`, async () =>
          keep(await deliver(kernel, workspaceId, deliveryId)),
        )) as Kept;
        if (kept.status === "ended") return kept;
        until = new Date(kept.until);
      }
      return { status: "waiting", until: until.toISOString(), reason: "left to the upkeep" };
    },
  );
}

function keep(outcome: DeliverOutcome): Kept {
  return outcome.status === "ended" ? outcome : { ...outcome, until: outcome.until.toISOString() };
}
