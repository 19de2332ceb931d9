/** Owns the reading of a schema's refusal as a list of fields, each with its path and what to do. */
import type { ZodError } from "zod";
import { AppError, type FieldError } from "./errors.ts";

/** The issues of a Zod refusal as fields below an optional prefix: `params.limit`. */
export function listFieldErrors(error: ZodError, prefix = ""): FieldError[] {
  return error.issues.map(issue => ({
    path: [prefix, ...issue.path.map(String)].filter(part => part !== "").join("."),
    message: issue.message,
  }));
}

/** An `invalid` error whose message names the first field, and whose details name all. */
export function refuseFields(errors: FieldError[], cause?: unknown): AppError {
  const first = errors[0];
  const message = first === undefined ? "the request is not valid" : `${first.path || "body"}: ${first.message}`;
  return new AppError("invalid", message, { cause, details: { errors } });
}
