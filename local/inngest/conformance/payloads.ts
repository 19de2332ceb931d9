/** Owns what an engine owes to runs whose data is too large for one request: the SDK fetches it. */
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function provePayloads(app: ConformanceApp): void {
  const large = app.define({ id: "large" }, async ({ event, step }) => {
    const text = "x".repeat(3_000_000);
    const one = await step.run("one", () => text);
    const two = await step.run("two", () => text);
    await step.sleep("then", "1s");
    return step.run("sum", () => [one.length + two.length, event.data.text.length]);
  });
  app.prove("lets the SDK fetch the data of a run too large for one request", async () => {
    expect(await app.run(large, { text: "y".repeat(200_000) })).toMatchObject({
      status: "Completed",
      output: [6_000_000, 200_000],
    });
    expect(app.traffic.largestCallBytes).toBeLessThan(5_000_000);
  });
}
