import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/model/model.ts";
import { type OpenAiServer, startOpenAiServer } from "#lib/model/testing/openai-server.ts";
import { createExecutor } from "./execute.ts";
import { modelCheck, modelGet } from "./model.ts";
import { spendGet } from "./spend.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
let server: OpenAiServer;
beforeAll(async () => {
  rig = await openOperationsRig();
  server = await startOpenAiServer([
    { kind: "answer", text: '{"word":"ready"}', usage: { prompt_tokens: 100, completion_tokens: 10 } },
    { kind: "error", status: 401, message: "no such key" },
  ]);
});
afterAll(async () => {
  await server.close();
  await rig.close();
});

/** The door of an installation that has a model. */
function openWithModel() {
  const model = createModel({
    provider: "compatible",
    name: "tiny",
    baseUrl: server.url,
    apiKey: "canary-key",
    prices: { inputMicrosPerMtok: 1_000_000, outputMicrosPerMtok: 2_000_000 },
  });
  return createExecutor({ ...rig.kernel, model });
}

describe("The language model", () => {
  it("is none until one is configured, and then there is nothing to test", async () => {
    expect(await rig.call("model.get")).toEqual({
      is_configured: false,
      provider: null,
      name: null,
      calls_month: 0,
      failures_month: 0,
      last_call_at: null,
    });
    await expect(rig.call("model.check")).rejects.toMatchObject({ code: "conflict" });
  });

  it("is asked for one word, which is paid from today's budget, and a refusal is told in its own words", async () => {
    const door = openWithModel();
    const requestId = "test-request";
    const first = await door.execute(modelCheck, rig.owner, {}, { requestId });
    expect(first).toMatchObject({ is_healthy: true, message: "It answered.", cost_micros: 120 });
    const second = await door.execute(modelCheck, rig.owner, {}, { requestId });
    expect(second).toMatchObject({ is_healthy: false, cost_micros: 0 });
    expect(second.message).toContain("MODEL_API_KEY");
    expect(JSON.stringify(second)).not.toContain("canary-key");

    expect(await door.execute(modelGet, rig.owner, {}, { requestId })).toMatchObject({
      is_configured: true,
      provider: "compatible",
      name: "tiny",
      calls_month: 2,
      failures_month: 1,
    });
    const spend = await door.execute(spendGet, rig.owner, {}, { requestId });
    expect(spend).toMatchObject({ spent_micros: 120, reserved_micros: 0 });
    expect(spend.days).toHaveLength(30);
    expect(spend.days.at(-1)).toEqual({ day: spend.today, spent_micros: 120 });
    expect(spend.agents).toEqual([{ domain: "model-test", spent_micros: 120, period_micros: 120 }]);
    const { data } = await rig.call("activity.list", { entity: "model" });
    expect(data).toHaveLength(2);
  });

  it("is not asked once the budget of the day is used up", async () => {
    await rig.call("workspace.update", { daily_budget_micros: 0 });
    const asked = server.requests.length;
    const refused = await openWithModel().execute(modelCheck, rig.owner, {}, { requestId: "test-request" });
    expect(refused).toMatchObject({ is_healthy: false, message: expect.stringContaining("budget") });
    expect(server.requests.length).toBe(asked);
  });
});
