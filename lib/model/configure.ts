/** Owns the reading of the MODEL_ variables into a model, or into none: the product works without. */
import type { Env } from "#lib/core/env.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createModel } from "./model.ts";
import type { LanguageModel } from "./port.ts";
import type { Price } from "./prices.ts";

export type ModelEnvironment = Pick<
  Env,
  | "MODEL_PROVIDER"
  | "MODEL_NAME"
  | "MODEL_BASE_URL"
  | "MODEL_API_KEY"
  | "MODEL_INPUT_MICROS_PER_MTOK"
  | "MODEL_OUTPUT_MICROS_PER_MTOK"
>;

/** The configured model, or null when no provider is set. Throws an AppError that names what is missing when it is half set. */
export function createConfiguredModel(env: ModelEnvironment): LanguageModel | null {
  if (env.MODEL_PROVIDER === undefined) {
    if (env.MODEL_NAME === undefined && env.MODEL_API_KEY === undefined) return null;
    throw refuseFields([{ path: "MODEL_PROVIDER", message: "set openai, anthropic, ollama or compatible" }]);
  }
  return createModel({
    provider: env.MODEL_PROVIDER,
    name: env.MODEL_NAME?.trim() ?? "",
    baseUrl: env.MODEL_BASE_URL,
    apiKey: env.MODEL_API_KEY?.trim(),
    prices: readPrices(env),
  });
}

function readPrices(env: ModelEnvironment): Price | undefined {
  const { MODEL_INPUT_MICROS_PER_MTOK: input, MODEL_OUTPUT_MICROS_PER_MTOK: output } = env;
  if (input === undefined && output === undefined) return undefined;
  if (input !== undefined && output !== undefined) return { inputMicrosPerMtok: input, outputMicrosPerMtok: output };
  const missing = input === undefined ? "MODEL_INPUT_MICROS_PER_MTOK" : "MODEL_OUTPUT_MICROS_PER_MTOK";
  throw refuseFields([{ path: missing, message: "set both prices, or neither for a well known model" }]);
}
