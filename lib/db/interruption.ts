/** Owns telling an interrupted database from a refused statement: the first is nobody's fault and may be tried again. */
import { AppError } from "#lib/core/errors.ts";

const networkCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"]);
/** What the driver says, without a code, of a connection that ended or never came to be. */
const driverMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed))/;

/** The error as callers should see it: `unavailable` with what to do when the database was away, and any other as it is. */
export function explainInterruption(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // The socket of a server that was stopped in good order is a file that is not there.
  const isUnreachable = networkCodes.has(code) || ("syscall" in error && error.syscall === "connect");
  const message = describe(code, error.message, isUnreachable);
  return message === undefined ? error : new AppError("unavailable", message, { cause: error });
}

function describe(code: string, text: string, isUnreachable: boolean): string | undefined {
  if (code === "53100") return "the disk of the database is full, nothing was changed: free some space and try again";
  if (code.startsWith("53")) return "the database has no room for another request right now: try again in a moment";
  if (code.startsWith("57P") || code.startsWith("08") || code === "58030") {
    return "the database was interrupted: try again in a moment";
  }
  if (isUnreachable || (code === "" && driverMessages.test(text))) {
    return "the database cannot be reached right now: try again in a moment";
  }
  return undefined;
}
