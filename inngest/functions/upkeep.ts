/** Owns the minute's turn of what must happen without anyone asking. */
import type { Inngest } from "inngest";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { keepUp, prepareWorkspaces } from "#lib/kernel/upkeep.ts";

/** Once a minute: expiry, lost runs, late answers, and agents that an upgrade brought. */
export function createUpkeepFunction(inngest: Inngest, kernel: Kernel) {
  return inngest.createFunction(
    { id: "upkeep", name: "Upkeep", triggers: [{ cron: "* * * * *" }], concurrency: { limit: 1 }, retries: 1 },
    async () => {
      await prepareWorkspaces(kernel);
      return keepUp(kernel);
    },
  );
}
