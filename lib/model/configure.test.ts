import { describe, expect, test } from "vitest";
import { createConfiguredModel, type ModelEnvironment } from "./configure.ts";

const quoted = { instructions: "", prompt: "x".repeat(2_500), maxOutputTokens: 1_000 };

describe("the configured model", () => {
  test("is none when nothing is set", () => {
    expect(createConfiguredModel({} as ModelEnvironment)).toBeNull();
  });

  test("has the list price of a well known model, also of a dated snapshot", () => {
    for (const MODEL_NAME of ["claude-haiku-4-5", "claude-haiku-4-5-20251001"]) {
      const model = createConfiguredModel({
        MODEL_PROVIDER: "anthropic",
        MODEL_NAME,
        MODEL_API_KEY: "k",
      } as ModelEnvironment);
      expect(model?.quote(quoted)).toEqual({ p90Micros: 1_600 + 5_000 });
    }
  });

  test("costs what the variables say before what the list says", () => {
    const model = createConfiguredModel({
      MODEL_PROVIDER: "openai",
      MODEL_NAME: "gpt-4o-mini",
      MODEL_API_KEY: "k",
      MODEL_INPUT_MICROS_PER_MTOK: 1_000_000,
      MODEL_OUTPUT_MICROS_PER_MTOK: 2_000_000,
    } as ModelEnvironment);
    expect(model?.quote(quoted)).toEqual({ p90Micros: 1_600 + 2_000 });
  });

  test("is free on one's own machine", () => {
    const model = createConfiguredModel({ MODEL_PROVIDER: "ollama", MODEL_NAME: "llama3.2" } as ModelEnvironment);
    expect(model?.quote(quoted)).toEqual({ p90Micros: 0 });
  });

  test.each([
    [{ MODEL_NAME: "gpt-4o" }, "MODEL_PROVIDER"],
    [{ MODEL_PROVIDER: "openai", MODEL_NAME: "gpt-4o" }, "MODEL_API_KEY"],
    [{ MODEL_PROVIDER: "anthropic", MODEL_API_KEY: "canary" }, "MODEL_NAME"],
    [{ MODEL_PROVIDER: "compatible", MODEL_NAME: "m" }, "MODEL_BASE_URL"],
    [
      { MODEL_PROVIDER: "compatible", MODEL_NAME: "m", MODEL_BASE_URL: "http://127.0.0.1:1/v1" },
      "MODEL_INPUT_MICROS_PER_MTOK",
    ],
    [{ MODEL_PROVIDER: "openai", MODEL_NAME: "gpt-99", MODEL_API_KEY: "canary" }, 'the price of "gpt-99" is not known'],
    [
      { MODEL_PROVIDER: "openai", MODEL_NAME: "gpt-4o", MODEL_API_KEY: "canary", MODEL_INPUT_MICROS_PER_MTOK: 0 },
      "MODEL_OUTPUT_MICROS_PER_MTOK",
    ],
  ])("is refused for %j by naming what to set", (env, name) => {
    expect(() => createConfiguredModel(env as ModelEnvironment)).toThrow(name);
    expect(() => createConfiguredModel(env as ModelEnvironment)).not.toThrow("canary");
  });
});
