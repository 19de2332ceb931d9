/** Owns what a failed call to a model means to whoever asked: an AppError that says what to do and never repeats a key. */
import { APICallError } from "ai";
import { AppError, type ErrorDetails } from "#lib/core/errors.ts";

const DEFAULT_RETRY_MS = 60_000;

/** Whether the same request may well succeed at once: the vendor stumbled or the connection broke. Never for a spent limit. */
export function isWorthRepeating(error: unknown): boolean {
  if (!APICallError.isInstance(error)) return false;
  const { statusCode } = error;
  if (statusCode === undefined) return error.isRetryable;
  return statusCode === 408 || statusCode >= 500;
}

/** A vendor's failure as an AppError; `model` is how it is called in sentences, `apiKey` what must not appear. */
export function toModelError(
  error: unknown,
  context: { model: string; apiKey: string | undefined; now: Date },
): AppError {
  const { model } = context;
  const details: ErrorDetails = { facts: { model } };
  if (!APICallError.isInstance(error)) {
    return new AppError("unavailable", `${model} could not be asked: ${hideKey(describe(error), context.apiKey)}`, {
      details,
    });
  }
  const { statusCode } = error;
  // The library's error carries the whole prompt and the vendor's answer: neither belongs in a log, so it is not kept as the cause.
  const said = hideKey(error.message, context.apiKey).slice(0, 300);
  details.facts = { model, status: statusCode ?? null, said };
  if (statusCode === undefined) {
    const fix = "check that it runs and that MODEL_BASE_URL is right";
    return new AppError("unavailable", `${model} cannot be reached: ${fix}`, { details });
  }
  if (statusCode === 402 || isOutOfCredit(error)) {
    return new AppError("unavailable", `${model} has no credit left: add credit to the account of MODEL_API_KEY`, {
      details,
    });
  }
  if (statusCode === 429) {
    const retryAfterMs = readRetryAfterMs(error.responseHeaders, context.now) ?? DEFAULT_RETRY_MS;
    const seconds = Math.ceil(retryAfterMs / 1_000);
    return new AppError("limit-reached", `${model} takes no more requests for ${seconds} seconds`, {
      details: { ...details, retryAfterMs },
    });
  }
  if (statusCode === 401 || statusCode === 403) {
    return new AppError("unavailable", `${model} did not accept the key: check MODEL_API_KEY`, { details });
  }
  if (statusCode === 404) {
    return new AppError("unavailable", `${model} is not known there: check MODEL_NAME and MODEL_BASE_URL`, { details });
  }
  if (isWorthRepeating(error)) {
    const retryAfterMs = readRetryAfterMs(error.responseHeaders, context.now);
    return new AppError("unavailable", `${model} failed on its side (${statusCode}): try again later`, {
      details: retryAfterMs === undefined ? details : { ...details, retryAfterMs },
    });
  }
  if (statusCode < 400) {
    return new AppError("unavailable", `${model} answered in a form that cannot be read: check MODEL_BASE_URL`, {
      details,
    });
  }
  return new AppError("unavailable", `${model} turned the request down (${statusCode}): ${said}`, { details });
}

/** When the vendor will take requests again, in milliseconds: `retry-after-ms`, or Retry-After as seconds or as a date (RFC 9110 10.2.3). */
function readRetryAfterMs(headers: Record<string, string> | undefined, now: Date): number | undefined {
  const exact = Number(headers?.["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const text = headers?.["retry-after"];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

function isOutOfCredit(error: APICallError): boolean {
  return /insufficient_quota|credit balance is too low/i.test(error.responseBody ?? "");
}

function hideKey(text: string, apiKey: string | undefined): string {
  return apiKey === undefined || apiKey === "" ? text : text.replaceAll(apiKey, "[hidden]");
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
