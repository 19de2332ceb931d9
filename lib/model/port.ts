/** Owns the port to a language model: one structured answer, its tokens and its cost. The kernel reserves money around it. */
import type { z } from "zod";

export type ModelQuote = { p90Micros: number };

export type ModelRequest<S extends z.ZodObject = z.ZodObject> = {
  schema: S;
  instructions: string;
  prompt: string;
  maxOutputTokens: number;
  signal: AbortSignal;
};

export type ModelAnswer<T> = {
  value: T;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
};

/** A configured model. Calls have a timeout and bounded retries of their own; failures are AppErrors. */
export type LanguageModel = {
  provider: string;
  name: string;
  /** An upper estimate of what a request would cost, from its length and the most it may answer. */
  quote(request: { prompt: string; instructions: string; maxOutputTokens: number }): ModelQuote;
  answer<S extends z.ZodObject>(request: ModelRequest<S>): Promise<ModelAnswer<z.infer<S>>>;
};
