/** Owns what the HTTP surfaces stand on: the centre's executor, the list of operations, and this installation's limits. */
import { z } from "zod";
import { getCentre } from "#centre.ts";
import type { Caller } from "#lib/operations/define.ts";
import { operations } from "#lib/operations/list.ts";
import type { ApiPorts } from "#lib/operations/surfaces/api-handler.ts";

const PerMinute = z.coerce.number().int().min(1).max(10_000_000);

/** The ports, with a way to recognise callers. API_REQUESTS_PER_MINUTE overrides the default of 600 for one key or person. */
export function openPorts(authenticate: (request: Request) => Promise<Caller>): ApiPorts {
  const { executor, log } = getCentre();
  const given = process.env.API_REQUESTS_PER_MINUTE;
  const limits = given ? { requestsPerMinute: PerMinute.parse(given) } : {};
  return { operations, executor, log, limits, authenticate };
}
