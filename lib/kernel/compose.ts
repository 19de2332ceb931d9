/** Owns writing: a model's text when one is configured and the budget allows, the template's otherwise; always labelled. */
import type { z } from "zod";
import { digestOf } from "#lib/core/digest.ts";
import { toJson } from "#lib/core/json.ts";
import { renderPrompt } from "#lib/model/prompt.ts";
import type { Composed, Composition } from "./define.ts";
import type { Kernel } from "./kernel.ts";
import { callModel } from "./model-call.ts";
import type { PreviewTexts } from "./preview-texts.ts";

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
  /** What a preview has had written already. */
  texts: PreviewTexts;
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

  const { instructions, schema } = composition;
  const prompt = renderPrompt({ facts: composition.facts, untrusted: composition.untrusted });
  const author = { kind: "model", name: `${model.provider}/${model.name}` } as const;
  const digest = digestOf([author.name, instructions, prompt]);
  const known = schema.safeParse(await scope.texts.recall(digest));
  if (known.success) {
    scope.explain("The words are those that its preview showed: nothing that they rest on has changed since.");
    return { value: known.data, author };
  }
  const called = await callModel(
    kernel,
    { ...scope, purpose: composition.purpose },
    { prompt, instructions, schema, maxOutputTokens },
  );
  if (called.outcome === "refused") {
    scope.explain("Today's budget for models would be passed, so the template wrote.");
    return byTemplate();
  }
  scope.addCost(called.costMicros);
  if (called.outcome === "answered") {
    scope.texts.keep(digest, toJson(called.value));
    return { value: called.value, author };
  }
  scope.explain(`The model did not answer (${called.error.message}), so the template wrote.`);
  return byTemplate();
}
