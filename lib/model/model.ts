/** Owns the call to a language model: one structured answer within a time limit, few repetitions, its tokens and its cost. */
import { setTimeout as wait } from "node:timers/promises";
import { generateText, type LanguageModelUsage, NoObjectGeneratedError, NoOutputGeneratedError, Output } from "ai";
import { z } from "zod";
import { type Clock, systemClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { isWorthRepeating, toModelError } from "./failures.ts";
import type { LanguageModel, ModelRequest } from "./port.ts";
import { computeCostMicros, findListPrice, freePrice, type Price } from "./prices.ts";
import { createProviderClient, type ProviderSettings } from "./providers.ts";
import { estimateTokens } from "./tokens.ts";

// Its warnings are about settings chosen here, and would be printed at every call.
globalThis.AI_SDK_LOG_WARNINGS = false;

const CALL_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 300;
/** Room for the answer's schema and the roles around the texts. */
const OVERHEAD_TOKENS = 600;

export type ModelSettings = ProviderSettings & {
  /** Instead of the list price; needed for a model that has none. */
  prices?: Price;
  /** The most one answer may take, repetitions included, in milliseconds; 30,000 unless given. */
  timeoutMs?: number;
  clock?: Clock;
};

type Usage = { inputTokens: number; outputTokens: number; costMicros: number };

/**
 * A model ready to be asked. Throws an AppError `invalid` that names the variable to set when it is not fully configured or its
 * price is not known. Answers fail with `limit-reached` (with retryAfterMs), `timeout`, `unavailable`, or `unproductive` when the
 * answer does not fit the schema; that one's facts hold what the attempt cost.
 */
export function createModel(settings: ModelSettings): LanguageModel {
  const { client, call, mustTellSchema } = createProviderClient(settings);
  const { provider, name, apiKey, timeoutMs = CALL_TIMEOUT_MS, clock = systemClock } = settings;
  const price = choosePrice(settings);
  const title = `the model ${name} (${provider})`;

  function measure(request: ModelRequest, usage: LanguageModelUsage | undefined, text: string): Usage {
    // Some servers report no usage: then the estimate stands, never zero.
    const inputTokens = usage?.inputTokens ?? estimateTokens(request.instructions) + estimateTokens(request.prompt);
    const outputTokens = usage?.outputTokens ?? estimateTokens(text);
    const costMicros = computeCostMicros(price, { input: inputTokens, output: outputTokens });
    return { inputTokens, outputTokens, costMicros };
  }

  function refuseAnswer(finishReason: string | undefined, usage: Usage): AppError {
    const facts = { model: name, finishReason, ...usage };
    return new AppError("unproductive", `${title} ${explainFinish(finishReason)}`, { details: { facts } });
  }

  async function ask<S extends z.ZodObject>(request: ModelRequest<S>, signal: AbortSignal) {
    const result = await generateText({
      ...call,
      model: client,
      output: Output.object({ schema: request.schema }),
      instructions: mustTellSchema
        ? `${request.instructions}\n\n${describeSchema(request.schema)}`
        : request.instructions,
      prompt: request.prompt,
      maxOutputTokens: request.maxOutputTokens,
      maxRetries: 0,
      abortSignal: signal,
    });
    const usage = measure(request, result.usage, result.text);
    try {
      // The library has parsed it with the schema; its type does not follow the generic one.
      return { value: result.output as z.infer<S>, ...usage };
    } catch (error) {
      if (NoOutputGeneratedError.isInstance(error)) throw refuseAnswer(result.finishReason, usage);
      throw error;
    }
  }

  return {
    provider,
    name,
    quote({ prompt, instructions, maxOutputTokens }) {
      const input = estimateTokens(prompt) + estimateTokens(instructions) + OVERHEAD_TOKENS;
      return { p90Micros: computeCostMicros(price, { input, output: maxOutputTokens }) };
    },
    async answer(request) {
      const timer = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([request.signal, timer]);
      for (let attempt = 1; ; attempt += 1) {
        try {
          signal.throwIfAborted();
          return await ask(request, signal);
        } catch (error) {
          if (error instanceof AppError) throw error;
          if (request.signal.aborted) throw new AppError("timeout", `${title} was stopped before it answered`);
          if (timer.aborted)
            throw new AppError("timeout", `${title} did not answer within ${timeoutMs / 1_000} seconds`);
          if (NoObjectGeneratedError.isInstance(error)) {
            throw refuseAnswer(error.finishReason, measure(request, error.usage, error.text ?? ""));
          }
          if (attempt >= MAX_ATTEMPTS || !isWorthRepeating(error))
            throw toModelError(error, { model: title, apiKey, now: clock.now() });
          const pauseMs = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + clock.random());
          await wait(pauseMs, undefined, { signal }).catch(() => undefined);
        }
      }
    },
  };
}

function explainFinish(finishReason: string | undefined): string {
  if (finishReason === "length") return "needed more room for its answer than it was given";
  if (finishReason === "content-filter") return "declined to answer";
  return "gave an answer of the wrong form";
}

function choosePrice({ provider, name, prices }: ModelSettings): Price {
  const price = prices ?? (provider === "ollama" ? freePrice : findListPrice(name));
  if (price !== undefined) return price;
  const message = `the price of "${name}" is not known: set it in millionths of a US dollar per million tokens (0 when it is free)`;
  throw refuseFields([
    { path: "MODEL_INPUT_MICROS_PER_MTOK", message },
    { path: "MODEL_OUTPUT_MICROS_PER_MTOK", message },
  ]);
}

function describeSchema(schema: z.ZodObject): string {
  const shape = JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return `Answer with one JSON object and nothing else. It must fit this JSON Schema: ${shape}`;
}
