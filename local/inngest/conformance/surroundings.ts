/** Owns what an engine owes to the SDK's logger and middleware: memoized steps are given back so that neither acts twice. */
import { Middleware } from "inngest";
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveSurroundings(app: ConformanceApp, readLog: () => string[]): void {
  const logging = app.define({ id: "logging" }, async ({ event, step, logger }) => {
    logger.info(`${event.data.token} before`);
    await step.run("one", () => logger.info(`${event.data.token} within`));
    await step.sleep("a second", "1s");
    logger.info(`${event.data.token} after`);
  });
  app.prove("lets each line of a function's log be written once, however often it is called", async () => {
    const { token } = await app.run(logging);
    expect(readLog().filter(line => line.startsWith(`${token} `))).toEqual([
      `${token} before`,
      `${token} within`,
      `${token} after`,
    ]);
  });

  class Shouting extends Middleware.BaseMiddleware {
    readonly id = "shouting";
    override async wrapStepHandler({ next }: Middleware.WrapStepHandlerArgs): Promise<unknown> {
      return `${await next()}!`;
    }
  }
  const shouting = app.define({ id: "shouting", middleware: [Shouting] }, async ({ step }) => {
    const first = await step.run("first", () => "ahoy");
    await step.sleep("a second", "1s");
    return step.run("second", () => `${first} ${first}`);
  });
  app.prove("keeps what middleware made of a step's result", async () => {
    expect((await app.run(shouting)).output).toBe("ahoy! ahoy!!");
  });
}
