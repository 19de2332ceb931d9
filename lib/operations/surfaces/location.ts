/** Owns where a caller finds what a command created or started: the read that shows one of its kind. */
import type { z } from "zod";
import type { AnyOperation } from "../define.ts";

/** Prepares the address of a command's result, below /api/v1: from `id`, or from a field such as `task_id`. */
export function compileLocation(
  operation: AnyOperation,
  operations: readonly AnyOperation[],
): (output: unknown) => string | null {
  if (operation.kind !== "command" || operation.status === 200) return () => null;
  const shows = operations.flatMap(other => {
    const parts = /^\/([^/{}]+)\/\{([^/{}]+)\}$/.exec(other.path);
    const kind = readKind(other);
    return other.kind === "query" && parts !== null
      ? [{ collection: parts[1] ?? "", key: parts[2] ?? "id", kind }]
      : [];
  });
  const kind = readKind(operation);
  const noun = operation.name.split(".")[0] ?? "";
  const own =
    shows.find(show => kind !== undefined && show.kind === kind) ??
    shows.find(show => isPluralOf(show.collection, noun));

  return output => {
    if (typeof output !== "object" || output === null) return null;
    const fields = output as Record<string, unknown>;
    if (own !== undefined) {
      const nested = fields[noun];
      const id = fields[own.key] ?? fields.id ?? (isObject(nested) ? (nested[own.key] ?? nested.id) : undefined);
      if (typeof id === "string") return `/${own.collection}/${encodeURIComponent(id)}`;
    }
    for (const [name, value] of Object.entries(fields)) {
      const show = shows.find(candidate => name.endsWith("_id") && isPluralOf(candidate.collection, name.slice(0, -3)));
      if (show !== undefined && typeof value === "string") return `/${show.collection}/${encodeURIComponent(value)}`;
    }
    return null;
  };
}

/** The name under which an answer's schema is known, which a read of the same thing shares. */
function readKind(operation: AnyOperation): string | undefined {
  return (operation.output as z.ZodType).meta()?.id;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isPluralOf(plural: string, noun: string): boolean {
  const singular = noun.replaceAll("_", "-");
  return plural === singular || plural === `${singular}s` || plural === singular.replace(/y$/, "ies");
}
