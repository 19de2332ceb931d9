import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Clock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { createModel, type ModelSettings } from "./model.ts";
import { type OpenAiServer, type Reply, startOpenAiServer } from "./testing/openai-server.ts";

const apiKey = "canary-model-key";
const clock: Clock = { now: () => new Date("2026-11-20T09:00:00Z"), random: () => 0, reach: () => undefined };
const Draft = z.object({ subject: z.string().max(60), text: z.string(), note: z.string().optional() });
const answer: Reply = { kind: "answer", text: JSON.stringify({ subject: "Hello", text: "Good morning" }) };
const servers: OpenAiServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function startServer(...replies: [Reply, ...Reply[]]): Promise<OpenAiServer> {
  const server = await startOpenAiServer(replies);
  servers.push(server);
  return server;
}

function create(server: OpenAiServer, more: Partial<ModelSettings> = {}) {
  const prices = { inputMicrosPerMtok: 2_000_000, outputMicrosPerMtok: 8_000_000 };
  return createModel({
    provider: "compatible",
    name: "test-model",
    baseUrl: server.url,
    apiKey,
    prices,
    clock,
    ...more,
  });
}

function ask(model: ReturnType<typeof create>, signal = new AbortController().signal) {
  return model.answer({
    schema: Draft,
    instructions: "Write a short e-mail.",
    prompt: "Facts you may use: {}",
    maxOutputTokens: 300,
    signal,
  });
}

async function catchError(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(apiKey);
  return error;
}

describe("an answer", () => {
  test.each(["compatible", "openai", "ollama"] as const)(
    "comes structured, with its tokens and cost, from %s",
    async provider => {
      const server = await startServer({ ...answer, usage: { prompt_tokens: 1_000, completion_tokens: 50 } });
      expect(await ask(create(server, { provider }))).toEqual({
        value: { subject: "Hello", text: "Good morning" },
        inputTokens: 1_000,
        outputTokens: 50,
        costMicros: 2_400,
      });
      const request = server.requests[0];
      expect(request?.path).toBe("/v1/chat/completions");
      expect(request?.authorization).toBe(`Bearer ${apiKey}`);
      expect(request?.body.model).toBe("test-model");
      expect(request?.body.max_tokens ?? request?.body.max_completion_tokens).toBe(300);
      expect(request?.body).not.toHaveProperty("reasoning_effort");
      expect(request?.body.response_format?.type).toBe("json_schema");
      expect(request?.body.response_format?.json_schema?.schema.properties).toHaveProperty("subject");
      expect(request?.body.messages?.map(message => message.role)).toEqual(["system", "user"]);
      expect(JSON.stringify(request?.body.messages)).toContain("Write a short e-mail.");
    },
  );

  test("tells servers that do not take a schema apart what form is wanted", async () => {
    const server = await startServer(answer);
    await ask(create(server));
    expect(JSON.stringify(server.requests[0]?.body.messages?.[0])).toContain("JSON Schema");
  });

  test("is read out of the code block that smaller models put around it", async () => {
    const server = await startServer({ kind: "answer", text: '```json\n{"subject":"Hello","text":"x"}\n```' });
    expect((await ask(create(server))).value).toEqual({ subject: "Hello", text: "x" });
  });

  test("is never counted as free because the server reports no usage", async () => {
    const server = await startServer({ ...answer, usage: null });
    const result = await ask(create(server));
    expect(result.inputTokens).toBeGreaterThan(10);
    expect(result.outputTokens).toBeGreaterThan(5);
    expect(result.costMicros).toBeGreaterThan(0);
  });

  test("costs no more than its quote", async () => {
    const server = await startServer({ ...answer, usage: { prompt_tokens: 300, completion_tokens: 300 } });
    const model = create(server);
    const quote = model.quote({
      instructions: "Write a short e-mail.",
      prompt: "Facts you may use: {}",
      maxOutputTokens: 300,
    });
    expect((await ask(model)).costMicros).toBeLessThanOrEqual(quote.p90Micros);
  });
});

describe("a failed answer", () => {
  test("is repeated after a failure on the vendor's side, and then given", async () => {
    const server = await startServer({ kind: "error", status: 500 }, { kind: "cut" }, answer);
    expect((await ask(create(server))).value.subject).toBe("Hello");
    expect(server.requests).toHaveLength(3);
  });

  test("is given up after three attempts", async () => {
    const server = await startServer({ kind: "error", status: 503, headers: { "retry-after": "7" } });
    const error = await catchError(ask(create(server)));
    expect(error).toMatchObject({ code: "unavailable", details: { retryAfterMs: 7_000, facts: { status: 503 } } });
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    [{ "retry-after": "17" }, 17_000],
    [{ "retry-after": "Fri, 20 Nov 2026 09:01:30 GMT" }, 90_000],
    [{ "retry-after-ms": "1500", "retry-after": "2" }, 1_500],
    [{}, 60_000],
  ])("by a rate limit is not repeated and says when to return: %j", async (headers, retryAfterMs) => {
    const server = await startServer({ kind: "error", status: 429, headers: headers as Record<string, string> });
    expect(await catchError(ask(create(server)))).toMatchObject({ code: "limit-reached", details: { retryAfterMs } });
    expect(server.requests).toHaveLength(1);
  });

  test("by an empty account asks for credit instead of waiting", async () => {
    const server = await startServer({ kind: "error", status: 429, code: "insufficient_quota" });
    expect(await catchError(ask(create(server)))).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("credit"),
    });
  });

  test("by a refused key names the variable and never repeats the key", async () => {
    const server = await startServer({ kind: "error", status: 401, message: `Incorrect API key provided: ${apiKey}` });
    const error = await catchError(ask(create(server)));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("MODEL_API_KEY") });
    expect(server.requests).toHaveLength(1);
  });

  test("by an unknown model names MODEL_NAME", async () => {
    const server = await startServer({ kind: "error", status: 404 });
    expect((await catchError(ask(create(server)))).message).toContain("MODEL_NAME");
  });

  test("by a refused request says what the vendor said", async () => {
    const server = await startServer({ kind: "error", status: 400, message: "max_tokens is too large" });
    const error = await catchError(ask(create(server)));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("max_tokens is too large") });
    expect(server.requests).toHaveLength(1);
  });

  test("holds neither the prompt nor the instructions", async () => {
    const server = await startServer({ kind: "error", status: 400 });
    const error = await catchError(ask(create(server)));
    expect(inspect(error, { depth: 20 })).not.toContain("Write a short e-mail.");
  });

  test("by a server that is not there points to MODEL_BASE_URL", async () => {
    const server = await startServer(answer);
    await server.close();
    expect(await catchError(ask(create(server)))).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("MODEL_BASE_URL"),
    });
  });

  test("by a body that is no completion is unavailable", async () => {
    const server = await startServer({ kind: "garbage", body: "<html>welcome</html>" });
    expect((await catchError(ask(create(server)))).code).toBe("unavailable");
  });

  test.each([
    ["is no JSON", "Dear Bob, here is"],
    ["does not fit the schema", '{"subject":5,"text":"x"}'],
    ["breaks a limit of the schema", JSON.stringify({ subject: "x".repeat(61), text: "x" })],
  ])("whose text %s is unproductive, is not asked for again, and tells what it cost", async (_what, text) => {
    const server = await startServer({ kind: "answer", text, usage: { prompt_tokens: 1_000, completion_tokens: 50 } });
    expect(await catchError(ask(create(server)))).toMatchObject({
      code: "unproductive",
      details: { facts: { inputTokens: 1_000, outputTokens: 50, costMicros: 2_400 } },
    });
    expect(server.requests).toHaveLength(1);
  });

  test("that was cut off by its length says so", async () => {
    const server = await startServer({ kind: "answer", text: '{"subject":"Hel', finishReason: "length" });
    expect(await catchError(ask(create(server)))).toMatchObject({
      code: "unproductive",
      message: expect.stringContaining("more room"),
    });
  });
});

test("A model that declines to answer is unproductive and says so.", async () => {
  const server = await startServer({ kind: "answer", text: "", finishReason: "content_filter" });
  expect(await catchError(ask(create(server)))).toMatchObject({
    code: "unproductive",
    message: expect.stringContaining("declined"),
  });
});

describe("time", () => {
  test("is up for a slow model after its limit", async () => {
    const server = await startServer({ kind: "silence" });
    const startedAt = performance.now();
    const error = await catchError(ask(create(server, { timeoutMs: 150 })));
    expect(error).toMatchObject({ code: "timeout", message: expect.stringContaining("0.15 seconds") });
    expect(performance.now() - startedAt).toBeLessThan(600);
  });

  test("is up at once when the task is stopped", async () => {
    const server = await startServer({ kind: "silence" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 80);
    const startedAt = performance.now();
    expect(await catchError(ask(create(server), controller.signal))).toMatchObject({
      code: "timeout",
      message: expect.stringContaining("stopped"),
    });
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test("never begins for a task that was stopped before", async () => {
    const server = await startServer(answer);
    expect((await catchError(ask(create(server), AbortSignal.abort()))).code).toBe("timeout");
    expect(server.requests).toHaveLength(0);
  });
});
