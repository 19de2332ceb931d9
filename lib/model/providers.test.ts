import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { createModel } from "./model.ts";
import { startVendorServer, type VendorServer } from "./testing/vendor-server.ts";

const Answer = z.object({ word: z.string(), note: z.string().optional() });
const signal = new AbortController().signal;
const request = { schema: Answer, instructions: "Answer.", prompt: "Which word?", maxOutputTokens: 300, signal };
let vendor: VendorServer;

beforeEach(async () => {
  vendor = await startVendorServer('{"word":"yes"}');
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await vendor.close();
});

/** Lets requests to the vendors' public addresses reach the local server instead; everything else about them stays. */
function redirectRequests(): string[] {
  const addresses: string[] = [];
  const fetchForReal = globalThis.fetch;
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
    addresses.push(address);
    return fetchForReal(vendor.origin + new URL(address).pathname, init);
  });
  return addresses;
}

test("Anthropic is asked over its own protocol, without long thinking, for an answer that fits the schema.", async () => {
  const model = createModel({
    provider: "anthropic",
    name: "claude-haiku-4-5",
    apiKey: "key",
    baseUrl: `${vendor.origin}/v1`,
  });
  expect(await model.answer(request)).toEqual({
    value: { word: "yes" },
    inputTokens: 11,
    outputTokens: 7,
    costMicros: 46,
  });
  expect(vendor.requests[0]).toMatchObject({
    path: "/v1/messages",
    headers: { "x-api-key": "key" },
    body: { max_tokens: 300, thinking: { type: "disabled" }, output_config: { format: { type: "json_schema" } } },
  });
});

test("OpenAI itself is asked over its newer protocol, and told to keep nothing.", async () => {
  const addresses = redirectRequests();
  const model = createModel({ provider: "openai", name: "gpt-5-mini", apiKey: "key" });
  expect(await model.answer(request)).toEqual({
    value: { word: "yes" },
    inputTokens: 11,
    outputTokens: 7,
    costMicros: 17,
  });
  expect(addresses).toEqual(["https://api.openai.com/v1/responses"]);
  expect(vendor.requests[0]?.body).toMatchObject({
    store: false,
    max_output_tokens: 300,
    reasoning: { effort: "low" },
    text: { format: { type: "json_schema", strict: false } },
  });
  expect(vendor.requests[0]?.body.reasoning).not.toHaveProperty("summary");
});

test("No provider takes an address or a key from variables other than the product's own.", async () => {
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:1/elsewhere");
  vi.stubEnv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1/elsewhere");
  vi.stubEnv("OPENAI_API_KEY", "another-key");
  const addresses = redirectRequests();
  await createModel({ provider: "openai", name: "gpt-4o", apiKey: "key" }).answer(request);
  await createModel({ provider: "anthropic", name: "claude-sonnet-5", apiKey: "key" }).answer(request);
  expect(addresses).toEqual(["https://api.openai.com/v1/responses", "https://api.anthropic.com/v1/messages"]);
  expect(vendor.requests[0]?.headers.authorization).toBe("Bearer key");
});
