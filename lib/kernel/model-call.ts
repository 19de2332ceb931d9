/** Owns one paid call to the model: money set aside before, settled after, and kept in the ledger however it went. */
import type { z } from "zod";
import { type AppError, toAppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { ModelRequest } from "#lib/model/port.ts";
import { reserveMoney, settleMoney } from "./budget.ts";
import type { Kernel } from "./kernel.ts";

export type ModelCallScope = {
  workspaceId: string;
  taskId: string | null;
  domain: string;
  /** What it is for, in the ledger. */
  purpose: string;
  signal: AbortSignal;
};

export type ModelCallOutcome<T> =
  | { outcome: "answered"; value: T; costMicros: number }
  /** Today's budget would be passed: nothing was asked. */
  | { outcome: "refused" }
  /** An answer that could not be used was still paid for. */
  | { outcome: "failed"; error: AppError; costMicros: number };

/** Asks the configured model once. Throws only when there is none, which is the caller's to know, or when the database is away. */
export async function callModel<S extends z.ZodObject>(
  kernel: Pick<Kernel, "database" | "model" | "clock">,
  scope: ModelCallScope,
  request: Omit<ModelRequest<S>, "signal">,
): Promise<ModelCallOutcome<z.infer<S>>> {
  const { model } = kernel;
  if (model === null) throw new Error("no model is configured");
  const { workspaceId, taskId, domain, purpose, signal } = scope;
  const { p90Micros } = model.quote(request);
  const reservation = await kernel.database.asWorker(workspaceId, session =>
    reserveMoney(session, { workspaceId, domain, micros: p90Micros, now: kernel.clock.now() }),
  );
  if (reservation === null) return { outcome: "refused" };

  const startedAt = performance.now();
  const settle = (spent: { inputTokens: number; outputTokens: number; costMicros: number; error: string | null }) =>
    kernel.database.asWorker(workspaceId, async session => {
      await settleMoney(session, reservation, spent.costMicros);
      await session
        .insertInto("model_calls")
        .values({
          id: createId(),
          workspace_id: workspaceId,
          task_id: taskId,
          domain,
          purpose,
          provider: model.provider,
          model: model.name,
          input_tokens: spent.inputTokens,
          output_tokens: spent.outputTokens,
          cost_micros: spent.costMicros,
          duration_ms: Math.round(performance.now() - startedAt),
          error: spent.error,
        })
        .execute();
    });

  try {
    const answer = await model.answer({ ...request, signal });
    await settle({ ...answer, error: null });
    return { outcome: "answered", value: answer.value, costMicros: answer.costMicros };
  } catch (thrown) {
    const error = toAppError(thrown);
    const costMicros = Number(error.details.facts?.costMicros ?? 0);
    await settle({ inputTokens: 0, outputTokens: 0, costMicros, error: error.message });
    return { outcome: "failed", error, costMicros };
  }
}
