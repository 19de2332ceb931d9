/** Owns the durable carrying out of a decision about many approvals: portion after portion as the person who pressed, until it ends. */
import type { Inngest } from "inngest";
import { z } from "zod";
import { bulkDecisionRequested } from "#lib/operations/bulk-decision.ts";
import { type BulkPorts, decidePortion, giveUpBulk } from "#lib/operations/decide-portion.ts";

const Requested = z.object({ workspaceId: z.string(), bulkId: z.string() });
const Failed = z.object({ event: z.object({ data: Requested }) });

/** The function that decides. Its portions are kept, and each writes down what it decided in the transaction that decides. */
export function createDecideManyFunction(inngest: Inngest, ports: BulkPorts) {
  return inngest.createFunction(
    {
      id: "decide-many",
      name: "Carry out decisions about many approvals",
      triggers: [{ event: bulkDecisionRequested }],
      concurrency: [{ limit: 2, key: "event.data.workspaceId" }, { limit: 10 }],
      retries: 5,
      onFailure: async ({ event, error }) => {
        await giveUpBulk(ports.kernel, Failed.parse(event.data).event.data, error.message);
      },
    },
    async ({ event, step }) => {
      const press = Requested.parse(event.data);
      for (let portion = 1; ; portion += 1) {
        const hasMore = (await step.run(`portion ${portion}`, () => decidePortion(ports, press))) as boolean;
        if (!hasMore) return { portions: portion };
      }
    },
  );
}
