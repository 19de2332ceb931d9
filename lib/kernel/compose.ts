/** Owns writing: a model's text when one is configured and the budget allows, the template's otherwise; always labelled. */
import type { z } from "zod";
import { toAppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { renderPrompt } from "#lib/model/prompt.ts";
import { reserveMoney, settleMoney } from "./budget.ts";
import type { Composed, Composition } from "./define.ts";
import type { Kernel } from "./kernel.ts";

const maxOutputTokens = 1_500;

export type ComposeScope = {
  workspaceId: string;
  taskId: string;
  domain: string;
  signal: AbortSignal;
  /** Says in the trace why a template wrote although a model is configured. */
  explain(reasoning: string): void;
  /** Adds to the task's cost. */
  addCost(micros: number): void;
};

/** Composes one text. Never fails for want of a model: its failure is explained in the trace and the template writes. */
export async function compose<S extends z.ZodObject>(
  kernel: Kernel,
  scope: ComposeScope,
  composition: Composition<S>,
): Promise<Composed<z.infer<S>>> {
  const byTemplate = (): Composed<z.infer<S>> => ({
    value: composition.schema.parse(composition.template()),
    author: { kind: "template", name: composition.purpose },
  });
  const { model } = kernel;
  if (model === null) return byTemplate();

  const prompt = renderPrompt({ facts: composition.facts, untrusted: composition.untrusted });
  const request = { prompt, instructions: composition.instructions, maxOutputTokens };
  const quote = model.quote(request);
  const reservation = await kernel.database.asWorker(scope.workspaceId, session =>
    reserveMoney(session, {
      workspaceId: scope.workspaceId,
      domain: scope.domain,
      micros: quote.p90Micros,
      now: kernel.clock.now(),
    }),
  );
  if (reservation === null) {
    scope.explain("Today's budget for models would be passed, so the template wrote.");
    return byTemplate();
  }

  const startedAt = performance.now();
  const settle = (outcome: { inputTokens: number; outputTokens: number; costMicros: number; error: string | null }) =>
    kernel.database.asWorker(scope.workspaceId, async session => {
      await settleMoney(session, reservation, outcome.costMicros);
      await session
        .insertInto("model_calls")
        .values({
          id: createId(),
          workspace_id: scope.workspaceId,
          task_id: scope.taskId,
          domain: scope.domain,
          purpose: composition.purpose,
          provider: model.provider,
          model: model.name,
          input_tokens: outcome.inputTokens,
          output_tokens: outcome.outputTokens,
          cost_micros: outcome.costMicros,
          duration_ms: Math.round(performance.now() - startedAt),
          error: outcome.error,
        })
        .execute();
    });

  try {
    const answer = await model.answer({ ...request, schema: composition.schema, signal: scope.signal });
    await settle({ ...answer, error: null });
    scope.addCost(answer.costMicros);
    return { value: answer.value, author: { kind: "model", name: `${model.provider}/${model.name}` } };
  } catch (error) {
    const failure = toAppError(error);
    // An answer that could not be used was still paid for.
    const costMicros = Number(failure.details.facts?.costMicros ?? 0);
    await settle({ inputTokens: 0, outputTokens: 0, costMicros, error: failure.message });
    scope.addCost(costMicros);
    scope.explain(`The model did not answer (${failure.message}), so the template wrote.`);
    return byTemplate();
  }
}
