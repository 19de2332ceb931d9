/** Owns the operations on the language model: which one writes here, and whether it answers. Its key is never told. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { countModelCalls } from "#lib/db/model-calls.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { callModel } from "#lib/kernel/model-call.ts";
import { defineCommand, defineQuery } from "./define.ts";
import { Moment, toMomentOrNull } from "./shapes/fields.ts";

/** Under which the ledger keeps what tests cost: no agent has this name. */
const testDomain = "model-test";
const testTimeoutMs = 60_000;

const Model = z
  .object({
    is_configured: z.boolean(),
    provider: z.string().nullable(),
    name: z.string().nullable(),
    calls_month: z.number().int().describe("Calls in the last 30 days"),
    failures_month: z.number().int().describe("Of them, calls that brought no answer"),
    last_call_at: Moment.nullable(),
  })
  .meta({ id: "Model" });

export const modelGet = defineQuery({
  name: "model.get",
  title: "Show the language model",
  summary: "Which model the installation has configured for all workspaces, and how its calls here have gone.",
  scope: "workspaces:read",
  role: "viewer",
  path: "/model",
  input: z.object({}),
  output: Model,
  async run({ session, workspaceId, kernel, clock }) {
    const since = new Date(clock.now().getTime() - 30 * 86_400_000);
    const { calls, failures, lastAt } = await countModelCalls(session, workspaceId, since);
    return {
      is_configured: kernel.model !== null,
      provider: kernel.model?.provider ?? null,
      name: kernel.model?.name ?? null,
      calls_month: calls,
      failures_month: failures,
      last_call_at: toMomentOrNull(lastAt),
    };
  },
});

export const modelCheck = defineCommand({
  name: "model.check",
  title: "Test the language model",
  summary: "Asks the model for one word. It costs a fraction of a cent, which counts towards today's budget.",
  scope: "workspaces:write",
  role: "admin",
  method: "POST",
  status: 200,
  path: "/model/check",
  isTool: false,
  input: z.object({}),
  output: z.object({
    is_healthy: z.boolean(),
    message: z.string(),
    duration_ms: z.number().int(),
    cost_micros: z.number().int(),
  }),
  async run({ kernel }) {
    if (kernel.model === null) throw new AppError("conflict", "no language model is configured: templates write");
    return { is_healthy: false, message: "It was not asked yet.", duration_ms: 0, cost_micros: 0 };
  },
  async follow({ kernel, workspaceId, actor, transact }) {
    const startedAt = performance.now();
    const outcome = await callModel(
      kernel,
      {
        workspaceId,
        taskId: null,
        domain: testDomain,
        purpose: "test",
        signal: AbortSignal.timeout(testTimeoutMs),
      },
      {
        schema: z.object({ word: z.string().max(40) }),
        instructions: 'Answer with the one word "ready".',
        prompt: "Are you ready?",
        maxOutputTokens: 200,
      },
    );
    const answer = {
      is_healthy: outcome.outcome === "answered",
      message: describe(outcome),
      duration_ms: Math.round(performance.now() - startedAt),
      cost_micros: outcome.outcome === "refused" ? 0 : outcome.costMicros,
    };
    await transact(({ session }) =>
      recordActivity(session, workspaceId, actor, [
        {
          verb: "model.checked",
          entity: "model",
          entityId: `${kernel.model?.provider}/${kernel.model?.name}`,
          summary: `tested the language model: ${answer.is_healthy ? "it answers" : answer.message}`,
        },
      ]),
    );
    return answer;
  },
});

function describe(outcome: Awaited<ReturnType<typeof callModel>>): string {
  if (outcome.outcome === "answered") return "It answered.";
  if (outcome.outcome === "refused") return "Today's budget for models is used up: raise it, or test tomorrow.";
  return outcome.error.message;
}
