/** Owns how a failure reads over HTTP: problem details (RFC 9457) with the code, the fields, the request id and, for a conflict, the facts. */
import { type AppError, errorSurfaces, type FieldError } from "#lib/core/errors.ts";

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  request_id: string;
  errors?: FieldError[];
  /** Who decided, when and what: whatever helps the caller to go on. */
  facts?: Record<string, unknown>;
};

export type ProblemContext = {
  requestId: string;
  /** The path that was asked for. */
  instance: string;
  /** For what only HTTP can tell apart: a malformed body (400), a wrong method (405), a foreign media type (415). */
  status?: number;
};

/** The problem that a failure becomes. Never carries a cause or a stack. */
export function toProblem(error: AppError, { requestId, instance, status }: ProblemContext): Problem {
  const surface = errorSurfaces[error.code];
  return {
    type: `/docs/problems#${error.code}`,
    title: surface.title,
    status: status ?? surface.status,
    detail: error.message,
    instance,
    code: error.code,
    request_id: requestId,
    ...(error.details.errors === undefined ? {} : { errors: error.details.errors }),
    ...(error.details.facts === undefined ? {} : { facts: error.details.facts }),
  };
}

/** The headers that go with a problem: when to come back, and how to sign in. */
export function listProblemHeaders(error: AppError, status: number): Record<string, string> {
  const headers: Record<string, string> = {};
  if (status === 429 || status === 503) {
    headers["retry-after"] = String(Math.max(1, Math.ceil((error.details.retryAfterMs ?? 1_000) / 1_000)));
  }
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="Quarterdeck"';
  return headers;
}
