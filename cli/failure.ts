/** Owns how a command ends when it cannot do its work: a sentence for a person, and an exit code for a script. */
import { type ErrorCode, errorSurfaces, type FieldError } from "#lib/core/errors.ts";

/** What the API answers when something did not go through (RFC 9457). */
export type Problem = {
  status: number;
  title: string;
  detail?: string;
  code?: string;
  errors?: FieldError[];
  facts?: Record<string, unknown>;
  request_id?: string;
};

export const exitCodes = { ok: 0, failed: 1, usage: 2, signIn: 3, notFound: 4, conflict: 5, interrupted: 130 } as const;

/** A failure with its exit code. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly problem: Problem | null;

  constructor(exitCode: number, message: string, problem: Problem | null = null) {
    super(message);
    this.name = "Failure";
    this.exitCode = exitCode;
    this.problem = problem;
  }
}

/** A mistake in how the command was written. */
export function refuseUsage(message: string): Failure {
  return new Failure(exitCodes.usage, message);
}

/** The failure that a problem of the API becomes: its detail, every field, and who was first. */
export function describeProblem(problem: Problem): Failure {
  const surface =
    problem.code !== undefined && problem.code in errorSurfaces ? errorSurfaces[problem.code as ErrorCode] : null;
  const fields = (problem.errors ?? []).filter(error => !problem.detail?.includes(error.message));
  const lines = [
    problem.detail ?? problem.title,
    ...fields.map(error => `  ${error.path || "body"}: ${error.message}`),
    ...Object.entries(problem.facts ?? {}).map(
      ([name, value]) => `  ${name.replaceAll("_", " ")}: ${writeFact(value)}`,
    ),
    ...(problem.status >= 500 && problem.request_id ? [`  request id: ${problem.request_id}`] : []),
    ...(problem.status === 401 ? ["  Sign in with `quarterdeck login`."] : []),
  ];
  return new Failure(surface?.exit ?? guessExit(problem.status), lines.join("\n"), problem);
}

function writeFact(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function guessExit(status: number): number {
  if (status === 401 || status === 403) return exitCodes.signIn;
  if (status === 404) return exitCodes.notFound;
  if (status === 409) return exitCodes.conflict;
  return status >= 400 && status < 500 ? exitCodes.usage : exitCodes.failed;
}
