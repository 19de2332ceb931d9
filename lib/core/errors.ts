/** Owns the few kinds of failure a caller can tell apart, and what each becomes on every surface. Anything else is a bug. */

export type ErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "illegal-transition"
  | "too-large"
  | "limit-reached"
  | "budget-exhausted"
  | "unavailable"
  | "timeout"
  | "unproductive"
  | "internal";

type Surface = {
  /** HTTP status of the problem answer. */
  status: number;
  /** Title of the problem answer: the same sentence for every occurrence. */
  title: string;
  /** Exit code of the command line. */
  exit: number;
  /** Whether a durable run may try the same thing again. */
  isRetriable: boolean;
};

/** One table for all surfaces: HTTP problem, MCP error, CLI exit code, and whether a run is retried. */
export const errorSurfaces: Record<ErrorCode, Surface> = {
  invalid: { status: 422, title: "The request is not valid", exit: 2, isRetriable: false },
  unauthenticated: { status: 401, title: "Sign in first", exit: 3, isRetriable: false },
  forbidden: { status: 403, title: "Not allowed", exit: 3, isRetriable: false },
  "not-found": { status: 404, title: "Not found", exit: 4, isRetriable: false },
  conflict: { status: 409, title: "Something else came first", exit: 5, isRetriable: true },
  "illegal-transition": { status: 422, title: "That step is not possible now", exit: 5, isRetriable: false },
  "too-large": { status: 413, title: "Too large", exit: 2, isRetriable: false },
  "limit-reached": { status: 429, title: "Too many requests", exit: 1, isRetriable: true },
  "budget-exhausted": { status: 402, title: "The budget is used up", exit: 1, isRetriable: false },
  unavailable: { status: 503, title: "Not available right now", exit: 1, isRetriable: true },
  timeout: { status: 504, title: "It took too long", exit: 1, isRetriable: true },
  unproductive: { status: 500, title: "The work produced nothing it promised", exit: 1, isRetriable: false },
  internal: { status: 500, title: "Something broke on our side", exit: 1, isRetriable: true },
};

/** One field that was refused: where it is, and what to do about it. */
export type FieldError = { path: string; message: string };

export type ErrorDetails = {
  errors?: FieldError[];
  /** Who decided, when and what, for a conflict; or any other facts that help. */
  facts?: Record<string, unknown>;
  retryAfterMs?: number;
};

/** Known in every bundle: Next compiles pages and route handlers apart, so one process holds this class more than once. */
const brand = Symbol.for("quarterdeck.app-error");

/** A failure that a caller can understand and act on. */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }

  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Any thrown thing as an AppError: known database refusals by their SQLSTATE, everything else as a bug without its text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const state = readSqlState(error);
  const message = error instanceof Error ? error.message : String(error);
  if (state === "QD001") return new AppError("illegal-transition", message, { cause: error });
  if (state === "QD002" || state === "QD003") return new AppError("conflict", message, { cause: error });
  if (state === "42501") {
    return new AppError("forbidden", "your role in this workspace does not allow that", { cause: error });
  }
  if (state === "40001" || state === "40P01" || state === "57P01" || state?.startsWith("08")) {
    return new AppError("unavailable", "the database was interrupted: try again", { cause: error });
  }
  return new AppError("internal", "something broke on our side; the request id finds it in the log", { cause: error });
}

function readSqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
