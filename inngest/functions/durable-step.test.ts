import { NonRetriableError, RetryAfterError, StepError } from "inngest";
import { describe, expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { createDurableSteps } from "./durable-step.ts";

/** What the executor hands back of a step that failed for good: only what survives as JSON, in the SDK's own error. */
async function failInStep(error: unknown) {
  let inside: unknown;
  const steps = createDurableSteps(async (name, work) => {
    try {
      return await work();
    } catch (thrown) {
      inside = thrown;
      const { message, cause, stack } = thrown as Error;
      throw new StepError(name, JSON.parse(JSON.stringify({ name: (thrown as Error).name, message, cause, stack })));
    }
  });
  const outside = await steps("read", () => Promise.reject(error)).catch((thrown: unknown) => thrown);
  return { inside, outside };
}

describe("A durable step", () => {
  it("gives back what it did", async () => {
    expect(await createDurableSteps((_name, work) => work())("read", async () => ({ pages: 3 }))).toEqual({ pages: 3 });
  });

  it("is tried again when a limit resets, and fails in the end as that limit", async () => {
    const limit = new AppError("limit-reached", "come back later", { details: { retryAfterMs: 90_000 } });
    const { inside, outside } = await failInStep(limit);
    expect(inside).toBeInstanceOf(RetryAfterError);
    expect(inside).toMatchObject({ message: "come back later", retryAfter: "90" });
    expect(outside).toMatchObject({ code: "limit-reached", message: "come back later", details: {} });
  });

  it("is not tried again for what will not pass, and tells the field", async () => {
    const details = { errors: [{ path: "MARKET_RESEARCH_KEY", message: "set it" }] };
    const { inside, outside } = await failInStep(new AppError("invalid", "no", { details }));
    expect(inside).toBeInstanceOf(NonRetriableError);
    expect(outside).toBeInstanceOf(AppError);
    expect(outside).toMatchObject({ code: "invalid", details });
  });

  it("is tried again for what may pass, and leaves a bug as the bug it is", async () => {
    const away = await failInStep(new AppError("unavailable", "away"));
    expect(away.inside).not.toBeInstanceOf(NonRetriableError);
    expect(away.outside).toMatchObject({ code: "unavailable" });
    const bug = new TypeError("x is undefined");
    expect((await failInStep(bug)).inside).toBe(bug);
    expect((await failInStep(bug)).outside).not.toBeInstanceOf(AppError);
  });
});
