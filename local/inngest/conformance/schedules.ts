/** Owns what a schedule gives a function. It takes up to a minute, so it waits for `CONFORMANCE_SLOW=1`. */
import { describe, expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

const isAsked = Boolean(process.env.CONFORMANCE_SLOW);

export function proveSchedules(app: ConformanceApp): void {
  describe.skipIf(!isAsked)("(slow, with CONFORMANCE_SLOW=1: takes up to a minute)", () => {
    // Not registered for nothing: on a server that lives on the schedule would go on as well.
    if (isAsked) {
      app.define({ id: "minutely", triggers: [{ cron: "* * * * *" }] }, ({ event, events }) => {
        app.records.note("minutely", "tick", { at: Date.now(), event, count: events.length });
      });
    }
    app.prove("runs a function at the turn of the minute with the schedule as its event", async () => {
      const [tick] = await app.awaitNotes<{ at: number }>({ token: "minutely" }, "tick");
      expect(tick).toMatchObject({ event: { name: "inngest/scheduled.timer", data: { cron: "* * * * *" } }, count: 1 });
      expect((tick?.at ?? 0) % 60_000).toBeLessThan(15_000);
    });
  });
}
