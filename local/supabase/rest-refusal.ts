/** The status that hosted projects answer for PostgreSQL's refusals which the library knows only as failures of its own. */
import { inspect } from "node:util";

export type DatabaseRefusal = { code: string; message: string; detail?: string | null; hint?: string | null };

const byCode: Record<string, number> = { P0001: 400, "25006": 405, "53400": 500 };
const byClass: Record<string, number> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "25": 500,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "53": 503,
  "54": 500,
  "55": 500,
  "57": 500,
  "58": 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

/** Every SQLSTATE that is not listed is the request's own fault. */
function chooseStatus(code: string): number {
  return byCode[code] ?? byClass[code.slice(0, 2)] ?? 400;
}

export function isDatabaseRefusal(error: unknown): error is DatabaseRefusal {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test(String((error as Error & { code?: unknown }).code));
}

export function answerRefusal({ code, message, detail, hint }: DatabaseRefusal, headers: Headers): Response {
  const kept = new Headers(headers);
  kept.delete("content-length");
  const body = { code, details: detail ?? null, hint: hint ?? null, message };
  return Response.json(body, { status: chooseStatus(code), headers: kept });
}

/** The library writes every refusal to the log; without its details, which quote the row that somebody tried to write. */
export function shortenForLog(error: unknown): void {
  if (!(error instanceof Error)) return;
  const { code } = error as Error & { code?: string };
  const line = `data API: ${code === undefined ? "" : `${code} `}${error.message}`;
  Object.defineProperty(error, inspect.custom, { value: () => line, enumerable: false, configurable: true });
}
