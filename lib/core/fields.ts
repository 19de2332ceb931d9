/** Owns the reading of a schema's refusal as a list of fields, each with its path and what to do. */
import type { ZodError } from "zod";
import { AppError, type FieldError } from "./errors.ts";
import "./field-messages.ts";

/** The issues of a Zod refusal as fields below an optional prefix: `params.limit`. An unknown field is named at its own path. */
export function listFieldErrors(error: ZodError, prefix = ""): FieldError[] {
  return error.issues.flatMap(issue => {
    const toField = (message: string, ...more: string[]) => ({
      path: [prefix, ...issue.path.map(String), ...more].filter(part => part !== "").join("."),
      message,
    });
    if (issue.code !== "unrecognized_keys") return [toField(issue.message)];
    // One line for each key, in their order.
    const messages = issue.message.split("\n");
    return issue.keys.map((key, at) => toField(messages[at] ?? issue.message, key));
  });
}

/** An `invalid` error whose message names the first field, and whose details name all. */
export function refuseFields(errors: FieldError[], cause?: unknown): AppError {
  const first = errors[0];
  const message = first === undefined ? "the request is not valid" : `${first.path || "body"}: ${first.message}`;
  return new AppError("invalid", message, { cause, details: { errors } });
}
