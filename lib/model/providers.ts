/** Owns the vendors' clients: which address and protocol a provider means, and how each is asked for one structured answer. */
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { extractJsonMiddleware, type generateText, type LanguageModel, wrapLanguageModel } from "ai";
import type { FieldError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";

export const modelProviders = ["openai", "anthropic", "ollama", "compatible"] as const;
export type ModelProvider = (typeof modelProviders)[number];

export type ProviderSettings = { provider: ModelProvider; name: string; baseUrl?: string; apiKey?: string };

type CallSettings = Partial<Pick<Parameters<typeof generateText>[0], "reasoning" | "providerOptions">>;

export type ProviderClient = {
  client: LanguageModel;
  /** What every call to this provider carries. */
  call: CallSettings;
  /** True when the answer's schema must also be told in words: not every server takes it apart from them. */
  mustTellSchema: boolean;
};

/** Given always, because the libraries would otherwise read an address of their own from the environment. */
const vendorUrls = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  ollama: "http://127.0.0.1:11434/v1",
};

/** The client for a model. Throws an AppError that names the variable when something it needs is not set. Never reads the environment. */
export function createProviderClient(settings: ProviderSettings): ProviderClient {
  requireSettings(settings);
  const { provider, name, baseUrl, apiKey = "" } = settings;
  if (provider === "anthropic") {
    const anthropic = createAnthropic({ apiKey, baseURL: baseUrl ?? vendorUrls.anthropic });
    return { client: anthropic(name), call: { reasoning: "none" }, mustTellSchema: false };
  }
  if (provider === "openai") {
    // Schemas with optional fields are refused in strict mode; the answer is validated here anyway. Nothing is to be kept there.
    const openai = { strictJsonSchema: false, store: false };
    if (baseUrl !== undefined) {
      // An address of one's own, such as a gateway, is only sure to know the older chat protocol.
      const client = createOpenAI({ apiKey, baseURL: baseUrl }).chat(name);
      return { client, call: { providerOptions: { openai } }, mustTellSchema: false };
    }
    // Summaries of reasoning are only given to organisations that OpenAI has verified; asking for one would be refused.
    const thinking = { reasoningEffort: "low", reasoningSummary: null };
    const call: CallSettings = { providerOptions: { openai: { ...openai, ...thinking } } };
    return { client: createOpenAI({ apiKey, baseURL: vendorUrls.openai })(name), call, mustTellSchema: false };
  }
  const compatible = createOpenAICompatible({
    name: provider,
    baseURL: baseUrl ?? vendorUrls.ollama,
    supportsStructuredOutputs: true,
    ...(apiKey === "" ? {} : { apiKey }),
  });
  // Smaller models like to wrap their JSON in a code block.
  const client = wrapLanguageModel({ model: compatible(name), middleware: extractJsonMiddleware() });
  return { client, call: { providerOptions: { [provider]: { strictJsonSchema: false } } }, mustTellSchema: true };
}

function requireSettings({ provider, name, baseUrl, apiKey }: ProviderSettings): void {
  const errors: FieldError[] = [];
  if (name === "") errors.push({ path: "MODEL_NAME", message: "set the name of the model, as its provider writes it" });
  if ((provider === "openai" || provider === "anthropic") && !apiKey) {
    errors.push({ path: "MODEL_API_KEY", message: `set the key that ${provider} gave you` });
  }
  if (provider === "compatible" && baseUrl === undefined) {
    errors.push({
      path: "MODEL_BASE_URL",
      message: "set the address of the model server, like http://127.0.0.1:8000/v1",
    });
  }
  if (errors.length > 0) throw refuseFields(errors);
}
